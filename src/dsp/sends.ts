import { gain } from './gain.ts'
import type { Signal } from './signal.ts'

/** Sends: several signals into one effect, each by an amount of its own that has an address. Of
 *    const room = reverb('room', { in: sends('toRoom', { kick: [kick, 0.1], lead: [lead, 0.4] }) })
 *  the amounts are /mod/toRoom-kick/gain and /mod/toRoom-lead/gain, 0 … 4. A signal may go into as many effects as you like, and the
 *  effect's output is heard where the patch adds it: `mix.add(room)`. Amounts can be signals as well.
 *  Errors: TypeError when nothing is sent; whatever gain complains of. */
export function sends(id: string, sent: Record<string, readonly [signal: Signal, amount: number | Signal]>): Signal {
  const amounts = Object.entries(sent).map(([name, [signal, amount]]) => gain(`${id}-${name}`, { in: signal, gain: amount }))
  if (amounts.length === 0) throw new TypeError(`sends('${id}', …) takes what is sent: sends('${id}', { lead: [lead, 0.4] }).`)
  return amounts.reduce((sum, one) => sum.add(one))
}
