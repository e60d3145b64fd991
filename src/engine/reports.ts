/** What the player is told of the slots: what happened, and what plays. */
import type { Happening } from './command.ts'
import type { Slot } from './slot.ts'
import { shown } from './status.ts'
import type { Overruled, Version } from './version.ts'

/** What becomes of the file of a version that failed. */
const AGAIN = 'The file is played again when it changes'

export function switchedTo({ index, version }: Slot): Happening {
  const text = `${version!.name} plays (version ${version!.number})`
  return { event: 'switchover', level: 'info', slot: index, patch: version!.name, version: version!.number, text }
}

/** A version that is ready waits for its beat, so many seconds away. */
export function waits(seconds: number): Happening {
  return { event: 'log', level: 'info', text: `ready; it is heard in ${seconds.toFixed(1)} s` }
}

/** What was set by hand and gives way to the file. */
export function overruled(values: readonly Overruled[]): Happening {
  const said = values.map(({ name, choices, by, was }) =>
    `${name} = ${shown(by, choices)} (it was ${shown(was, choices)} by hand)`)
  return { event: 'log', level: 'info', text: `the file has changed ${said.join(', ')}` }
}

/** `slot` has lost its worker. `wasHeard`: it was the active one; `failed`: the version on probation that failed with it, and
 *  `isRobbed`, that it isn't to blame. */
export function lost(
  { index, version }: Slot, other: Slot, why: string, wasHeard: boolean, failed: Version | null, isRobbed: boolean,
): string {
  if (!other.worker) return `slot ${index} failed (${why}): nothing plays until a new worker is there`
  const instead = `version ${other.version!.number} of ${other.version!.name}`
  if (isRobbed) return `slot ${index} failed (${why}): ${instead} plays until version ${failed!.number} is there again`
  if (failed) return `version ${failed.number} failed (${why}): ${instead} plays on. ${AGAIN}`
  if (!wasHeard) return `slot ${index}, the standby, failed (${why}): slot ${other.index} plays on`
  if (other.version !== version) return `slot ${index} failed (${why}): ${instead} plays in slot ${other.index}`
  return `slot ${index} failed (${why}): slot ${other.index} carries on`
}

/** A worker keeps the music waiting. */
export function late(slot: Slot, other: Slot): string {
  const { index, version } = other
  const inStep = other.state === 'running'
  const instead = version === slot.version ? `slot ${index}` : `version ${version?.number}`
  return `slot ${slot.index} is late${needs(slot)}: ${inStep ? `${instead} plays on` : 'it is waited for'}`
}

/** Every worker that plays does. */
export function allLate(slots: readonly Slot[]): Happening {
  const [{ index }] = slots
  const who = slots.length > 1 ? 'both slots are' : `slot ${index} is`
  const text = `${who} late${needs(slots[0])}: silence until the next block is there`
  return { event: 'late', level: 'warn', slot: index, text }
}

/** The load, once the worker has measured it. */
function needs({ load }: Slot): string {
  if (load === 0) return ''
  return ` (it needs ${load < 0.01 ? 'less than 1' : Math.round(100 * load)} % of the time there is)`
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
  const text = `version ${failed.number} failed (${why}): version ${number} of ${name} comes back. ${AGAIN}`
  return { event: 'log', level: 'error', text }
}

/** `deaths`: of workers in a row. */
export function givenUp({ index }: Slot, deaths: number): Happening {
  const text = `slot ${index} lost ${deaths} workers in a row and stays empty until the patch is loaded again`
  return { event: 'log', level: 'error', text }
}

export const noRoom: Happening = {
  event: 'log', level: 'warn',
  text: 'there is no room in shared memory (/dev/shm) for another copy of this patch: a slot that fails can\'t be filled again ' +
    'until there is; what plays plays on',
}
