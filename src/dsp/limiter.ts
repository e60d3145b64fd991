import { crest } from './crest.ts'
import { exp2 } from './exp2.ts'
import { halfway } from './halfway.ts'
import { line } from './line.ts'
import { log2 } from './log2.ts'
import { module } from './module.ts'
import { audio, db, ms } from './units.ts'

/** As long as all samples stay below this share of the bound the curve through them is safe: crest makes at most 3.1 of them. */
const QUIET = 0.95 / 3.1
/** Frames that a sample is looked at. */
const SEEN = 51
/** What peaks are held to below the ceiling, -0.5 dB: by so much they may be read too low (found by measuring). */
const SAFE = 10 ** (-0.5 / 20)

/** Limiter that looks ahead: the curve through its samples stays below the ceiling, not only they. What is 0.5 dB below it by itself comes
 *  through bit for bit, later by the look-ahead.
 *    need = log2(true peak / 0.944 ceiling), at least 0; cut = the highest need of the last 10 ms, released along e^(-t / release)
 *    y = in, 1.5 ms and 24 frames ago, · 2^(-mean of the cuts of 1.5 ms): in a straight line of dB to where it has to be
 *  With `link` the peaks of another signal count as well: two limiters, each linked to the signal of the other, keep the stereo image.
 *  Source: ITU-R BS.1770-4, annex 2; D. Giannoulis, M. Massberg, J. D. Reiss, Digital Dynamic Range Compressor Design, JAES 60, 2012
 *  (a release in dB). The highest need is that of eight finished blocks and one that is being filled.
 *  Limits: read 16 times over, tones up to 0.49 of the rate, squares, noise, impulses and jumps of 60 dB stay below the ceiling, by 0.5
 *  dB or more where they are slow; a tone of exactly half the rate does not, by up to 2 dB: its true peak grows without a bound. */
