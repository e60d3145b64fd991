import { module } from './module.ts'
import { choice, ms, number } from './units.ts'

/** More than any signal goes by in a frame. */
const NO_LIMIT = 1e9

/** Slew limiter: what follows its input only so fast, up and down at speeds of their own: a glide of pitch, a rounded step.
 *    y ← y + d share, but by no more than the limit, d = in - y
 *  linear: share = 1, limit = span / time; exponential: share = 1 - 100^(-1 / time), so that after its time 99 % of the way is done,
 *  however long that is. The first sample is the input's.
 *  Source: the slew limiter and the lag processor of voltage-controlled synthesizers.
 *  Limits: times exact to the sample; a time of 0 follows at once. */
export const slew = module({
  name: 'slew',
  doc: 'glide: limits how fast a signal rises and falls',
  example: `sine('tone', { freq: slew('glide', { in: lfo('steps', { shape: 'square', min: 220, max: 330 }), rise: 200, fall: 50 }) })`,
  inputs: {
    in: number(0, -20_000, 20_000, 'what to follow'),
    rise: ms(100, 0, 20_000, 'time to rise: linear by the span, exponential by 99 % of the way'),
    fall: ms(100, 0, 20_000, 'time to fall, likewise'),
    shape: choice(['exponential', 'linear'], 'how it approaches'),
    span: number(1, 0.001, 20_000, 'what it goes by in the time when it is linear: 12 for semitones is a time for an octave'),
  },
  state: { y: 0, begun: 0, riseShare: 0, fallShare: 0, riseLimit: 0, fallLimit: 0 },
  uses: { NO_LIMIT },
  control: (s, { rise, fall, shape, span }, { sampleRate, NO_LIMIT }) => {
    const up = rise * 0.001 * sampleRate
    const down = fall * 0.001 * sampleRate
    const straight = shape === 'linear'
    s.riseShare = straight || up < 1 ? 1 : 1 - Math.exp(-Math.log(100) / up)
    s.fallShare = straight || down < 1 ? 1 : 1 - Math.exp(-Math.log(100) / down)
    s.riseLimit = straight && up >= 1 ? span / up : NO_LIMIT
    s.fallLimit = straight && down >= 1 ? span / down : NO_LIMIT
  },
  tick: (s, { in: x }) => {
    const difference = x - s.y
    const step = difference * (difference > 0 ? s.riseShare : s.fallShare)
    s.y = s.begun > 0 ? s.y + Math.max(Math.min(step, s.riseLimit), -s.fallLimit) : x
    s.begun = 1
    return s.y
  },
})
