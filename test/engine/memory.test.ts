/** What an object remembers, and another one that goes on with it. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Curtain } from '../../src/engine/curtain.ts'
import { Master } from '../../src/engine/master.ts'
import { memoryOf, remember } from '../../src/engine/memory.ts'
import { Seam } from '../../src/engine/seam.ts'

const RATE = 48_000
const BLOCK = 128
const make = () => ({ seam: new Seam(RATE, BLOCK), master: new Master(RATE), curtain: new Curtain(RATE) })

/** A second of what keeps the master busy: too loud, with a constant in it. */
function block(n: number): Float32Array {
  return Float32Array.from({ length: 2 * BLOCK }, (_, i) => 0.1 + 1.4 * Math.sin((BLOCK * n + (i >> 1)) * (0.02 + (i & 1) / 50)))
}

function sound({ seam, master, curtain }: ReturnType<typeof make>, n: number): Float32Array {
  const pcm = block(n)
  seam.sound(pcm, n * BLOCK)
  master.process(pcm, BLOCK)
  curtain.process(pcm, BLOCK)
  return pcm
}

test('a master, a seam and a curtain that go on from what others remembered make the same samples', () => {
  const one = make()
  for (let n = 0; n < 400; n++) {
    one.curtain.closed = n === 399
    sound(one, n)
  }
  const memory = memoryOf(one)
  const other = make()
  remember(other, memory)
  for (let n = 400; n < 800; n++) {
    if (n === 401) one.curtain.closed = other.curtain.closed = false
    if (n === 500) for (const { seam } of [one, other]) seam.jump()
    assert.equal(sound(other, n), sound(one, n), `block ${n}`)
  }
})

test('what is remembered is a copy', () => {
  const object = { numbers: Float64Array.of(1, 2), inner: { on: true }, list: [1, 2] }
  const memory = memoryOf(object)
  object.numbers[0] = 5
  object.inner.on = false
  object.list[1] = 7
  const { numbers } = object
  remember(object, memory)
  assert.equal(object, { numbers: Float64Array.of(1, 2), inner: { on: true }, list: [1, 2] })
  assert.is(object.numbers, numbers, 'it is put where it was')
})

test.run()
