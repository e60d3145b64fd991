import { module } from './module.ts'
import { audio, choice, ms } from './units.ts'

/** Envelope follower: how loud a signal is, from 0 on. Of a full sine its peak is 1, its RMS 0.707.
 *    power ← power + (in² - power) window; level = √power; y ← y + (level - y) share, share = 1 - e^(-1 / time)
 *  with the time of the attack where the level is above y, else that of the release: each the time for 63 % of the way. For peaks the
 *  window is 1, so the level is |in|; for RMS power is a mean over the last 30 ms.
 *  Source: D. Giannoulis, M. Massberg, J. D. Reiss, Digital Dynamic Range Compressor Design, 2012 (branching smooth detector).
 *  Limits: with no attack peaks are exact; the RMS of a steady sine from 100 Hz on is within 0.1 dB at equal times of 50 ms. */
export const follower = module({
  name: 'follower',
  doc: 'envelope follower: the loudness of a signal',
  example: `noise('hiss').mul(follower('loud', { in: lfo('beat', { freq: 2, shape: 'saw' }), mode: 'peak', attack: 1, release: 50 }))`,
  inputs: {
    in: audio('signal to follow'),
    mode: choice(['peak', 'RMS'], 'what is followed: the peaks, or the mean power'),
    attack: ms(5, 0, 1000, 'time to follow upwards'),
    release: ms(100, 0, 5000, 'time to follow downwards'),
  },
  state: { power: 0, y: 0 },
  coefficients: { window: 0, up: 0, down: 0 },
  control: (s, { mode, attack, release }, { period }) => {
    s.window = mode === 'peak' ? 1 : 1 - Math.exp(-period / 0.03)
    s.up = attack > 0 ? 1 - Math.exp(-1000 * period / attack) : 1
    s.down = release > 0 ? 1 - Math.exp(-1000 * period / release) : 1
  },
  tick: (s, { in: x }) => {
    s.power += (x * x - s.power) * s.window
    const difference = Math.sqrt(s.power) - s.y
    s.y += difference * (difference > 0 ? s.up : s.down)
    return s.y
  },
})
