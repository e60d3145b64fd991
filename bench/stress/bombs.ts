/** Patches that pass every proof and go wrong while they play: both slots would fail at the same frame. */
import { framesThatDiffer, largestStep, offline, pause } from '../../test/live/run.ts'
import { amplitude, longestGap, silentAtEnd } from './measure.ts'
import { tone } from './source.ts'
import type { Row, Trial } from './trial.ts'

/** How long after it was attached the patch goes wrong, s: on probation (8 s at 120 bpm), and after it. */
const EARLY = 3
const LATE = 12
const PLAYED = 300
const BOMB = 400
/** How long it plays on afterwards, and how much of that, at the end, is judged; ms. */
const AFTER = 3000
const JUDGED = 1000
/** The longest silence after probation, ms. Before that there is none: this is what a sine near its zero looks like. */
const LONGEST_GAP = 400
const NO_GAP = 20

/** Sines through modules each of which, once its time has come, works on a frame for as long as a module may. */
const bomb = (seconds: number): string => `import { audio, module, patch, sine } from 'music-chronus'
const bomb = module({
  name: 'bomb', inputs: { in: audio('what it leaves alone at first') }, state: { n: 0 }, uses: { FUSE: ${seconds} * 48_000 },
  tick: (s, { in: x }, { FUSE }) => {
    let y = x
    if (s.n > FUSE) for (let i = 0; i < 10_000; i++) y = Math.sqrt(y * y + 1)
    s.n++
    return x + y * 1e-30
  },
})
export default patch(() =>
  Array.from({ length: 20 }).reduce((sound, _, i) => bomb('bomb' + i, { in: sound }), sine('tone', { freq: ${BOMB}, gain: 0.3 })))
`

export const bombs: Row[] = [
  { name: 'patch that hangs both slots, on probation', tries: 1, run: trial => explode(trial, EARLY) },
  { name: 'patch that hangs both slots, after probation', tries: 1, run: trial => explode(trial, LATE) },
]

async function explode(trial: Trial, seconds: number): Promise<void> {
  const good = trial.file('clean.ts', tone(PLAYED))
  const file = trial.file('mine.ts', tone(PLAYED))
  const run = await trial.start(file)
  await run.redundant()
  const since = run.news.length
  trial.file('mine.ts', bomb(seconds))
  await run.heard(({ event }) => event === 'switchover', since)
  await pause(1000 * seconds + AFTER)
  const loading = await run.send('/patch/load', file).then(() => 'loaded', () => 'refused')
  trial.expect(loading === 'refused', 'the failed version is loaded again, its file unchanged')
  const { frame, rate, decks: [deck] } = await run.status()
  const told = run.news.slice(since).map(news => news.text)
  trial.expect(told.some(text => /version 2 failed/.test(text)), 'the player is not told which version failed')
  trial.file('mine.ts', tone(PLAYED + 200))
  const changed = run.news.length
  await trial.told(run, /mine.ts plays/, changed)
  await run.stop()

  const heard = run.heardSamples().subarray(0, 2 * frame)
  trial.lost = deck.framesLost
  const tail = heard.subarray(-2 * Math.round(JUDGED / 1000 * rate))
  const gap = Math.max(longestGap(heard, rate), silentAtEnd(heard, rate))
  if (seconds === EARLY) {
    // The version before was kept in step.
    const expected = await offline(good, frame, rate)
    trial.differences(framesThatDiffer(tail, expected.subarray(2 * frame - tail.length)))
    trial.expect(deck.framesLost === 0, 'frames were lost')
    trial.expect(gap < NO_GAP, `silent for ${gap.toFixed(0)} ms`)
  } else {
    trial.recoveries.push(gap)
    trial.expect(gap <= LONGEST_GAP, `silent for ${gap.toFixed(0)} ms`)
    const lost = 1000 * deck.framesLost / rate
    trial.expect(lost <= LONGEST_GAP, `${lost.toFixed(0)} ms were lost`)
    const level = amplitude(tail, PLAYED, rate)
    trial.expect(level > 0.2, `the last good version does not play: its tone is at ${level.toFixed(3)}`)
  }
  trial.smooth(largestStep(heard), 0.3 * 2 * Math.PI * BOMB / rate)
}
