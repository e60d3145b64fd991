/** Patch files that go wrong, saved over one that plays: it plays on, and the player is told. */
import type { Run } from '../../test/live/run.ts'
import { largestStep, pause } from '../../test/live/run.ts'
import { longestGap } from './measure.ts'
import { thread, tone } from './source.ts'
import type { Row, Trial } from './trial.ts'

const FREQ = 300
/** The sound is watched for so long after a bad save was told of, ms. */
const AFTER = 1500
/** How long to wait for the player to be told, ms: a patch may take 5 s to load. */
const TOLD = 15_000
/** A crossfade between two sines in opposite phase is silent for less than this, ms. */
const LONGEST_GAP = 20

const building = (code: string): string => `import { patch, sine } from 'music-chronus'
export default patch(() => {
  ${code}
  return sine('tone', { freq: ${FREQ}, gain: 0.3 })
})
`

/** Those that must not be let in. */
const REFUSED: Record<string, string> = {
  'throws': building("throw new Error('never mind')"),
  'loops for ever': building('for (;;) {}'),
  'allocates without end': building('const all = []; for (;;) all.push(new Array(100_000).fill(1.5))'),
  'calls process.exit': building('process.exit(0)'),
  'kills its process': building("process.kill(process.pid, 'SIGKILL'); for (;;) {}"),
  'has a syntax error': tone(FREQ).replace('))', ''),
  'imports what is not there': `import './not-there.ts'\n${tone(FREQ)}`,
  'loops for ever while it is imported': `for (;;) {}\n${tone(FREQ)}`,
  'allocates without end while it is imported': `const all = []; for (;;) all.push(Buffer.alloc(1e6, 1))\n${tone(FREQ)}`,
  'calls process.exit while it is imported': `process.exit(0)\n${tone(FREQ)}`,
  'throws while it is imported': `throw new Error('at once')\n${tone(FREQ)}`,
  'is empty': '',
  'prints a megabyte, then throws': building("console.log('x'.repeat(2 ** 20)); throw new Error('said enough')"),
}

/** Those that look well and go wrong later, if they get to it: whichever version plays, it must not stop. */
const LATER: Record<string, string> = {
  'prints a megabyte': building("console.log('x'.repeat(2 ** 20))"),
  'rejects a promise': tone(FREQ, "void Promise.reject(new Error('rejected'))"),
  'rejects a promise later': tone(FREQ, "setTimeout(() => Promise.reject(new Error('rejected')), 300)"),
  'throws in a timer': tone(FREQ, "setTimeout(() => { throw new Error('late') }, 1)"),
  'throws in a timer later': tone(FREQ, "setTimeout(() => { throw new Error('late') }, 300)"),
  'calls process.exit in a timer': tone(FREQ, 'setTimeout(() => process.exit(0), 1)'),
  'calls process.exit later': tone(FREQ, 'setTimeout(() => process.exit(0), 300)'),
  'kills its process from a thread, 1 s later':
    tone(FREQ, thread("setTimeout(() => process.kill(process.pid, 'SIGKILL'), 1000)")),
}

export const patches: Row[] = [
  ...Object.entries(REFUSED).map(([what, text]): Row => ({
    name: `patch that ${what}`,
    tries: 2,
    run: async trial => {
      const patch = trial.file('clean.ts', tone(FREQ))
      const run = await trial.start(trial.file('mine.ts', tone(FREQ)))
      await trial.repeat(async turn => {
        await run.redundant()
        await save(trial, run, `${text}// ${turn}`)
        trial.expect((await run.deck()).version === 1, 'another version plays')
      })
      await trial.judge(run, patch)
    },
  })),
  ...Object.entries(LATER).map(([what, text]): Row => ({
    name: `patch that ${what}`,
    tries: 2,
    run: async trial => {
      const patch = trial.file('clean.ts', tone(FREQ))
      const run = await trial.start(trial.file('mine.ts', tone(FREQ)))
      await run.redundant()
      await trial.repeat(turn => save(trial, run, `${text}// ${turn}`))
      const { rate, decks: [deck] } = await run.status()
      if (deck.version === 1 && deck.switchovers === 0) return trial.judge(run, patch)
      // It plays in its new version: then there is a crossfade, and no more than that.
      await run.stop()
      const heard = run.heardSamples()
      trial.losses(deck.framesLost)
      const gap = longestGap(heard, rate)
      trial.expect(gap < LONGEST_GAP, `silent for ${gap.toFixed(0)} ms`)
      trial.smooth(largestStep(heard), 0.3 * 2 * Math.PI * FREQ / rate)
    },
  })),
]

/** Saves it, waits until the player is told what becomes of it, and a little longer. */
async function save(trial: Trial, run: Run, text: string): Promise<void> {
  const since = run.news.length
  trial.file('mine.ts', text)
  await run.heard(({ event }) => event === 'refused' || event === 'switchover', since, TOLD)
  await pause(AFTER)
}
