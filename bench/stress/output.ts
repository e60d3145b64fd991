/** The output process dies or hangs, the device goes and comes: the engine keeps time, and the sound is back by itself. */
import { now } from '../../src/slot/clock.ts'
import { type Run, pause } from '../../test/live/run.ts'
import { PulseAudio, RATE, lacking } from '../../test/pulse.ts'
import type { Row, Trial } from './trial.ts'

/** Within this the sound is back, after what it needs is; ms. */
const BACK = 2000
/** How long the device is away; ms. */
const AWAY = 2500
/** How far the engine's time may be from the clock's, besides what it has in hand; share and ms. */
const DRIFT = 0.01
const IN_HAND = 250
/** Sound, of a patch that plays at some tenths. */
const LOUD = 0.01
/** The time that the sound has to come back before it counts as gone for good; ms. */
const PATIENCE = 20_000

const SIGNALS = ['SIGKILL', 'SIGSTOP'] as const

export const output: Row[] = [
  ...SIGNALS.map((signal): Row => ({
    name: `output process, to a file: ${signal}`,
    tries: 5,
    run: async trial => {
      const run = await trial.start()
      await run.redundant()
      await trial.repeat(async () => {
        await pause(1500)
        const since = run.news.length
        const at = now()
        const { output: { pid } } = await run.status()
        process.kill(pid!, signal)
        await keepsTime(trial, run, async () => {
          const back = await run.heard(({ event, level }) => event === 'output' && level === 'info', since)
          trial.recoveries.push(back.at - at)
        })
      })
      await pause(500)
      await trial.judge(run)
    },
  })),
  ...SIGNALS.map((signal): Row => ({
    name: `output process, to a device: ${signal}`,
    tries: 3,
    lacks: lacking,
    run: trial => withDevice(trial, (run, pulse) => trial.repeat(async () => {
      await pause(1500)
      const { output: { pid } } = await run.status()
      const at = now()
      process.kill(pid!, signal)
      await keepsTime(trial, run, () => loudAgain(trial, run, pulse, at, pid))
    })),
  })),
  {
    name: `device gone for ${AWAY / 1000} s and back`,
    tries: 3,
    lacks: lacking,
    run: trial => withDevice(trial, (run, pulse) => trial.repeat(async () => {
      await pause(1500)
      await keepsTime(trial, run, async () => {
        const { output: { pid } } = await run.status()
        await pulse.kill()
        await pause(AWAY)
        await pulse.start()
        await loudAgain(trial, run, pulse, now(), pid)
      })
    })),
  },
]

async function withDevice(trial: Trial, act: (run: Run, pulse: PulseAudio) => Promise<void>): Promise<void> {
  const pulse = new PulseAudio()
  try {
    await pulse.start()
    // The control socket lies where it always does.
    const env = { ...pulse.env, XDG_RUNTIME_DIR: process.env.XDG_RUNTIME_DIR }
    const run = await trial.start(undefined, ['--output', 'portaudio'], env)
    await run.redundant()
    await act(run, pulse)
    // For information: while there is no device nobody hears them.
    trial.lost = (await run.deck()).framesLost
  } finally {
    await pulse.close()
  }
}

/** Does something meanwhile; the engine's time must go on. */
async function keepsTime(trial: Trial, run: Run, meanwhile: () => Promise<void>): Promise<void> {
  const { frame: from, rate } = await run.status()
  const began = now()
  await meanwhile()
  const passed = now() - began
  const played = 1000 * ((await run.status()).frame - from) / rate
  const off = Math.abs(played - passed)
  trial.expect(off <= DRIFT * passed + IN_HAND, `the engine's time is off by ${off.toFixed(0)} ms`)
}

/** Waits until the device plays the music of another output process than that of before. */
async function loudAgain(trial: Trial, run: Run, pulse: PulseAudio, at: number, before: number | null): Promise<void> {
  for (;;) {
    const { kind, pid } = (await run.status()).output
    const heard = pulse.left(Math.max(0, pulse.frames - RATE / 20))
    if (kind === 'portaudio' && pid !== before && heard.some(sample => Math.abs(sample) > LOUD)) break
    if (now() - at > PATIENCE) throw new Error('the sound never comes back')
    await pause(20)
  }
  const back = now() - at
  trial.recoveries.push(back)
  trial.expect(back <= BACK, `the sound was back only after ${(back / 1000).toFixed(1)} s`)
}
