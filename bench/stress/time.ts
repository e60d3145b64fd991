/** Time that is not what it seems: the machine sleeps, the clock is set. */
import { existsSync } from 'node:fs'
import { now } from '../../src/slot/clock.ts'
import { pause } from '../../test/live/run.ts'
import { group } from '../processes.ts'
import type { Row } from './trial.ts'

/** How long the machine sleeps; ms. */
const ASLEEP = 10_000
/** How long it plays before and after; ms. What it plays in that time may be more by so much. */
const AWAKE = 1000
const IN_HAND = 250
/** Within this it plays on; ms. */
const AT_ONCE = 500
/** Its processes wake up one after the other: so much may be late then, in frames. */
const WAKING = 1024
/** What the clock is set by, one after the other. */
const STEPS = ['+1h', '-1h', '+0']

const FAKETIME = ['/usr/lib/x86_64-linux-gnu/faketime', '/usr/lib/aarch64-linux-gnu/faketime', '/usr/lib/faketime',
  '/usr/lib64/faketime', '/usr/local/lib/faketime'].map(folder => `${folder}/libfaketime.so.1`).find(existsSync)

export const time: Row[] = [{
  name: `machine suspended for ${ASLEEP / 1000} s`,
  tries: 1,
  run: async trial => {
    const run = await trial.start()
    await run.redundant()
    await trial.repeat(async () => {
      await pause(AWAKE)
      const { frame: before, rate } = await run.status()
      const processes = [run.child.pid!, ...group(run.engine)]
      const counted = now()
      for (const pid of processes) process.kill(pid, 'SIGSTOP')
      const asleep = now()
      await pause(ASLEEP)
      const awake = now()
      for (const pid of processes) process.kill(pid, 'SIGCONT')
      const first = await run.status()
      let last = first
      while (last.frame < first.frame + rate * AT_ONCE / 10_000) last = await run.status()
      const back = now() - awake
      trial.recoveries.push(back)
      trial.expect(back < AT_ONCE, `it plays on only after ${back.toFixed(0)} ms`)
      await pause(AWAKE)
      const { frame: after } = await run.status()
      const burst = 1000 * (after - before) / rate - (now() - awake) - (asleep - counted)
      trial.expect(burst < IN_HAND, `a burst: ${burst.toFixed(0)} ms more than there was time for`)
      await run.redundant()
    })
    await trial.judge(run, undefined, WAKING)
  },
}, {
  name: `clock set: ${STEPS.join(', ')}`,
  tries: 1,
  lacks: () => FAKETIME ? null : 'libfaketime (apt-get install faketime)',
  run: async trial => {
    const file = trial.file('clock', '+0')
    const run = await trial.start(undefined, [], {
      ...process.env, LD_PRELOAD: FAKETIME, FAKETIME_TIMESTAMP_FILE: file, FAKETIME_NO_CACHE: '1', DONT_FAKE_MONOTONIC: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    })
    await run.redundant()
    await trial.repeat(async () => {
      for (const step of STEPS) {
        const { frame: before, rate } = await run.status()
        const at = now()
        trial.file('clock', step)
        await pause(AWAKE)
        const { frame: after } = await run.status()
        const off = 1000 * (after - before) / rate - (now() - at)
        trial.expect(Math.abs(off) < IN_HAND, `the engine's time is off by ${off.toFixed(0)} ms`)
      }
    })
    await run.redundant()
    await trial.judge(run)
  },
}]
