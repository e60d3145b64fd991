import { hermite } from './hermite.ts'
import type { Env } from './module.ts'
import { saturate } from './saturate.ts'
import { smoothing } from './smoothing.ts'
import { amount, choice, hz, ms } from './units.ts'

const uses = { hermite, saturate, smoothing }

/** What the echoes have in common, delay and pingpong: their times, and what is lost from echo to echo. */
export const echo = {
  inputs: {
    time: ms(375, 1, 2700, 'time from echo to echo, where sync is free'),
    sync: choice(['free', 'bar', '1/2.', '1/2', '1/2t', '1/4.', '1/4', '1/4t', '1/8.', '1/8', '1/8t', '1/16.', '1/16', '1/16t', '1/32'],
      'the time as a note of the tempo: . is dotted, t of a triplet'),
    feedback: amount(0.4, 0, 1, 'of each echo in the next; at 1 they stay'),
    damping: hz(6000, 200, 20_000, 'what is above it is lost from echo to echo; at 20 kHz nothing'),
  },
  // The place that is read, in frames back, and while one echo fades into another that from which it comes. `asked`: what `frames` was
  // in the frame before. Then, in frames: what counts as short, what as far; and the step of a fade.
  state: { at: 0, from: 0, fade: 0, rests: 0, asked: 0, short: 0, far: 0, step: 0 },
  coefficients: { frames: 0, pass: 1 },
  uses,
  control: (
    s: Record<'at' | 'short' | 'far' | 'step' | 'frames' | 'pass', number>,
    { time, sync, damping }: { time: number, sync: string, damping: number },
    { sampleRate, period, bpm, smoothing }: Env & typeof uses,
  ): void => {
    const beats = sync === 'bar' ? 4 : sync === '1/2.' ? 3 : sync === '1/2' ? 2 : sync === '1/2t' ? 4 / 3
      : sync === '1/4.' ? 1.5 : sync === '1/4' ? 1 : sync === '1/4t' ? 2 / 3 : sync === '1/8.' ? 0.75 : sync === '1/8' ? 0.5
      : sync === '1/8t' ? 1 / 3 : sync === '1/16.' ? 0.375 : sync === '1/16' ? 0.25 : sync === '1/16t' ? 1 / 6 : 0.125
    let seconds = sync === 'free' ? Math.min(Math.max(time * 0.001, 0.001), 2.7) : beats * 60 / bpm
    for (let i = 0; i < 8; i++) if (seconds > 2.7) seconds *= 0.5
    s.frames = sync === 'free' ? seconds * sampleRate : Math.floor(seconds * sampleRate + 0.5)
    s.short = 0.05 * sampleRate
    s.far = 0.005 * sampleRate
    s.step = period / 0.03
    if (s.at === 0) s.at = s.frames // the first time
    s.pass = damping < 20_000 ? smoothing(Math.min(Math.max(damping * period, 0), 0.5)) : 1
  },
}
