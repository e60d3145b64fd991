/** A patch file is tried out unheard, in a worker that plays nothing yet, before it is let through to the ear. */
import { PatchError, type Trouble } from '../patch/error.ts'
import { faulty } from '../patch/fault.ts'
import { ENDLESS, ENDS } from '../patch/unfinished.ts'
import type { Loaded } from '../patch/load.ts'
import type { Proof } from '../patch/proof.ts'
import type { Answer } from '../slot/messages.ts'
import type { Worker } from './worker.ts'

/** How long a patch file may take to load; ms. */
const PATIENCE = 5_000
/** Load above which a patch is refused: what is left is needed for the machine's hiccups. */
const MAX_LOAD = 0.7

/** Lets a worker load the patch file at `path`, for `rate` Hz in blocks of `block` frames.
 *  Errors: rejects with a PatchError when it isn't fit to be heard; the worker is no use then. */
export async function tryOut(worker: Worker, path: string, rate: number, block: number): Promise<Loaded> {
  const answer = await worker.order({ do: 'load', path, rate, block }, PATIENCE).catch(error => {
    throw new PatchError({ message: `The patch doesn't finish loading: ${error.message}.`, file: path, hint: hint(error.message) })
  }) as Extract<Answer, { is: 'loaded' | 'refused' }>
  const trouble = answer.is === 'refused' ? answer.trouble : unfit(answer.proof, path)
  if (answer.is === 'loaded' && !trouble) return answer.loaded
  throw new PatchError(trouble!)
}

/** What to look for, by how the worker ended. */
function hint(how: string): string | undefined {
  if (/exit \d/.test(how)) return ENDS
  return how.startsWith('no answer') ? ENDLESS : undefined
}

/** Why a patch that loads can't be let through; null when it can. */
function unfit({ fault, load }: Proof, file: string): Trouble | null {
  if (fault.count > 0) return faulty(fault, file)
  if (load <= MAX_LOAD) return null
  return { message: `This patch needs ${Math.round(100 * load)} % of the time there is; ${100 * MAX_LOAD} % is the limit.`, file }
}