export const limiter = module({
  name: 'limiter',
  doc: 'nothing gets above its ceiling, between the samples either',
  example: `limiter('loud', { in: sine('tone', { freq: 110 }).mul(4), ceiling: -3 })`,
  inputs: {
    in: audio('signal'),
    link: audio('another signal whose peaks count: the other side'),
    ceiling: db(-1, -40, 0, 'level that is never exceeded'),
    release: ms(100, 1, 2000, 'time to come back'),
  },
  state: {
    past: line(0.005), linked: line(0.003), cuts: line(0.003), blocks: [0, 0, 0, 0, 0, 0, 0, 0],
    seen: 0, mid0: 0, mid1: 0, seenLinked: 0, linked0: 0, linked1: 0, top: 0, held: 0, left: 0, at: 0, cut: 0, sum: 0,
  },
  coefficients: { bound: 1, keep: 0, ahead: 1, size: 1, share: 0 },
  uses: { crest, exp2, halfway, log2, QUIET, SEEN, SAFE },
  control: (s, { ceiling, release }, { sampleRate, period }) => {
    s.bound = Math.exp(ceiling * Math.LN10 / 20)
    s.keep = Math.exp(-1000 * period / Math.max(release, 0.1))
    s.ahead = Math.floor(0.0015 * sampleRate) + 1
    s.size = Math.floor(0.00125 * sampleRate) + 1
    s.share = 2 ** -16 / s.ahead
  },
  tick: (s, { in: x, link }, { frame, crest, exp2, halfway, log2, QUIET, SEEN, SAFE }) => {
    const { bound } = s
    const ahead = s.ahead | 0
    s.past[frame] = x
    s.linked[frame] = link
    if (Math.abs(x) > bound * QUIET) s.seen = SEEN
    if (Math.abs(link) > bound * QUIET) s.seenLinked = SEEN
    let peak = 0
    let mid = 0
    if (s.seen > 0) {
      s.seen -= 1
      mid = halfway(
        s.past[frame - 24] + s.past[frame - 23], s.past[frame - 25] + s.past[frame - 22], s.past[frame - 26] + s.past[frame - 21],
        s.past[frame - 27] + s.past[frame - 20], s.past[frame - 28] + s.past[frame - 19], s.past[frame - 29] + s.past[frame - 18],
        s.past[frame - 30] + s.past[frame - 17], s.past[frame - 31] + s.past[frame - 16], s.past[frame - 32] + s.past[frame - 15],
        s.past[frame - 33] + s.past[frame - 14], s.past[frame - 34] + s.past[frame - 13], s.past[frame - 35] + s.past[frame - 12],
        s.past[frame - 36] + s.past[frame - 11], s.past[frame - 37] + s.past[frame - 10], s.past[frame - 38] + s.past[frame - 9],
        s.past[frame - 39] + s.past[frame - 8], s.past[frame - 40] + s.past[frame - 7], s.past[frame - 41] + s.past[frame - 6],
        s.past[frame - 42] + s.past[frame - 5], s.past[frame - 43] + s.past[frame - 4], s.past[frame - 44] + s.past[frame - 3],
        s.past[frame - 45] + s.past[frame - 2], s.past[frame - 46] + s.past[frame - 1], s.past[frame - 47] + x)
      peak = crest(s.past[frame - 26], s.mid0, s.past[frame - 25], s.mid1, s.past[frame - 24], mid, s.past[frame - 23])
    }
    s.mid0 = s.mid1
    s.mid1 = mid
    mid = 0
    if (s.seenLinked > 0) {
      s.seenLinked -= 1
      mid = halfway(
        s.linked[frame - 24] + s.linked[frame - 23], s.linked[frame - 25] + s.linked[frame - 22],
        s.linked[frame - 26] + s.linked[frame - 21], s.linked[frame - 27] + s.linked[frame - 20],
        s.linked[frame - 28] + s.linked[frame - 19], s.linked[frame - 29] + s.linked[frame - 18],
        s.linked[frame - 30] + s.linked[frame - 17], s.linked[frame - 31] + s.linked[frame - 16],
        s.linked[frame - 32] + s.linked[frame - 15], s.linked[frame - 33] + s.linked[frame - 14],
        s.linked[frame - 34] + s.linked[frame - 13], s.linked[frame - 35] + s.linked[frame - 12],
        s.linked[frame - 36] + s.linked[frame - 11], s.linked[frame - 37] + s.linked[frame - 10],
        s.linked[frame - 38] + s.linked[frame - 9], s.linked[frame - 39] + s.linked[frame - 8], s.linked[frame - 40] + s.linked[frame - 7],
        s.linked[frame - 41] + s.linked[frame - 6], s.linked[frame - 42] + s.linked[frame - 5], s.linked[frame - 43] + s.linked[frame - 4],
        s.linked[frame - 44] + s.linked[frame - 3], s.linked[frame - 45] + s.linked[frame - 2], s.linked[frame - 46] + s.linked[frame - 1],
        s.linked[frame - 47] + link)
      peak = Math.max(peak, crest(
        s.linked[frame - 26], s.linked0, s.linked[frame - 25], s.linked1, s.linked[frame - 24], mid, s.linked[frame - 23]))
    }
    s.linked0 = s.linked1
    s.linked1 = mid
    const most = bound * SAFE
    // log2 knows what is between -20 and 12.
    if (peak > most) s.top = Math.max(s.top, log2(peak / most * 2 ** -12) + 12)
    s.left -= 1
    if (s.left <= 0) {
      s.left = s.size
      s.blocks[s.at] = s.top
      s.at = s.at + 1 & 7
      s.top = 0
      s.held = 0
      for (let i = 0; i < 8; i++) s.held = Math.max(s.held, s.blocks[i])
    }
    s.cut = Math.max(s.cut * s.keep, s.held, s.top)
    if (s.cut < 2 ** -16) s.cut = 0
    // In whole 2^-16 octaves, upwards, so that the sum is exact however long it goes on.
    const grains = Math.ceil(s.cut * 2 ** 16) | 0
    s.sum = s.sum + grains - (s.cuts[frame - ahead] * 2 ** 16 | 0) | 0
    s.cuts[frame] = grains * 2 ** -16
    const y = s.past[frame - 24 - ahead] * exp2(-s.sum * s.share)
    return Math.min(Math.max(y, -bound), bound)
  },
})
