/** A worker killed in the seconds after an edit, when the other slot still has the version before: that one plays until the edit is
 *  there again. */
import { largestStep, pause } from '../../test/live/run.ts'
import { now } from '../../src/slot/clock.ts'
import { kill, worker } from './faults.ts'
import { amplitude, longestGap } from './measure.ts'
import { tone } from './source.ts'
import type { Row } from './trial.ts'

const TRIES = 20
const PLAYED = 300
const LEVEL = 0.3
/** How long after the edit it is killed, ms: at random, and far enough from the last time. A kill soon after another one counts
 *  against the version. */
const EARLIEST = 2100
const MOMENT = 500
/** How long it plays on at the end, and is judged, ms. */
const JUDGED = 1000
/** No silence: this is what a sine near its zero looks like, ms. */
const NO_GAP = 20

export const probation: Row[] = [{
  name: 'worker of a version on probation: SIGKILL',
  tries: TRIES,
  run: async trial => {
    const run = await trial.start(trial.file('mine.ts', tone(PLAYED)))
    await run.redundant()
    await trial.repeat(async turn => {
      const since = run.news.length
      trial.file('mine.ts', tone(PLAYED + turn + 1))
      const edited = await run.heard(({ event }) => event === 'switchover', since)
      await pause(EARLIEST + Math.random() * MOMENT)
      const at = now()
      const after = run.news.length
      kill.strike(run, worker(await run.deck(), 'active'))
      const again = await run.heard(({ event }) => event === 'switchover', after)
      trial.recoveries.push(again.at - at)
      trial.expect(again.version === edited.version, 'another version comes back')
    })
    const { rate, decks: [deck] } = await run.status()
    await pause(JUDGED)
    await run.stop()
    const heard = run.heardSamples()
    trial.losses(deck.framesLost)
    trial.expect(longestGap(heard, rate) < NO_GAP, 'there was silence')
    const last = PLAYED + trial.tries
    trial.smooth(largestStep(heard), LEVEL * 2 * Math.PI * last / rate)
    const level = amplitude(heard.subarray(-2 * Math.round(JUDGED / 2000 * rate)), last, rate)
    trial.expect(Math.abs(level / LEVEL - 1) < 0.05, `the edit does not play: its tone is at ${level.toFixed(3)}`)
  },
}]
