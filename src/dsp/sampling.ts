import { exp2 } from './exp2.ts'
import { POOL } from './pool.ts'
import { samplerInputs as inputs } from './samplerinputs.ts'
import { around, between, faster, fastest, read, sincs } from './sinc.ts'

/** Seconds that it takes to be cut off by another one. */
const CUT = 0.005
/** Where no loop begins or ends. */
const FAR = 2 ** 30
/** Parts of a frame that a position is counted in; silence, where a fade ends; frames that an interpolation looks beyond an end. */
const [PARTS, SILENT, BEYOND] = [2 ** 30, 1e-7, 32]

const state = {
  on: 0, at: 0, sub: 0, base: 0, right: 0, frames: 0, from: 0, to: 0, low: 0, high: 0, span: 0, turned: 0, back: 1, step: 1,
  level: 0, fall: 0, velocity: 0, rise: 1, drop: 0, cut: 0, gate: 0, choke: 0,
  tail: 0, tailFall: 0, tailAt: 0, tailSub: 0, tailBase: 0, tailRight: 0, tailFrames: 0, tailLow: 0, tailHigh: 0, tailSpan: 0,
  tailStep: 1,
}

const uses = () => ({ POOL, ...sincs(), exp2, around, between, faster, fastest, read, CUT, FAR, PARTS, SILENT, BEYOND })
type Uses = ReturnType<typeof uses>
type State = { [Name in keyof typeof state]: number }
type Values = { readonly [Name in keyof typeof inputs | 'sample']: number } & { readonly mode: 'one-shot' | 'gated' }

/** What the samplers have in common: all but how many sides they play.
 *  Positions are whole numbers of frames and of their 2⁻³⁰, counted from where the first frame lies in POOL. */
