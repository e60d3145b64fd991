/** What the player is told of the slots: what happened, and what plays. */
import { faultOf } from '../kernel/kernel.ts'
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

/** Modules were reset. `fault`: the kernel's faults by now. */
export function faulty({ kernel: { layout }, fault: told }: Version, fault: number): Happening {
  const { count, module } = faultOf(layout, fault)
  const times = count - faultOf(layout, told).count
  const what = module === null ? 'the output made numbers that are no sound' : `${module} made numbers that are no sound and was reset`
  const often = times > 1 ? ` (${times} times lately)` : ''
  return { event: 'fault', level: 'warn', module, text: `${what}${often}: it is silent while it does, everything else plays on` }
}
