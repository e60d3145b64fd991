/** OSC from somebody who means no good, or too much: nothing is lost, the memory stays, what is valid works afterwards. */
import { type Sent, burst, flood, fuzz } from '../../test/live/flood.ts'
import { pause } from '../../test/live/run.ts'
import { residentMegabytes } from '../processes.ts'
import type { Row, Trial } from './trial.ts'

const FUZZED = 100_000
const FUZZED_PER_SECOND = 10_000
const FLOOD_RATE = 50_000
const FLOOD_SECONDS = 10
const BURST = 1000
/** Longer than the engine takes to look what the system has dropped; ms. */
const COUNTING = 2500
/** So much may the engine have grown after the first time, which fills what V8 keeps for what is new, MB. */
const FLAT = 32
/** A moment for what is still in the socket's buffer, and for V8 to clean up; ms. */
const AFTER = 2000
/** What is set afterwards, of the default patch; it turns nothing while lfo.depth is 0, so the sound stays what it is. */
const ADDRESS = '/mod/lfo/freq'
const VALUE = 7.5

export const osc: Row[] = [{
  name: `OSC: ${FUZZED} fuzzed datagrams`,
  tries: 1,
  run: trial => bombard(trial, (port, turn) => fuzz(port, FUZZED, turn + 1, FUZZED_PER_SECOND), 'fuzz'),
}, {
  name: `OSC: flood of ${FLOOD_RATE} messages/s for ${FLOOD_SECONDS} s`,
  tries: 1,
  run: trial => bombard(trial, port => flood(port, FLOOD_RATE, FLOOD_SECONDS), 'values'),
}, {
  name: `OSC: flood of ${FLOOD_RATE} gate moves/s for ${FLOOD_SECONDS} s`,
  tries: 1,
  run: trial => bombard(trial, port => flood(port, FLOOD_RATE, FLOOD_SECONDS, 'gates'), 'gates'),
}, {
  name: `OSC: burst of ${BURST} messages`,
  tries: 10,
  run: trial => bombard(trial, port => burst(port, BURST), 'values'),
}]

/** `what` is sent: values that change nothing that is heard, moves of a gate, of which there may be too many, or fuzz, which has
 *  bundles of many messages and of none. */
async function bombard(
  trial: Trial, act: (port: number, turn: number) => Promise<Sent>, what: 'values' | 'gates' | 'fuzz',
): Promise<void> {
  const run = await trial.start()
  await run.redundant()
  let { sent: all } = await act(run.port, -1)
  await pause(AFTER)
  const memory = residentMegabytes(run.engine)
  await trial.repeat(async turn => {
    const { sent } = await act(run.port, turn)
    all += sent
  })
  const { engine: { load } } = await run.status()
  await pause(COUNTING)
  const grown = residentMegabytes(run.engine) - memory
  trial.expect(grown < FLAT, `the engine has grown by ${grown.toFixed(0)} MB`)
  const { osc: { received, rejected, dropped } } = await run.status()
  trial.note(`sent ${all}: ${received} received, of them ${rejected} refused, ${dropped} dropped; the engine took ${(100 * load).toFixed(0)} % ` +
    'of a core')
  const counted = received + dropped
  trial.expect(what === 'fuzz' ? counted > all : counted === all, `of ${all} that were sent ${counted} are counted`)
  if (what !== 'gates') trial.expect(rejected === (what === 'fuzz' ? received : 0), `${rejected} of ${received} are refused`)
  await run.send(ADDRESS, VALUE)
  const [value] = await run.send(ADDRESS)
  trial.expect(value === VALUE, `a valid message does not work afterwards: ${ADDRESS} is ${value}`)
  await run.redundant()
  if (what === 'gates') trial.losses((await run.deck()).framesLost)
  else await trial.judge(run)
}
