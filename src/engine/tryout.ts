/** A patch file is tried out unheard, in a worker that plays nothing yet, before it is let through to the ear. */
import { PatchError, type Trouble } from '../patch/error.ts'
import { faulty } from '../patch/fault.ts'
import { ENDLESS, ENDS } from '../patch/unfinished.ts'
import type { Loaded } from '../patch/load.ts'
import type { Proof } from '../patch/proof.ts'
import type { Answer, Order } from '../slot/messages.ts'
import { type Snapshot, stateFrom } from './snapshot.ts'
import type { Worker } from './worker.ts'

/** How long a patch file may take to load, and to be proven; ms. */
const PATIENCE = 5_000
/** Load above which a patch is refused: what is left is needed for the machine's hiccups. */
const MAX_LOAD = 0.7
/** Peak above which a patch is refused: no music, with the limiter, but a mistake (+24 dBFS). */
const MAX_PEAK = 16
const ANYWAY = 'force() plays it all the same.'

export interface Trial {
  path: string
  /** Sample rate in Hz; frames of a block. */
  rate: number
  block: number
  /** Whether it is let through whatever the proof says. */
  force: boolean
  /** Takes the state of what plays now, from which it is to go on; null where nothing does. */
  state: () => Promise<Snapshot | null>
}

/** Lets a worker load a patch file, and play a little of it unheard from where the music is now.
 *  Errors: rejects with a PatchError when it isn't fit to be heard; the worker is no use then. */
export async function tryOut(worker: Worker, { path, rate, block, force, state }: Trial): Promise<Loaded> {
  const ask = <Is extends Answer['is']>(order: Order, ms: number): Promise<Extract<Answer, { is: Is }>> =>
    worker.order(order, ms).catch(error => {
      throw new PatchError({ message: `The patch doesn't finish loading: ${error.message}.`, file: path, hint: hint(error.message) })
    }) as Promise<Extract<Answer, { is: Is }>>
  const answer = await ask<'loaded' | 'refused'>({ do: 'load', path, rate }, PATIENCE)
  if (answer.is === 'refused') throw new PatchError(answer.trouble)
  const from = await state()
  const proved = await ask<'proved' | 'refused'>({ do: 'prove', frames: block, from: from && stateFrom(from) }, PATIENCE)
  const trouble = proved.is === 'refused' ? proved.trouble : force ? null : unfit(proved.proof, path)
  if (trouble) throw new PatchError(trouble)
  return answer.loaded
}

/** What to look for, by how the worker ended. */
function hint(how: string): string | undefined {
  if (/exit \d/.test(how)) return ENDS
  return how.startsWith('no answer') ? ENDLESS : undefined
}

/** Why a patch that loads can't be let through; null when it can. */
function unfit({ fault, peak, load }: Proof, file: string): Trouble | null {
  if (fault.count > 0) return { ...faulty(fault, file)!, hint: `${faulty(fault, file)!.hint} ${ANYWAY}` }
  if (peak > MAX_PEAK) {
    const over = Math.round(20 * Math.log10(peak))
    return { message: `This patch is ${over} dB too loud in its first half second.`, file, hint: `Turn a gain down. ${ANYWAY}` }
  }
  if (load <= MAX_LOAD) return null
  const message = `This patch needs ${Math.round(100 * load)} % of the time there is; ${100 * MAX_LOAD} % is the limit.`
  return { message, file, hint: `Take something out of it, or play with larger blocks (--block). ${ANYWAY}` }
}
