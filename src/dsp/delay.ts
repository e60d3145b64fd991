import { echo } from './echo.ts'
import { line } from './line.ts'
import { module } from './module.ts'
import { amount, audio } from './units.ts'

/** Echo: y = line[n - d]; line[n] = in + feedback · lowpass(y); out = in + mix (y - in). Its time d is given in milliseconds, or in
 *  notes of the patch's tempo; a note for which the line is too short is halved until it fits.
 *  At rest, notes and times from 50 ms on are whole numbers of frames, so that echoes repeat without loss; shorter ones are exact, for
 *  combs in tune. A time that moves, by half a frame per frame at the most, is a tape: interpolated, with its pitch; a signal is followed
 *  in straight lines of 16 frames, 16 frames late. When the time jumps by more than 5 ms, one echo fades into the other over 30 ms.
 *  Source: J. O. Smith, Physical Audio Signal Processing, "Feedback comb filters"; hermite.ts, saturate.ts, smoothing.ts.
 *  Limits: echoes exact to the sample at rest; what is fed back is rounded off beyond ±2, so it never gets beyond ±4, with feedback
 *  1 too. */
export const delay = module({
  name: 'delay',
  doc: 'echo',
  example: `delay('echo', { in: adsr('amp', { in: sine('tone'), gate: 1, sustain: 0 }), sync: '1/8.', feedback: 0.6 })`,
  inputs: {
    in: audio('signal'),
    ...echo.inputs,
    mix: amount(0.35, 0, 1, '0 is the input alone, 1 the echoes alone'),
  },
  state: { ...echo.state, echo: line(2.73), low: 0 },
  coefficients: echo.coefficients,
  uses: echo.uses,
  control: echo.control,
  tick: (s, { in: x, feedback, mix }, { frame, hermite, saturate }) => {
    const asked = s.frames
    if (asked !== s.asked || s.rests === 0) {
      const isAtRest = asked === s.asked
      s.asked = asked
      const gap = (isAtRest && asked > s.short ? Math.floor(asked + 0.5) : asked) - s.at
      if (Math.abs(gap) < s.far) s.at += Math.min(Math.max(gap, -0.5), 0.5)
      else if (isAtRest && s.fade <= 0) {
        s.from = s.at
        s.at += gap
        s.fade = 1
      }
      s.rests = isAtRest && gap === 0 ? 1 : 0
    }
    const n = s.at | 0
    const part = s.at - n
    let y = s.echo[frame - n]
    if (part + s.fade > 0) {
      y = hermite(s.echo[frame - n + 1], y, s.echo[frame - n - 1], s.echo[frame - n - 2], part)
      if (s.fade > 0) {
        const m = s.from | 0
        const before = hermite(s.echo[frame - m + 1], s.echo[frame - m], s.echo[frame - m - 1], s.echo[frame - m - 2], s.from - m)
        y += s.fade * (before - y)
        s.fade -= s.step
      }
    }
    s.low += s.pass * (y - s.low)
    s.echo[frame] = x + saturate(feedback * s.low)
    return x + mix * (y - x)
  },
})
