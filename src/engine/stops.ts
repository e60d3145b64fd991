/** Tells the player of patterns that could not be played: what was there before them plays, or nothing. */
import { stoppedOf } from '../kernel/score/overlay.ts'
import type { Happening } from './command.ts'
import { waits } from './laid.ts'
import { shown } from './patterns.ts'
import type { Slot } from './slot.ts'

/** What is to be told of the patterns in a slot, whose blocks have so many frames; null nearly always, and then it allocates nothing. */
export function lookForStops({ version, stopped, awaited }: Slot, block: number): Happening | null {
  if (!version || stopped === 0 || version.stopped.has(stopped)) return null
  version.stopped.add(stopped)
  const { key } = stoppedOf(version.kernel.layout, stopped)!
  const { [key]: laid, ...others } = version.patterns ?? {}
  // Another one may wait for its beat already.
  if (!waits(version, key, awaited * block)) version.patterns = others
  const where = laid === undefined ? ` (${version.lines?.[key] ?? 'in the patch file'})` : `, ${shown(laid.text)},`
  const now = laid === undefined ? `${key} plays nothing until it has another one` : 'the one before it plays on'
  return {
    event: 'fault', level: 'warn', module: key,
    text: `the pattern of ${key}${where} can't be played: too many events, or one that ${key} can't take. It was stopped, ${now}; everything else plays on`,
  }
}
