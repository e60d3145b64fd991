/** Workers that take too much: memory, or time. */
import { pause } from '../../test/live/run.ts'
import { alive, residentMegabytes } from '../processes.ts'
import { thread, tone } from './source.ts'
import type { Row } from './trial.ts'

/** The eater stops here by itself, so that a limit that doesn't work harms nobody; MB. */
const GLUTTED = 2048
/** How long after the start it begins, so that the patch plays by then; ms. */
const FASTS = 2000
/** MB it takes at once. */
const BITE = 16
/** How long a worker is slow, and how it is: stopped for so long, then let go for so long; ms. Longer than what is in hand, and
 *  less than it takes to be given up. */
const SLOW = 3000
const STOPPED = 60
const LET_GO = 20

const EATER = `
const eaten = []
const eat = () => {
  if (eaten.length * ${BITE} >= ${GLUTTED}) return
  eaten.push(Buffer.alloc(${BITE} * 2 ** 20, 1))
  setTimeout(eat, 5)
}
setTimeout(eat, ${FASTS})`

/** Each of so many rounds takes a few ns, a frame at 48 kHz is 21 µs: more than 70 % of the time there is, and so little more that
 *  it is found out before the loading is given up. */
const HEAVY = `import { audio, module, patch, sine } from 'music-chronus'
const heavy = module({
  name: 'heavy', inputs: { in: audio('what passes') },
  tick: (_, { in: x }) => {
    let y = x
    for (let i = 0; i < 8_000; i++) y = Math.sqrt(y * y + 1)
    return x + y * 1e-30
  },
})
export default patch(() => heavy('heavy', { in: sine('tone', { freq: 300, gain: 0.3 }) }))
`

export const load: Row[] = [{
  name: 'patch that needs more than 70 % of the time there is',
  tries: 2,
  run: async trial => {
    const patch = trial.file('clean.ts', tone(300))
    const run = await trial.start(trial.file('mine.ts', tone(300)))
    await trial.repeat(async turn => {
      await run.redundant()
      const since = run.news.length
      trial.file('mine.ts', `${HEAVY}// ${turn}`)
      await trial.told(run, /needs \d+ % of the time there is; 70 % is the limit/, since)
      await pause(500)
      trial.expect((await run.deck()).version === 1, 'another version plays')
    })
    await trial.judge(run, patch)
  },
}, {
  name: 'worker that eats memory',
  tries: 2,
  run: async trial => {
    const patch = trial.file('clean.ts', tone(300))
    const eater = trial.file('eater.ts', tone(300, thread(EATER)))
    await trial.repeat(async () => {
      const run = await trial.start(eater)
      const deck = await run.redundant()
      const since = run.news.length
      const pids = deck.slots.map(slot => slot.pid!)
      let most = 0
      const end = Date.now() + FASTS + 10 * GLUTTED
      while (pids.every(alive) && most < GLUTTED && Date.now() < end) {
        most = Math.max(most, ...pids.map(residentMegabytes))
        await pause(20)
      }
      const at = performance.now()
      trial.expect(!pids.every(alive), `it holds ${most.toFixed(0)} MB and lives: there is no limit`)
      if (!pids.every(alive)) {
        await run.heard(news => news.event === 'redundant', since)
        await run.redundant()
        trial.recoveries.push(performance.now() - at)
        trial.expect(run.news.slice(since).some(news => /memory/i.test(news.text)), 'the player is not told of the memory')
      }
      await pause(300)
      await trial.judge(run, patch)
    })
  },
}, {
  name: `slow worker: stopped ${STOPPED} of every ${STOPPED + LET_GO} ms for ${SLOW / 1000} s`,
  tries: 2,
  run: async trial => {
    const run = await trial.start()
    let named = false
    await trial.repeat(async turn => {
      const deck = await run.redundant()
      const since = run.news.length
      const { pid } = deck.slots[turn % 2 === 0 ? deck.active : 1 - deck.active]
      for (const end = Date.now() + SLOW; Date.now() < end && alive(pid!);) {
        process.kill(pid!, 'SIGSTOP')
        await pause(STOPPED)
        if (alive(pid!)) process.kill(pid!, 'SIGCONT')
        await pause(LET_GO)
      }
      await run.redundant()
      const told = run.news.slice(since).map(({ text }) => text)
      trial.expect(told.some(text => /^slot \d is late/.test(text)), 'the player is not told that it is late')
      named ||= told.some(text => /needs (less than )?\d+ %/.test(text))
    })
    trial.expect(named, 'the player is never told how much time it needs')
    await trial.judge(run)
  },
}]
