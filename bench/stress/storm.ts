/** Workers that die as fast as they come: the respawning ends, the other slot plays on. */
import type { News } from '../../src/engine/command.ts'
import { type Run, pause } from '../../test/live/run.ts'
import { tone } from './source.ts'
import type { Row } from './trial.ts'

/** How long every new worker is killed, at the most; ms. */
const STORM = 15_000
/** How long nothing new may come once the end of the respawning was told; ms. */
const QUIET = 3_000

export const storm: Row[] = [{
  name: 'restart storm: every new worker of one slot killed at once',
  tries: 1,
  run: async trial => {
    const patch = trial.file('mine.ts', tone(300))
    const run = await trial.start(patch)
    const slot = 1 - (await run.redundant()).active
    const { killed, stopped } = await killEach(run, slot)
    trial.expect(stopped().length > 0, `after ${killed} workers that slot still gets new ones`)
    await pause(QUIET)
    const { slots } = await run.deck()
    trial.expect(slots[slot].pid === null, 'the slot gets new workers all the same')
    trial.expect(slots[1 - slot].state === 'running', 'the other slot does not play')
    trial.expect(stopped().length <= 1, 'it is told more than once')
    await trial.judge(run, patch)
  },
}, {
  name: 'after a restart storm: a changed file plays in two slots',
  tries: 1,
  run: async trial => {
    const run = await trial.start(trial.file('mine.ts', tone(300)))
    const since = run.news.length
    await killEach(run, 1 - (await run.redundant()).active)
    const at = performance.now()
    trial.file('mine.ts', tone(400))
    await run.heard(news => news.event === 'switchover', since)
    trial.recoveries.push(performance.now() - at)
    // The second slot has the version before until the probation is over.
    trial.expect((await run.redundant()).version === 2, 'the changed file does not play in both slots')
    trial.losses((await run.deck()).framesLost)
  },
}]

/** Kills every worker of a slot as soon as it is there, until the player is told that no more come. */
async function killEach(run: Run, slot: number): Promise<{ killed: number, stopped: () => News[] }> {
  const since = run.news.length
  const stopped = (): News[] => run.news.slice(since).filter(news => news.level === 'error')
  const killed = new Set<number>()
  for (const end = Date.now() + STORM; Date.now() < end && stopped().length === 0; await pause(2)) {
    const { pid } = (await run.deck()).slots[slot]
    if (!pid || killed.has(pid)) continue
    killed.add(pid)
    process.kill(pid, 'SIGKILL')
  }
  return { killed: killed.size, stopped }
}
