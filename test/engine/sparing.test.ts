/** The master leaves out what changes nothing: against one by the book, which leaves nothing out, bit for bit. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DcBlock } from '../../src/engine/dcblock.ts'
import { BOUND, Limiter } from '../../src/engine/limiter.ts'
import { Master } from '../../src/engine/master.ts'
import { TruePeak } from '../../src/engine/truepeak.ts'
import { RATE } from '../play.ts'

const CEILING = 10 ** (-0.7 / 20)
const STEP = 2 ** -32
const ATTACK = Math.ceil(0.00075 * RATE)
const WINDOW = ATTACK + 1 + Math.ceil(0.01 * RATE)
const KEEP = Math.exp(-1 / (0.1 * RATE))
const LATENCY = TruePeak.delay + ATTACK - 1
/** Of nearly nothing every frame is interpolated. */
const NOTHING = 1e-12

/** All that the master makes of the frames, later by the latency. */
function byTheBook(pcm: Float32Array): Float32Array {
  const frames = pcm.length / 2
  const clean = pcm.slice()
  for (const channel of [0, 1]) {
    const block = new DcBlock(RATE)
    block.process(clean, channel, frames)
  }
  const truePeak = new TruePeak(NOTHING)
  const peak = new Float64Array(1)
  const needed = new Float64Array(frames)
  for (let n = 0; n < frames; n++) {
    truePeak.process(clean, n, 1, peak)
    needed[n] = peak[0] > CEILING ? CEILING / peak[0] : 1
  }
  const smooth = new Float64Array(frames)
  const heard = new Float32Array(2 * frames)
  let gain = 1
  for (let n = 0; n < frames; n++) {
    let least = 1
    for (let k = Math.max(0, n - WINDOW + 1); k <= n; k++) least = Math.min(least, needed[k])
    if (gain < 1) gain **= KEEP
    gain = Math.min(gain > 1 - 1e-5 ? 1 : gain, least)
    smooth[n] = Math.floor(gain / STEP) * STEP
    let sum = 0
    for (let k = n - ATTACK + 1; k <= n; k++) sum += k < 0 ? 1 : smooth[k]
    for (const i of n < LATENCY ? [] : [2 * n, 2 * n + 1]) {
      heard[i] = Math.max(-BOUND, Math.min(BOUND, sum / ATTACK * clean[i - 2 * LATENCY]))
    }
  }
  return heard
}

/** What comes out of a master that is fed in blocks of these sizes in turn. */
function through(pcm: Float32Array, blocks: number[]): Float32Array {
  const master = new Master(RATE)
  const heard = new Float32Array(pcm.length)
  let at = 2 * LATENCY
  for (let start = 0, n = 0; start < pcm.length; n++) {
    const part = pcm.slice(start, start + 2 * blocks[n % blocks.length])
    const frames = master.process(part, part.length / 2)
    heard.set(part.subarray(0, 2 * frames), at)
    at += 2 * frames
    start += part.length
  }
  return heard
}

type Random = () => number

function generator(seed: number): Random {
  let state = seed
  return () => (state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32) / 2 ** 32
}

const MODERATE = [0, 1e-4, 0.1, 0.2, 0.26, 0.27, 0.5, 0.73, 0.75, 0.9]
const LOUD = [...MODERATE, 0.93, 0.95, 1, 1.1]
const WILD = [...LOUD, 3, 1000]

/** Passages of ten to five thousand frames, each with its own kind of sound, its level and its constant. */
function passages(seed: number, frames: number, levels: number[]): Float32Array {
  const random = generator(seed)
  const pcm = new Float32Array(2 * frames)
  const pick = <T>(list: T[]): T => list[Math.floor(random() * list.length)]
  for (let n = 0; n < frames;) {
    const length = Math.ceil(10 ** (1 + 2.7 * random()))
    const level = pick(levels)
    const constant = pick([0, 0, 0, 0, 0.01, -0.2])
    const [turn, width] = [Math.PI * random() ** 3, 2 * random() - 1]
    const sound = pick<(n: number) => number>([
      n => Math.sin(turn * n), () => 2 * random() - 1, n => n % 97 === 0 ? 1 : 0, n => n % 200 / 100 - 1, () => -0,
      n => n % 64 < 32 ? 1 : -1, n => Math.sin(turn * n) * (n % 300 < 20 ? 1 : 0.1), n => n % 99 === 0 ? pick([NaN, Infinity, 50]) : 0,
    ])
    for (const end = Math.min(frames, n + length); n < end; n++) {
      pcm[2 * n] = level * sound(n) + constant
      pcm[2 * n + 1] = level * width * sound(n + 3)
    }
  }
  return pcm
}

