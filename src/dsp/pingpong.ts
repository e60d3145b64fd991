import { echo } from './echo.ts'
import { line } from './line.ts'
import { module } from './module.ts'
import { amount, audio } from './units.ts'

/** Stereo echo that changes sides: `const [left, right] = pingpong('echo', { in: … })`. Two lines as in delay.ts; what goes into the
 *  left one is in + left + feedback · lowpass(y left + cross (y right - y left)), into the right one the same with the sides
 *  exchanged, but in (1 - cross): so a sound in the middle begins on the left and changes sides from echo to echo, and with cross 0
 *  there are two delays side by side. Its time is that of a delay: a note, a tape while it moves, a fade when it jumps.
 *  Source: the stereo echoes of the Roland Space Echo's successors, "ping-pong"; delay.ts.
 *  Limits: those of delay. */
export const pingpong = module({
  name: 'pingpong',
  doc: 'echo from side to side',
  example: `pingpong('echo', { in: adsr('amp', { in: sine('tone'), gate: 1, sustain: 0 }), sync: '1/8', feedback: 0.6 })`,
  inputs: {
    in: audio('signal of both sides'),
    left: audio('signal, left'),
    right: audio('signal, right'),
    ...echo.inputs,
    cross: amount(1, 0, 1, 'of each echo goes to the other side; 0 is two delays side by side'),
    mix: amount(0.35, 0, 1, '0 is the input alone, 1 the echoes alone'),
  },
  outputs: ['left', 'right'],
  state: { ...echo.state, l: line(2.73), r: line(2.73), lowL: 0, lowR: 0 },
  coefficients: echo.coefficients,
  uses: echo.uses,
  control: echo.control,
  tick: (s, { in: x, left, right, feedback, cross, mix }, { frame, hermite, saturate }) => {
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
    let yl = s.l[frame - n]
    let yr = s.r[frame - n]
    if (part + s.fade > 0) {
      yl = hermite(s.l[frame - n + 1], yl, s.l[frame - n - 1], s.l[frame - n - 2], part)
      yr = hermite(s.r[frame - n + 1], yr, s.r[frame - n - 1], s.r[frame - n - 2], part)
      if (s.fade > 0) {
        const m = s.from | 0
        yl += s.fade * (hermite(s.l[frame - m + 1], s.l[frame - m], s.l[frame - m - 1], s.l[frame - m - 2], s.from - m) - yl)
        yr += s.fade * (hermite(s.r[frame - m + 1], s.r[frame - m], s.r[frame - m - 1], s.r[frame - m - 2], s.from - m) - yr)
        s.fade -= s.step
      }
    }
    const difference = cross * (yr - yl)
    s.lowL += s.pass * (yl + difference - s.lowL)
    s.lowR += s.pass * (yr - difference - s.lowR)
    s.l[frame] = x + left + saturate(feedback * s.lowL)
    s.r[frame] = x - cross * x + right + saturate(feedback * s.lowR)
    return [x + left + mix * (yl - x - left), x + right + mix * (yr - x - right)]
  },
})
