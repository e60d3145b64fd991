/** Faults of workers: one, two after another, and one together with the spare. Nothing of them may be heard. */
import { pause } from '../../test/live/run.ts'
import { type Role, environment, faults, kill, recover, strike, worker } from './faults.ts'
import { type Row, type Trial, WORKER_TRIES } from './trial.ts'

const ROLES: Role[] = ['active', 'standby']
/** A spare that died is started again after a second: fewer tries. */
const SPARE_TRIES = 20

export const workers: Row[] = [
  ...faults.flatMap(fault => ROLES.map((role): Row => ({
    name: `worker, ${role}: ${fault.name}`,
    tries: WORKER_TRIES,
    run: async trial => {
      const run = await trial.start(undefined, [], environment)
      await trial.repeat(async () => { trial.recoveries.push((await strike(run, fault, role)).redundant) })
      await settled(trial, run)
    },
  }))),
  {
    name: 'workers in pairs: another fault to the other slot, once two play',
    tries: WORKER_TRIES,
    run: async trial => {
      const run = await trial.start(undefined, [], environment)
      await trial.repeat(async turn => {
        const first = faults[turn % faults.length]
        const second = faults[(turn + 1 + Math.floor(turn / faults.length) % (faults.length - 1)) % faults.length]
        await second.prepare?.(run)
        const { active } = await run.redundant()
        const struck = turn % 2 === 0 ? active : 1 - active
        await strike(run, first, turn % 2 === 0 ? 'active' : 'standby')
        const deck = await run.deck()
        const { redundant } = await recover(run, () => second.strike(run, deck.slots[1 - struck].pid!))
        trial.recoveries.push(redundant)
      })
      await settled(trial, run)
    },
  },
  {
    name: 'worker and spare at once: SIGKILL',
    tries: SPARE_TRIES,
    run: async trial => {
      const run = await trial.start()
      await trial.repeat(async turn => {
        const deck = await run.redundant()
        const { spare } = await run.status()
        const { redundant } = await recover(run, () => {
          process.kill(spare.pid!, 'SIGKILL')
          return kill.strike(run, worker(deck, ROLES[turn % 2]))
        })
        trial.recoveries.push(redundant)
      })
      await settled(trial, run)
    },
  },
]

/** Lets what was last brought back be heard for a moment, and judges it all. */
async function settled(trial: Trial, run: Awaited<ReturnType<Trial['start']>>): Promise<void> {
  await run.redundant()
  await pause(200)
  await trial.judge(run)
}
