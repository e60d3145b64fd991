/** How long the workers are waited for. None of these times stands between a fault and the sound: a block that is due is taken
 *  from whichever slot has it. They decide when a worker is given up and replaced. */
import type { Slot } from './slot.ts'

/** A worker that owes a block for this long, or is so far behind what is due, is no longer counted on; ms. */
const LATE = 40
/** One that owes it for this long is hung; ms. Not sooner: a busy machine may stop a healthy one for a while. */
const HUNG = 250
/** The same, when there is no other one in step: then it is heard. */
const HUNG_ALONE = 150
/** The same, for one that was just attached and has to start first; ms. */
const STARTING = 2000
/** One that has been out of step for so long will not come back: it is slower than the music; ms. */
const OUT_OF_STEP = 2000
/** The same, for one that was in step and now computes for all it can; and when there is silence because of it. */
const OUT_OF_STEP_BUSY = 500
const OUT_OF_STEP_SILENT = 80
/** Share of a core from which on a worker that is late is at work, and not kept from it. */
const BUSY = 0.5
/** How long blocks that are due may have been waited for, on top of what the output has in hand; ms. After that there is silence,
 *  and the music goes on in time. */
export const GIVE_UP = 100
/** A gap between two ticks from which on it was the engine that stood still, not the workers; ms. */
export const OWN_STALL = 20

/** 'too slow': the patch takes more time than there is, which another worker would find as well. 'hung': something else keeps it. */
export type Verdict = 'fine' | 'late' | 'hung' | 'too slow'

/** What to think of the worker in a slot. `behind`: how far it is behind what is due, in ms; `silent`: whether nothing is heard.
 *  Allocates nothing while all is fine. */
export function judge(slot: Slot, other: Slot, behind: number, silent: boolean, now: number): Verdict {
  const owed = slot.awaited < slot.next ? now - slot.progress : 0
  const patience = slot.awaited === slot.from ? STARTING : other.state === 'running' ? HUNG : HUNG_ALONE
  if (owed > patience) return slot.busy(now) > BUSY ? 'too slow' : 'hung'
  if (slot.state === 'running') return owed > LATE || behind > LATE ? 'late' : 'fine'
  if (slot.state !== 'catching-up') return 'fine'
  const out = now - slot.outOfStep
  if (out > OUT_OF_STEP) return 'too slow'
  const outright = slot.wasInStep && out > (silent ? OUT_OF_STEP_SILENT : OUT_OF_STEP_BUSY)
  return outright && slot.busy(now) > BUSY ? 'too slow' : 'fine'
}
