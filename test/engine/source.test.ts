/** Where blocks come from, with slots that are only told what they have: no change of hands clicks, however soon it comes. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Pair } from '../../src/engine/pair.ts'
import type { Slot } from '../../src/engine/slot.ts'
import { Source } from '../../src/engine/source.ts'
import type { Version } from '../../src/engine/version.ts'

const RATE = 48_000
const BLOCK = 128
/** Frames of a crossfade, and of the ramp over a jump. */
const FADE = 960
const BRIDGE = 240
/** The largest step that a change from 0.5 to -0.5 may make on its way. */
const SMOOTH = 1 / BRIDGE + 1e-6

/** A slot whose version is a constant, and which has the blocks up to `end`. */
class Constant {
  worker: object | null = {}
  state = 'running'
  version: Version
  from = 0
  end = Infinity
  readonly index: number
  private readonly value: number

  constructor(index: number, value: number) {
    this.index = index
    this.value = value
    this.version = { number: index + 1, name: 'x', settings: {}, kernel: { layout: { parameters: 1, metre: 4 } }, values: Float64Array.of(120) } as unknown as Version
  }

  has(n: number): boolean {
    return n >= this.from && n < this.end
  }

  read(_: number, pcm: Float32Array): void {
    pcm.fill(this.value)
  }
}

/** Runs a test with a source that plays 0.5 from slot 0, and -0.5 is in slot 1. `play`: gives what is heard of so many blocks. */
function scene(use: (source: Source, slots: Constant[], play: (blocks: number) => void, heard: number[], pair: Pair) => void): void {
  const slots = [new Constant(0, 0.5), new Constant(1, -0.5)]
  const pair = new Pair(slots as unknown as Slot[], () => {})
  pair.current = slots[0].version
  const source = new Source(pair, { rate: RATE, block: BLOCK, tell: () => {} })
  const heard: number[] = []
  let n = 0
  const play = (blocks: number): void => {
    for (const end = n + blocks; n < end; n++) {
      const pcm = new Float32Array(2 * BLOCK)
      assert.ok(source.find(n, pcm, true), `block ${n} is there`)
      source.seam.sound(pcm, n * BLOCK)
      for (let i = 0; i < pcm.length; i += 2) heard.push(pcm[i])
    }
  }
  play(10)
  use(source, slots, play, heard, pair)
  let largest = 0
  for (let i = 1; i < heard.length; i++) largest = Math.max(largest, Math.abs(heard[i] - heard[i - 1]))
  assert.ok(largest <= SMOOTH, `the largest step is ${largest}`)
}

/** The worker in a slot is gone. */
function lose(source: Source, pair: Pair, slot: Constant, comesAgain = false): void {
  if (pair.active === slot.index) pair.activate(pair.standby(), 'lost')
  slot.worker = null
  slot.state = 'empty'
  slot.end = 0
  source.lost(slot as unknown as Slot, comesAgain)
}

function bringIn(source: Source, slot: Constant): void {
  slot.worker = {}
  slot.state = 'running'
  slot.end = Infinity
  void source.bringIn(slot as unknown as Slot, frame => frame, FADE, () => {})
}

test('a new version is faded in', () => scene((source, slots, play, heard) => {
  bringIn(source, slots[1])
  play(20)
  assert.is(heard.at(-1), -0.5)
}))

test('lost in its probation it is left over a bridge', () => scene((source, slots, play, heard, pair) => {
  bringIn(source, slots[1])
  play(20)
  lose(source, pair, slots[1])
  play(20)
  assert.is(heard.at(-1), 0.5)
}))

for (const blocks of [0, 1, 3]) {
  test(`there again after ${blocks} blocks of the version before: over a bridge, and a fade`, () => scene((source, slots, play, heard, pair) => {
    bringIn(source, slots[1])
    play(20)
    lose(source, pair, slots[1], true)
    play(blocks)
    bringIn(source, slots[1])
    play(20)
    assert.is(heard.at(-1), -0.5)
  }))
}

for (const blocks of [1, 3, 7]) {
  test(`lost ${blocks} blocks into its crossfade it is left over a bridge, too`, () => scene((source, slots, play, heard, pair) => {
    bringIn(source, slots[1])
    play(blocks)
    lose(source, pair, slots[1])
    play(20)
    assert.is(heard.at(-1), 0.5)
  }))
}

test('late for a moment in its crossfade, it is faded in once more', () => scene((source, slots, play, heard) => {
  bringIn(source, slots[1])
  play(3)
  slots[1].end = 0
  play(2)
  slots[1].end = Infinity
  play(20)
  assert.is(heard.at(-1), -0.5)
}))

test('the old version lost before the new one is there: over a bridge', () => scene((source, slots, play, heard, pair) => {
  slots[1].end = 0
  void source.bringIn(slots[1] as unknown as Slot, frame => frame, FADE, () => {})
  lose(source, pair, slots[0])
  slots[1].end = Infinity
  play(20)
  assert.is(heard.at(-1), -0.5)
}))

test.run()
