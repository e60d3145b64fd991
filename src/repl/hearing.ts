/** Hears along with the engine for a while and says what that was like. */
import { setTimeout as pause } from 'node:timers/promises'
import { Analyser, type Analysis } from '../analysis/analysis.ts'
import type { Control } from '../io/control.ts'
import { Tap } from '../io/tap.ts'

/** Time from one look to the next, ms. */
const LOOK_EVERY = 25
/** Frames taken at once. */
const PIECE = 4096
/** Nothing came for so long, ms: there is no engine any more. */
const PATIENCE = 5000

/** From now on. Errors: rejects when the engine ends, or nobody can hear along. */
export async function hear(control: Pick<Control, 'send'>, seconds: number): Promise<Analysis> {
  const tap = await Tap.open(control)
  try {
    const analyser = new Analyser(tap.rate, 2, { begun: true })
    const pcm = new Float32Array(2 * PIECE)
    const most = Math.ceil(seconds * tap.rate)
    let waited = 0
    for (let heard = 0; heard < most;) {
      const frames = tap.next(pcm.subarray(0, 2 * Math.min(PIECE, most - heard)))
      analyser.take(pcm, frames)
      heard += frames
      waited = frames > 0 ? 0 : waited + LOOK_EVERY
      if (waited > PATIENCE) throw new Error('the engine has gone')
      if (frames === 0) await pause(LOOK_EVERY)
    }
    return analyser.result()
  } finally {
    tap.close()
  }
}