/** The first number of which the bits differ; -1 where they are the same. */
function difference(a: Float32Array, b: Float32Array): number {
  const [p, q] = [new Uint32Array(a.buffer), new Uint32Array(b.buffer)]
  return p.findIndex((bits, i) => bits !== q[i])
}

test('quiet and loud passages, bursts and constants: the same bits as by the book, at any block size', () => {
  const random = generator(7)
  for (let seed = 1; seed <= 12; seed++) {
    const pcm = passages(seed, 60_000, [MODERATE, LOUD, LOUD, WILD][seed % 4])
    const expected = byTheBook(pcm)
    const sizes = Array.from({ length: 50 }, () => 1 + Math.floor(512 * random() ** 2))
    for (const blocks of [[1], [2 + seed], [64], [128], [129], [512], sizes]) {
      assert.is(difference(through(pcm, blocks), expected), -1, `passages ${seed}, blocks of ${blocks}`)
    }
  }
})

test('a constant that comes and goes: the same bits while it is taken out, and after', () => {
  const tone = (n: number): number => 0.2 * Math.sin(0.03 * n)
  const pcm = Float32Array.from({ length: 2 * 3 * RATE }, (_, i) =>
    tone(i >> 1) + (i % 2 === 0 && i < 2 * 1.2 * RATE ? 0.1 : i % 2 === 1 && i > 2 * RATE ? -0.3 : 0))
  const expected = byTheBook(pcm)
  for (const blocks of [[1], [100], [128], [512]]) assert.is(difference(through(pcm, blocks), expected), -1, `blocks of ${blocks}`)
})

test('a bass that swells over the ceiling without a bend: the same bits', () => {
  const pcm = Float32Array.from({ length: 2 * RATE }, (_, i) => 1.1 * (i / RATE) * Math.sin(0.02 * (i >> 1)) * (i % 2 === 0 ? 1 : 0.5))
  assert.is(difference(through(pcm, [128]), byTheBook(pcm)), -1)
})

test('the worst that smooth and soft sound can do: what is left out is not above the floor', () => {
  const [sparing, thorough] = [new TruePeak(CEILING), new TruePeak(NOTHING)]
  const [some, all] = [new Float64Array(1), new Float64Array(1)]
  let left = 0
  for (const level of [0.2, 0.26, 0.5, 0.73, 0.75, 0.9]) {
    for (const turn of [0.001, 0.01, 0.05, 0.1, 0.2, 0.22, 0.23, 0.25, 0.5, 1, 2, 3]) {
      for (let n = 0; n < 500; n++) {
        // Turns over once, and clicks now and then: what was left out until then must not be felt.
        const frame = Float32Array.of(0, level * Math.sin(turn * n) * (n < 300 ? 1 : -1) + (n % 107 === 99 ? 0.1 : 0))
        sparing.process(frame, 0, 1, some)
        thorough.process(frame, 0, 1, all)
        if (some[0] === 0 && all[0] !== 0) left++
        const same = some[0] === all[0] || (some[0] <= CEILING && all[0] <= CEILING)
        assert.ok(same, `${level}, ${turn}, frame ${n}: ${some[0]}, not ${all[0]}`)
      }
    }
  }
  assert.ok(left > 10_000, `${left} left out`)
})

test('nothing is left of a limiter that rests: it starts from there as a fresh one does', () => {
  const burst = passages(3, 2000, WILD)
  const rested = new Limiter(RATE)
  const finite = burst.map(x => Number.isFinite(x) ? x : 0)
  rested.process(finite.slice(), 2000)
  rested.process(new Float32Array(2 * 3 * RATE), 3 * RATE)
  const [after, fresh] = [finite.slice(), finite.slice()]
  rested.process(after, 2000)
  new Limiter(RATE).process(fresh, 2000)
  assert.is(difference(after, fresh), -1)
})

test.run()
