/** How a run that was disturbed is judged: by what was recorded, and by the memory that the engine takes. */
import * as assert from 'uvu/assert'
import { residentMegabytes } from '../../bench/processes.ts'
import { standstills } from '../../bench/witness.ts'
import { DEFAULT_PATCH, Run, framesThatDiffer, offline } from './run.ts'

/** MB by which the engine may grow from one round of a disturbance to the next: the young generation of its heap, 2 × 16 MB,
 *  which V8 fills before it looks what of it is garbage. What piles up for real grows by more than that each round. */
const TOLERANCE = 32

/** Lost sound that a witness may have missed, ms: it sees one processor, and the machine may keep another one from us. Nothing may be
 *  lost at all in `make stress`, which is run on a quiet machine. */
const UNSEEN = 150
/** The longest that a gap is faded on both its sides, s. */
const FADES = 0.03

/** Ends a run of a patch. What was heard up to `frame` must be the offline render, bit for bit. As much may be lost
 *  as the machine stood still: then that may differ, and the fades around it. */
export async function assertUndisturbed(run: Run, frame: number, patch = DEFAULT_PATCH): Promise<void> {
  const may = await allowance(run)
  const { rate } = await run.status()
  const told = run.news.filter(({ event }) => event !== 'set')
  assert.is(await run.stop(), 0)
  const heard = run.heardSamples().subarray(0, 2 * frame)
  assert.is(heard.length, 2 * frame, 'what was played is in the file')
  const differ = framesThatDiffer(heard, await offline(patch, frame, rate))
  assert.ok(differ <= may, `${differ} frames differ from the offline render, ${may} may; ` +
    `the player was told:\n${told.map(({ text }) => text).join('\n')}`)
  assert.ok(heard.some(sample => Math.abs(sample) > 0.01), 'there is something to hear')
}

/** How many frames may differ so far from what should be heard: none, but for what the machine took. As much may be lost as it stood
 *  still, not more; then that may differ, and the fades around it. */
export async function allowance(run: Run): Promise<number> {
  const { rate, decks: [{ framesLost }] } = await run.status()
  const stood = standstills()
  const lost = 1000 * framesLost / rate
  assert.ok(lost <= stood + UNSEEN, `${lost} ms are lost, and the machine stood still for ${stood} ms only`)
  const gaps = framesLost > 0 ? run.news.filter(({ event }) => event === 'late' || event === 'failover').length : 0
  return framesLost + gaps * FADES * rate
}

/** Does it twice: after the first time, which warms up, the engine's memory must stay as it is. Gives the frame that plays then. */
export async function assertMemoryFlat(run: Run, disturb: () => Promise<unknown>): Promise<number> {
  await disturb()
  const { engine: { pid } } = await run.status()
  const before = residentMegabytes(pid)
  await disturb()
  const { frame } = await run.status()
  const after = residentMegabytes(pid)
  assert.ok(after < before + TOLERANCE, `${before} MB before, ${after} MB after`)
  return frame
}

/** A valid command works, at once. */
export async function assertObeys(run: Run): Promise<void> {
  await run.send('/mod/sine/freq', 333)
  assert.equal(await run.send('/mod/sine/freq'), [333])
}