export const sampling = {
  inputs, state,
  outputs: ['left', 'right'] as const,
  uses,
  control: (s: State, { attack, release }: Values, { sampleRate, CUT }: Uses & { sampleRate: number }) => {
    s.rise = 1 / Math.max(attack * 0.001 * sampleRate, 1)
    s.drop = 1 / Math.max(release * 0.001 * sampleRate, 1)
    s.cut = 1 / (CUT * sampleRate)
  },
  tick: (
    s: State,
    {
      sample, gate, index, start, end, slices, slice, rate, freq, root, pitch, reverse, loop, loopStart, loopEnd, mode, choke, gain,
    }: Values,
    { POOL, SINC, PHASES, SLOPES, exp2, read, FAR, PARTS, SILENT, BEYOND }: Uses,
  ) => {
    const speed = Math.min(Math.max(rate * (freq / root) * exp2(pitch * (1 / 12)), -16), 16)
    if (gate > 0 && s.gate <= 0) {
      const sound = (sample >= 0 && sample < POOL[0] ? sample : -2) | 0
      const many = POOL[(sound << 1) + 2 | 0]
      const whole = Math.floor(index)
      const chosen = many > 0 ? whole - many * Math.floor(whole / many) : 0
      const entry = (POOL[(sound << 1) + 1 | 0] | 0) + ((chosen | 0) << 2) | 0
      const base = many > 0 ? (POOL[entry] | 0) << 6 : 0
      const frames = many > 0 ? ((POOL[entry + 1 | 0] | 0) << 12) + (POOL[entry + 2 | 0] | 0) | 0 : 0
      const first = Math.min(Math.max(Math.min(start, end), 0), 1)
      const width = (Math.min(Math.max(start, end), 1) - first) / Math.max(Math.floor(slices), 1)
      const count = Math.max(Math.floor(slices), 1)
      const part = Math.floor(slice) - count * Math.floor(Math.floor(slice) / count)
      const from = Math.floor((first + width * part) * frames + 0.5) | 0
      const to = Math.floor((first + width * (part + 1)) * frames + 0.5) | 0
      const back = reverse > 0 ? -1 : 1
      const begin = speed * back < 0 ? to - 1 | 0 : from
      const goesOn = s.on > 0 && s.fall === 0 && base === s.base && begin === s.at && s.sub === 0
      if (!goesOn) {
        // What plays fades out beside it.
        if (s.on > 0 && s.level > 0 && s.drop < 1) {
          s.tail = s.level * s.velocity
          s.tailFall = s.tail * s.drop
          s.tailAt = s.at
          s.tailSub = s.sub
          s.tailBase = s.base
          s.tailRight = s.right
          s.tailFrames = s.frames
          s.tailLow = s.turned > 0 ? s.low : -FAR
          s.tailHigh = s.high
          s.tailSpan = s.span
          s.tailStep = s.step
        }
        s.at = begin
        s.sub = 0
        s.level = 0
      }
      s.base = base
      s.frames = frames
      s.right = many > 0 ? (POOL[entry + 3 | 0] | 0) << 6 : 0
      s.from = from
      s.to = to
      s.back = back
      s.low = Math.max(Math.floor(loopStart * frames + 0.5), from) | 0
      s.high = Math.min(Math.floor(loopEnd * frames + 0.5), to) | 0
      s.span = loop > 0 && s.high > s.low ? s.high - s.low | 0 : 0
      s.high = s.span > 0 ? s.high : FAR
      s.turned = 0
      s.fall = 0
      s.velocity = gate
      s.on = to > from ? 1 : 0
    }
    if (mode === 'gated' && gate <= 0 && s.gate > 0 && s.fall === 0) s.fall = Math.max(s.level, SILENT) * s.drop
    if (choke > 0 && s.choke <= 0) s.fall = Math.max(s.fall, Math.max(s.level, SILENT) * s.cut)
    s.gate = gate
    s.choke = choke
    const step = speed * s.back
    s.step = step
    let left = 0
    let right = 0
    if (s.on > 0) {
      if (s.span > 0) {
        const over = s.at - s.low | 0
        if (step >= 0 ? s.at >= s.high : over < 0) {
          s.at = s.low + (over - Math.imul(s.span, Math.floor(over / s.span) | 0) | 0) | 0
          s.turned = 1
        }
      } else if ((step >= 0 ? s.at >= s.to && s.to < s.frames : s.at < s.from && s.from > 0) && s.fall === 0) {
        s.fall = Math.max(s.level, SILENT) * s.drop
      }
      if (s.fall > 0) s.level = s.level - s.fall
      else s.level = Math.min(s.level + s.rise, 1)
      // Behind its ends there are zeros, as far as an interpolation looks.
      if (s.level < SILENT || s.at >= (s.frames + BEYOND | 0) || s.at < -BEYOND) s.on = 0
      else {
        const frac = s.sub * (1 / PARTS)
        const level = s.level * s.velocity
        const low = s.turned > 0 ? s.low : -FAR
        const fast = Math.abs(step)
        const y = read(POOL, SINC, PHASES, SLOPES, s.base, s.at, frac, low, s.high, s.span, fast)
        left = level * y
        right = s.right > 0 ? level * read(POOL, SINC, PHASES, SLOPES, s.base + s.right | 0, s.at, frac, low, s.high, s.span, fast) : left
        const ahead = Math.floor(step)
        s.sub = s.sub + ((step - ahead) * PARTS | 0) | 0
        s.at = s.at + (ahead | 0) + (s.sub >>> 30) | 0
        s.sub = s.sub & PARTS - 1
      }
    }
    if (s.tail > 0) {
      s.tail = s.tail - s.tailFall
      const over = s.tailAt - s.tailLow | 0
      if (s.tailSpan > 0 && s.tailStep >= 0 && s.tailAt >= s.tailHigh) s.tailAt = s.tailAt - s.tailSpan | 0
      if (s.tailSpan > 0 && s.tailStep < 0 && over < 0) s.tailAt = s.tailAt + s.tailSpan | 0
      if (s.tail < SILENT || s.tailAt >= (s.tailFrames + BEYOND | 0) || s.tailAt < -BEYOND) s.tail = 0
      else {
        const frac = s.tailSub * (1 / PARTS)
        const fast = Math.abs(s.tailStep)
        const y = s.tail * read(POOL, SINC, PHASES, SLOPES, s.tailBase, s.tailAt, frac, s.tailLow, s.tailHigh, s.tailSpan, fast)
        left += y
        right += s.tailRight > 0
          ? s.tail * read(POOL, SINC, PHASES, SLOPES, s.tailBase + s.tailRight | 0, s.tailAt, frac, s.tailLow, s.tailHigh, s.tailSpan, fast) : y
        const ahead = Math.floor(s.tailStep)
        s.tailSub = s.tailSub + ((s.tailStep - ahead) * PARTS | 0) | 0
        s.tailAt = s.tailAt + (ahead | 0) + (s.tailSub >>> 30) | 0
        s.tailSub = s.tailSub & PARTS - 1
      }
    }
    return [left * gain, right * gain] as const
  },
}
