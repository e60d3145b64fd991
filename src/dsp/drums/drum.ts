/** What the drums have in common: each is a function that connects modules, in the manner of one of two machines. The module with the
 *  drum's own id is its gate (/gate/kick), the others are called after it: /mod/kick-body/decay, /mod/kick-level/gain.
 *  Noise is spread up to half the rate, so what is made of filtered noise is up to 3 dB quieter at 96 kHz than at 48. */
import { InputError } from '../inputerror.ts'
import { suggest } from '../nearest.ts'
import { isPatterned } from '../patterned.ts'
import type { Patterned } from '../patterned.ts'
import { scale } from '../scale.ts'
import { isSignal } from '../signal.ts'
import type { Signal } from '../signal.ts'

/** The machine in whose manner a drum is made. */
export type Style = '808' | '909'

/** What a drum is given: the names and numbers of its styles, any of them to be said otherwise; its gate, level, and manner. */
export type Options<Numbers> = { style?: Style, gate?: Setting, level?: Setting, tune?: Setting } & { [Name in keyof Numbers]?: Setting }
export type Setting = number | Signal | Patterned

/** A number, a signal or a pattern of numbers times another. `id`: of the module that makes a signal of a pattern, where the other one
 *  may be a signal. */
export function times(a: Setting, b: Setting, id = ''): Setting {
  if (isPatterned(b)) return isPatterned(a) ? product(a, b) : times(b, a, id)
  if (isPatterned(a)) return isSignal(b) ? scale(id, { in: 0, toMin: a }).mul(b) : product(a, b)
  if (isSignal(a)) return a.mul(b)
  return isSignal(b) ? b.mul(a) : a * b
}

const product = (a: Patterned, b: unknown): Patterned => (a as Patterned & { mul(by: unknown): Patterned }).mul(b)

/** The drum's settings: what is given, else what its style says. `tune`: semitones. Errors: TypeError, InputError for what there isn't. */
export function settings<Numbers extends Record<string, number>>(
  kind: string, id: string, given: Options<Numbers>, styles: Record<Style, Numbers>,
): { style: Style, gate: Setting, level: Setting, tune: Setting } & { [Name in keyof Numbers]: Setting } {
  if (isSignal(given)) throw new TypeError(`${kind}(…) takes its settings by name: ${kind}('${id}', { style: '909' }).`)
  const { style = '808' } = given
  if (!Object.hasOwn(styles, style)) throw new InputError('style', `${id}.style is '808' or '909', not ${String(style)}.`)
  const all = { gate: 0, level: 0.8, tune: 0, ...styles[style] }
  const unknown = Object.keys(given).find(name => name !== 'style' && !Object.hasOwn(all, name))
  if (unknown !== undefined) {
    throw new InputError(unknown, `'${id}' is a ${kind}, which has no '${unknown}'. ${suggest(unknown, Object.keys(all))}`)
  }
  const said = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined))
  return { ...all, ...said, style } as ReturnType<typeof settings<Numbers>>
}
