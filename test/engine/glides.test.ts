/** Glides: how true they are to their curve, at which frames they are there, and that whoever goes on with a version goes on with them. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DEVIATION, isGliding, valueAt } from '../../src/engine/glides.ts'
import { type Version, fileValues, goOn, inherit, setAt, startAfresh } from '../../src/engine/version.ts'
import { biquad, lfo, saw, sine, voices } from '../../src/index.ts'
import { Instance } from '../../src/kernel/instance.ts'
import { find } from '../../src/kernel/parameters.ts'
import { parameter, PARAMETERS } from '../../src/kernel/sizes.ts'
import { kernelOf } from '../play.ts'

const BLOCK = 128
const filtered = () => biquad('filter', { in: saw('saw').add(lfo('lfo', { freq: 2 })), cutoff: 1200, q: 1 })

function made(build: () => unknown = filtered): Version {
  const kernel = kernelOf(build)
  return { kernel, values: fileValues(kernel), events: [], fault: 0 } as unknown as Version
}

/** Plays a version's events, and gives what a parameter is at the end of each block of 16 frames. */
function trace({ kernel, events }: Version, frames: number, addresses: readonly string[], from = 0): number[][] {
  const instance = new Instance(kernel)
  instance.frame = from
  const numbers = new Float64Array(instance.state.buffer)
  const params = addresses.map(address => find(kernel.layout, address).input.param!)
  const seen: number[][] = addresses.map(() => [])
  let next = 0
  for (let frame = from; frame < frames; frame++) {
    for (; next < events.length && events[next].frame <= frame; next++) {
      const { param, value, ramp } = events[next]
      if (events[next].frame === frame) instance.apply(param, value, ramp)
    }
    instance.render(0, 1)
    params.forEach((param, i) => seen[i].push(numbers[(PARAMETERS + param * parameter.bytes + parameter.value) / 8]))
  }
  return seen
}

test('what is in Hz goes evenly in octaves, no more than 0.1 % off', () => {
  let most = 0
  for (const [address, to, frames] of [['/mod/filter/cutoff', 20, 9600], ['/mod/filter/cutoff', 19_000, 700], ['/mod/lfo/freq', 0.01, 12_000]] as const) {
    const version = made()
    const { param } = find(version.kernel.layout, address).input
    const from = version.values[param!]
    setAt(version, address, [to], 256, BLOCK, frames)
    const end = Math.ceil((256 + frames) / 16) * 16
    const [values] = trace(version, end + 32, [address])
    for (let frame = 256; frame < end; frame++) {
      const even = from * (to / from) ** ((frame - 255) / (end - 256))
      most = Math.max(most, Math.abs(values[frame] / even - 1))
    }
    assert.is(values[255], from)
    assert.equal([...new Set(values.slice(end))], [to], 'it is there, exactly, and stays')
    assert.is(version.values[param!], to)
    assert.ok(version.events.length < 90, `${version.events.length} events`)
  }
  console.log(`glides in Hz: ${(100 * most).toFixed(3)} % off their curve at the most`)
  assert.ok(most <= 1.05 * DEVIATION, `${most}`)
})

