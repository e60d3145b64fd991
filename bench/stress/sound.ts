/** Patches that put out what nobody should hear. */
import { type Run, pause } from '../../test/live/run.ts'
import { amplitude, mean, rms, truePeak } from './measure.ts'
import type { Row, Trial } from './trial.ts'

/** How long it is played before it goes wrong; then so long while it is wrong, and as long afterwards; ms. What is saved comes up
 *  to a second later, and the DC blocker needs its time: the last second of each is judged. */
const BEFORE = 1500
const PART = 4000
const SETTLED = 1000
const CEILING = -0.3
/** The meter's own error, dB: at 16 points a sample a peak is missed by less. */
const METER = 0.05
/** What may be left of a constant. */
const DC = 1e-3
/** A level counts as the same within this, dB: a limiter that lets go takes its time. */
const SAME = 1
/** Besides the bad module there is another one, at this frequency. */
const BESIDE = 900

interface Bad { code: string, others: boolean, constant?: boolean, named: boolean }

/** `others`: what plays beside it must be heard as before; `named`: the player must be told which module it was. */
const BAD: Record<string, Bad> = {
  'NaN': { code: 's.y = x * 0.5 + s.y * 0.5 + (bad - bad) / (bad - bad)', others: true, named: true },
  'Inf': { code: 's.y = x * 0.5 + s.y * 0.5 + bad / (bad - bad)', others: true, named: true },
  'a constant': { code: 's.y = 0.4', others: true, constant: true, named: false },
  'a constant of 30': { code: 's.y = 30', others: false, constant: true, named: false },
  '+60 dB': { code: 's.y = x * 1000', others: false, named: false },
}

const patch = ({ code }: Bad, bad: number): string => `import { audio, module, number, patch, sine } from 'music-chronus'
const evil = module({
  name: 'evil', inputs: { in: audio('what it spoils'), bad: number(0, 0, 1, 'whether it does') }, state: { y: 0 },
  tick: (s, { in: x, bad }) => {
    if (bad > 0.5) ${code}; else s.y = x * 0.5 + s.y * 0.5
    return s.y
  },
})
export default patch(() => evil('culprit', { in: sine('source', { freq: 210, gain: 0.3 }), bad: ${bad} })
  .add(sine('beside', { freq: ${BESIDE}, gain: 0.1 })))
`

export const sound: Row[] = [
  ...Object.entries(BAD).map(([what, bad]): Row => ({
    name: `patch that puts out ${what}, by a parameter`,
    tries: 1,
    run: trial => spoil(trial, bad, /culprit/, async (run, value) => { await run.send('/mod/culprit/bad', value) }),
  })),
  ...Object.entries(BAD).map(([what, bad]): Row => ({
    name: `patch that puts out ${what}, saved`,
    tries: 1,
    run: trial => spoil(trial, bad, /culprit|NaN/, async (_, value) => { trial.file('mine.ts', patch(bad, value)) }),
  })),
]

/** Plays it well, badly and well again. `named`: what the player must be told of it. */
async function spoil(trial: Trial, bad: Bad, named: RegExp, set: (run: Run, value: number) => Promise<void>): Promise<void> {
  const run = await trial.start(trial.file('mine.ts', patch(bad, 0)))
  await run.redundant()
  const since = run.news.length
  await pause(BEFORE)
  const { frame: from, rate } = await run.status()
  await set(run, 1)
  await pause(PART)
  const { frame: to } = await run.status()
  await set(run, 0)
  await pause(PART)
  const { decks: [deck] } = await run.status()
  const told = run.news.slice(since).map(news => news.text).join('\n')
  if (bad.named) trial.expect(named.test(told), 'the player is not told which module it was')
  await run.stop()
  const heard = run.heardSamples()
  trial.losses(deck.framesLost)

  trial.expect(heard.every(Number.isFinite), 'samples that are no numbers are heard')
  if (!heard.every(Number.isFinite)) return
  const peak = truePeak(heard)
  trial.expect(peak <= CEILING + METER, `the true peak is ${peak.toFixed(2)} dBFS`)
  const settled = Math.round(SETTLED / 1000 * rate)
  const before = heard.subarray(2 * (from - settled), 2 * from)
  const during = heard.subarray(2 * (to - settled), 2 * to)
  const after = heard.subarray(-2 * settled)
  if (bad.constant) trial.expect(Math.abs(mean(during)) < DC, `a constant of ${mean(during).toFixed(4)} is heard`)
  const [was, is] = [amplitude(before, BESIDE, rate), amplitude(during, BESIDE, rate)]
  if (bad.others) trial.expect(same(was, is), `what plays beside it is at ${decibels(is / was)} dB`)
  trial.expect(same(rms(before), rms(after)), `afterwards it plays at ${decibels(rms(after) / rms(before))} dB`)
}

const same = (before: number, after: number): boolean => Math.abs(20 * Math.log10(after / before)) < SAME
const decibels = (ratio: number): string => (20 * Math.log10(ratio)).toFixed(1)
