/** What the player is told of the slots: what happened, and what plays. */
import type { Happening } from './command.ts'
import type { Slot } from './slot.ts'
import type { Version } from './version.ts'

export function switchedTo({ index, version }: Slot): Happening {
  const text = `${version!.name} plays (version ${version!.number})`
  return { event: 'switchover', level: 'info', slot: index, version: version!.number, text }
}

/** `slot` has lost its worker. `wasHeard`: it was the active one; `failed`: the version on probation that failed with it. */
export function lost({ index }: Slot, other: Slot, why: string, wasHeard: boolean, failed: Version | null): string {
  if (!other.worker) return `slot ${index} failed (${why}): nothing plays until a new worker is there`
  if (failed) return `version ${failed.number} failed (${why}): version ${other.version!.number} of ${other.version!.name} plays on`
  if (wasHeard) return `slot ${index} failed (${why}): slot ${other.index} carries on`
  return `slot ${index}, the standby, failed (${why}): slot ${other.index} plays on`
}

/** `carriesOn`: what else there is to say of the other slot. */
export function late({ index, load }: Slot, carriesOn: string): string {
  return `slot ${index} is late${load > 1 ? ` (it needs ${Math.round(100 * load)} % of the time there is)` : ''}${carriesOn}`
}

export function inStep({ index }: Slot): Happening {
  return { event: 'redundant', level: 'info', slot: index, text: `slot ${index} is in step: two slots play` }
}

export const diverged: Happening = {
  event: 'log', level: 'warn',
  text: 'the two slots no longer play the same: something in this patch depends on more than the messages it gets',
}

/** A version of which no slot is left comes back, or the one before it. */
export function comesBack({ name, number }: Version, { index }: Slot): string {
  return `both slots had failed: version ${number} of ${name} goes on in slot ${index}`
}

export function fellBack(failed: Version, { name, number }: Version, why: string): Happening {
  const text = `version ${failed.number} failed (${why}): version ${number} of ${name} comes back. The file is played again when it changes`
  return { event: 'log', level: 'error', text }
}

/** `deaths`: of workers in a row. */
export function givenUp({ index }: Slot, deaths: number): Happening {
  const text = `slot ${index} lost ${deaths} workers in a row and stays empty until the patch is loaded again`
  return { event: 'log', level: 'error', text }
}