test('what is not in Hz goes in a straight line, in one event; what jumps does not glide', () => {
  const version = made()
  setAt(version, '/mod/filter/q', [11], 0, BLOCK, 4800)
  assert.is(version.events.length, 1)
  const [values] = trace(version, 4900, ['/mod/filter/q'])
  for (const frame of [0, 1200, 2400, 4799]) assert.ok(Math.abs(values[frame] - 1 - (frame + 1) / 480) < 1e-9, `${values[frame]}`)
  assert.throws(() => setAt(version, '/mod/filter/mode', ['highpass'], 0, BLOCK, 4800), /filter.mode is a choice: it can't glide/)
})

test('what is set anew takes the place of a glide, from where it has come to', () => {
  const version = made()
  const { param } = find(version.kernel.layout, '/mod/filter/cutoff').input
  setAt(version, '/mod/filter/cutoff', [4800], 0, BLOCK, 9600)
  const half = valueAt(version, param!, 4800)
  assert.ok(Math.abs(half - 2400) < 1e-9)
  setAt(version, '/mod/filter/cutoff', [300], 4800, BLOCK, 4800)
  assert.ok(isGliding(version, param!, 9000) && !isGliding(version, param!, 9600))
  let [values] = trace(version, 9700, ['/mod/filter/cutoff'])
  assert.ok(Math.abs(values[4800] / half - 1) < 2e-3, `${values[4800]}`)
  assert.is(values[9650], 300)
  setAt(version, '/mod/filter/cutoff', [700], 7168, BLOCK)
  ;[values] = trace(version, 9700, ['/mod/filter/cutoff'])
  assert.equal([...new Set(values.slice(7168 + 480))], [700])
})

const stack = () => voices(3, i => sine('sine', { freq: 100 * (i + 1) }))
const EACH = [0, 1, 2].map(i => `/mod/sine.${i}/freq`)

test('voices glide each from its own place, and one that is set by itself is left to it', () => {
  const version = made(stack)
  setAt(version, '/mod/sine/freq', [800], 0, BLOCK, 9600)
  setAt(version, '/mod/sine.1/freq', [50], 4864, BLOCK)
  const [first, second, third] = trace(version, 9700, EACH)
  assert.ok(Math.abs(first[4799] / Math.sqrt(100 * 800) - 1) < 0.0011, `${first[4799]}`)
  assert.ok(Math.abs(second[4799] / Math.sqrt(200 * 800) - 1) < 0.0011, `${second[4799]}`)
  assert.ok(Math.abs(third[7199] / (300 ** 0.25 * 800 ** 0.75) - 1) < 0.0011, `${third[7199]}`)
  assert.equal([first[9650], second[9650], third[9650]], [800, 50, 800])
})

test('voices that go one way are told of it together, until one of them leaves', () => {
  const version = made(stack)
  setAt(version, '/mod/sine/freq', [100], 0, BLOCK)
  setAt(version, '/mod/sine/freq', [1600], 1024, BLOCK, 9600)
  const count = version.events.length
  assert.ok(count < 35, `${count}`)
  setAt(version, '/mod/sine.2/freq', [1000], 5888, BLOCK, 960)
  const [first, , third] = trace(version, 11_000, EACH)
  const at = (frame: number): number => 100 * 16 ** ((frame + 1 - 1024) / 9600)
  for (const frame of [3000, 5800, 5900, 7000, 10_000]) assert.ok(Math.abs(first[frame] / at(frame) - 1) < 0.0011, `${frame}: ${first[frame]}`)
  assert.equal([first[10_900], third[6900], third[10_900]], [1600, 1000, 1000])
  setAt(version, '/mod/sine/freq', ['default'], 11_008, BLOCK, 1600)
  assert.equal(trace(version, 13_000, EACH).map(values => values[12_700]), [100, 200, 300])
})

test('a kernel that starts afresh on the way is where it would be, and arrives with the others', () => {
  for (const [build, addresses] of [[filtered, ['/mod/filter/cutoff', '/mod/filter/q']], [stack, EACH]] as const) {
    const version = made(build)
    for (const address of addresses) setAt(version, address, [7], 0, BLOCK, 9600)
    const before = trace(version, 9700, addresses)
    const again: Version = { ...version, values: version.values.slice(), events: [] }
    startAfresh(again, 4864, BLOCK)
    assert.equal([...again.values], [...version.values])
    const after = trace(again, 9700, addresses, 4864)
    after.forEach((values, i) => {
      for (const frame of [0, 16, 100, 2000, 4700]) {
        assert.ok(Math.abs(values[frame] / before[i][frame + 4864] - 1) < 0.003, `${addresses[i]} ${frame}: ${values[frame]} ${before[i][frame + 4864]}`)
      }
      assert.is(values[4800], before[i][9664])
    })
  }
})

test('an edit goes on with glides, but for what its file says otherwise', () => {
  const before = made()
  setAt(before, '/mod/filter/cutoff', [4800], 0, BLOCK, 9600)
  setAt(before, '/mod/filter/q', [5], 0, BLOCK, 9600)
  const after = made(() => biquad('filter', { in: sine('new'), cutoff: 1200, q: 2 }))
  inherit(after, before)
  goOn(after, before, 4864, BLOCK)
  const [cutoff, q] = ['cutoff', 'q'].map(name => find(after.kernel.layout, `/mod/filter/${name}`).input.param!)
  assert.ok(Math.abs(valueAt(after, cutoff, 7200) - 1200 * 4 ** 0.75) < 1e-9)
  assert.equal([valueAt(after, q, 7200), after.values[cutoff]], [2, 4800])
  assert.ok(after.events.every(({ param }) => param === cutoff))
  setAt(after, '/mod/filter/cutoff', [100], 5120, BLOCK)
  assert.is(after.events.filter(({ frame }) => frame >= 5120).length, 1)
})

test('a flood of glides keeps no more events than one', () => {
  const version = made(stack)
  for (let i = 0; i < 2000; i++) setAt(version, '/mod/sine/freq', [100 + i % 1000], 128 * Math.floor(i / 10), BLOCK, 48_000)
  assert.ok(version.events.filter(({ frame }) => frame > 128 * 200).length < 150, `${version.events.length}`)
})

test.run()
