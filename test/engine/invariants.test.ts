/** What holds for every sequence of blocks, jumps, silences and changes of parameters: without processes, so in great numbers. */
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Fade } from '../../src/engine/fade.ts'
import { Master } from '../../src/engine/master.ts'
import { Seam } from '../../src/engine/seam.ts'
import { addEvent } from '../../src/engine/events.ts'
import type { Version } from '../../src/engine/version.ts'
import { MAX_EVENTS } from '../../src/slot/messages.ts'
import { BLOCK, RATE, largestStep } from './stage.ts'

const SEED = process.env.SEED === undefined ? undefined : Number(process.env.SEED)
const options = (runs: number): fc.Parameters<unknown> => ({ numRuns: Number(process.env.RUNS ?? runs), seed: SEED, includeErrorInReport: true })

/** Frames of the ramps over which a jump is led, and over which the sound comes in again. */
const BRIDGE = 0.005 * RATE
const RISE = 0.01 * RATE
/** The highest tone of those that are joined, Hz, and its slope at full scale. */
const HIGHEST = 1000
const SLOPE = 2 * Math.PI * HIGHEST / RATE
/** Samples are 32 bits wide: what rounding may add to a step. */
const ROUNDING = 1e-6

/** A tone at full scale, one block of it from a frame on, in both channels. */
function tone(freq: number, frame: number): Float32Array {
  return Float32Array.from({ length: 2 * BLOCK }, (_, i) => Math.sin(2 * Math.PI * freq * (frame + (i >> 1)) / RATE))
}

const frequency = fc.integer({ min: 20, max: HIGHEST })

test('whatever jumps, ends or comes back: no step is larger than the slopes and the ramps make it', () => {
  const block = fc.oneof(
    { weight: 3, arbitrary: fc.record({ is: fc.constant('sound'), freq: frequency }) },
    { weight: 1, arbitrary: fc.record({ is: fc.constant('silence'), freq: frequency }) })
  // Where there is a jump in every block, each adds to the half that is left of the one before: they stay below 4.
  const largest = SLOPE + 1 / RISE + 4 / BRIDGE + ROUNDING
  fc.assert(fc.property(fc.array(block, { minLength: 1, maxLength: 60 }), blocks => {
    const seam = new Seam(RATE, BLOCK)
    const heard: number[] = []
    let freq: number | null = null
    for (const [n, block] of blocks.entries()) {
      const pcm = tone(block.freq, n * BLOCK)
      if (block.is === 'silence') seam.silence(pcm)
      else {
        if (freq !== null && freq !== block.freq && !seam.silent) seam.jump()
        seam.sound(pcm, n * BLOCK)
        freq = block.freq
      }
      heard.push(...pcm)
    }
    const step = largestStep(heard)
    assert.ok(step <= largest, `a step of ${step}, more than ${largest}`)
  }), options(300))
})

test('a sound that comes in again is itself, to the bit, once the ramps are over; a silence is silent', () => {
  const lengths = fc.array(fc.tuple(fc.integer({ min: 5, max: 20 }), fc.integer({ min: 1, max: 20 })), { minLength: 1, maxLength: 6 })
  const ramps = Math.ceil(Math.max(BRIDGE, RISE) / BLOCK)
  fc.assert(fc.property(frequency, lengths, (freq, lengths) => {
    const seam = new Seam(RATE, BLOCK)
    let n = 0
    for (const [sounds, silent] of lengths) {
      for (let i = 0; i < sounds; i++, n++) {
        const pcm = tone(freq, n * BLOCK)
        seam.sound(pcm, n * BLOCK)
        if (i >= ramps) assert.equal(pcm, tone(freq, n * BLOCK))
      }
      for (let i = 0; i < silent; i++, n++) {
        const pcm = tone(freq, n * BLOCK)
        seam.silence(pcm)
        if (i >= ramps) assert.ok(pcm.every(sample => sample === 0))
      }
    }
  }), options(100))
})

test('a crossfade stays between the two, and makes no step larger than the steeper one and the fade', () => {
  fc.assert(fc.property(frequency, frequency, fc.integer({ min: 100, max: 5000 }), fc.integer({ min: 1, max: 9 }), (from, to, frames, n) => {
    const fade = new Fade(n * BLOCK, frames)
    const heard: number[] = []
    for (let frame = 0; frame < fade.start + frames + BLOCK; frame += BLOCK) {
      const pcm = tone(frame < fade.start ? from : to, frame)
      if (frame >= fade.start && !fade.over(frame)) fade.mix(tone(from, frame), pcm, frame)
      heard.push(...pcm)
    }
    const step = largestStep(heard)
    assert.ok(heard.every(sample => Math.abs(sample) <= 1))
    assert.ok(step <= SLOPE + 2 / frames + ROUNDING, `a step of ${step}`)
  }), options(200))
})

