import { module } from './module.ts'
import { isSignal, Signal } from './signal.ts'
import type { Spec } from './module.ts'

/** What the signal that goes round was one frame ago. Its own code leaves it as it is; where the circle closes it is set. */
const past = module({
  name: 'feedback',
  doc: 'what a signal was one frame ago',
  inputs: {},
  state: { past: 0 },
  tick: s => s.past += 0,
})

const CLOSE: Spec = {
  name: 'close', doc: '', example: '', inputs: { in: { unit: 'audio', doc: '', default: 0, min: -1, max: 1 } }, state: {}, coefficients: {},
  uses: {}, outputs: [], passes: false, tick: (s: object, { in: x }: { in: number }) => x, where: new Error('close'),
}

const EXAMPLE = 'feedback(\'ring\', back => back.mul(0.9).add(…)).'

/** A signal that hears itself, one frame later: `build` is handed what it returned in the frame before, at first 0. So
 *  feedback('ring', back => svf('filter', { in: click.add(back.mul(0.99)) })) is a loop of a single sample. A factor of 1 or more that
 *  comes back lets it grow: it is reset where it goes beyond all measure. Errors: TypeError when `build` returns no signal. */
export function feedback(id: string, build: (back: Signal) => Signal): Signal {
  if (typeof id !== 'string' || typeof build !== 'function') throw new TypeError(`feedback(…) takes a name and what goes round: ${EXAMPLE}`)
  const back = past(id)
  const made = build(back)
  if (!isSignal(made)) throw new TypeError(`feedback('${id}', …) needs the signal that goes round: ${EXAMPLE}`)
  return new Signal({ spec: CLOSE, inputs: { in: made }, where: new Error(CLOSE.name), closes: back.node })
}