/** Of a version, what events need. */
function version(params: number): Version {
  // After the parameters comes the tempo.
  const layout = { rate: RATE, parameters: params + 1, notes: [] }
  return { kernel: { layout }, values: new Float64Array(params + 1), events: [] } as unknown as Version
}

const PARAMS = 6
const GATE = 0
const change = fc.record({ block: fc.nat(20), param: fc.nat(PARAMS - 1), value: fc.integer({ min: 0, max: 9 }) })

function add(to: Version, { block, param, value }: { block: number, param: number, value: number }): void {
  addEvent(to, { frame: block * BLOCK, param, value, ramp: -1 }, BLOCK, param === GATE)
}

test('of what is set at a frame the last value counts, a gate misses nothing, and no message overflows', () => {
  fc.assert(fc.property(fc.array(change, { maxLength: 400 }), unsorted => {
    const changes = unsorted.toSorted((a, b) => a.block - b.block)
    const to = version(PARAMS)
    for (const change of changes) add(to, change)

    assert.ok(to.events.every(({ frame }, i) => i === 0 || frame >= to.events[i - 1].frame), 'in the order of frames')
    for (let start = 0; start < 30 * BLOCK; start += BLOCK) {
      assert.ok(to.events.filter(({ frame }) => frame >= start && frame < start + BLOCK).length <= MAX_EVENTS)
    }
    const moves = to.events.filter(({ param }) => param === GATE)
    assert.equal(moves.map(({ value }) => value), changes.filter(({ param }) => param === GATE).map(({ value }) => value))
    assert.ok(moves.every(({ frame }, i) => i === 0 || frame > moves[i - 1].frame), 'a gate moves once a frame')
    for (let param = GATE + 1; param < PARAMS; param++) {
      const last = new Map(changes.filter(change => change.param === param).map(({ block, value }) => [block * BLOCK, value]))
      assert.equal(new Map(to.events.filter(event => event.param === param).map(({ frame, value }) => [frame, value])), last)
      assert.is(to.values[param], [...last.values()].at(-1) ?? 0)
    }
  }), options(200))
})

test('in which order different parameters are set at a frame changes nothing', () => {
  fc.assert(fc.property(fc.array(change, { maxLength: 60 }), unsorted => {
    const changes = unsorted.toSorted((a, b) => a.block - b.block)
    const byParameter = changes.toSorted((a, b) => a.block - b.block || b.param - a.param)
    const [one, other] = [changes, byParameter].map(order => {
      const to = version(PARAMS)
      for (const change of order) add(to, change)
      return to.events.toSorted((a, b) => a.frame - b.frame || a.param - b.param)
    })
    assert.equal(one, other)
  }), options(200))
})

test('the master makes the same bits of the same signal, in whatever pieces it gets it', () => {
  const piece = fc.record({ frames: fc.integer({ min: 1, max: 3000 }), gain: fc.constantFrom(0, 0.3, 1, 5, 1000), dc: fc.constantFrom(0, 0.2) })
  const cuts = fc.array(fc.integer({ min: 1, max: 600 }), { minLength: 1, maxLength: 20 })
  fc.assert(fc.property(fc.array(piece, { minLength: 1, maxLength: 8 }), cuts, (pieces, cuts) => {
    const signal = Float32Array.from(pieces.flatMap(({ frames, gain, dc }) =>
      Array.from({ length: 2 * frames }, (_, i) => gain * Math.sin(0.1 * (i >> 1)) + dc)))
    assert.equal(through(signal, cuts), through(signal, [signal.length / 2]))
  }), options(60))
})

/** The bits that come out of a master that gets a signal in pieces of so many frames, over and over. */
function through(signal: Float32Array, cuts: readonly number[]): number[] {
  const master = new Master(RATE)
  const heard: number[] = []
  for (let at = 0, turn = 0; at < signal.length; turn++) {
    const pcm = signal.slice(at, at + 2 * cuts[turn % cuts.length])
    at += pcm.length
    const frames = master.process(pcm, pcm.length / 2)
    heard.push(...new Uint32Array(pcm.buffer, 0, 2 * frames))
  }
  return heard
}

test.run()
