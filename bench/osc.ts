/** OSC, from the outside, on the real command: `make bench-osc`, a minute. From the moment that a message is sent to the first
 *  changed sample that leaves the engine; how exactly a time tag is kept; and ten thousand messages a second. The sound is heard by
 *  the tap, so a frame counts as soon as the engine has written it. */
import { createSocket } from 'node:dgram'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate as turn } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { connectControl, controlPath } from '../src/io/control.ts'
import { Tap } from '../src/io/tap.ts'
import { now } from '../src/slot/clock.ts'
import { bundleAt, bytesOf } from '../test/io/fuzz.ts'
import { flood } from '../test/live/flood.ts'
import { DEFAULT_PATCH, Run, pause } from '../test/live/run.ts'
import { heading, quantile, row } from './figures.ts'

const MESSAGES = 300
const TIMED = 200
const PER_SECOND = 10_000
const SECONDS = 5
/** A tone that is there or not: its first sample after a change is told from silence. */
const TONE = `import { patch, sine } from 'music-chronus'
export default patch(() => sine('tone', { freq: 6000, gain: 0 }))
`
const GAIN = '/mod/tone/gain'
/** Between two changes, ms: longer than the gain takes to be 0 again, and by chance, so no change keeps step with the blocks. */
const [LEAST, MORE] = [40, 30]
/** How far ahead a bundle is sent, ms. */
const AHEAD = 100

/** How often it is looked for what is heard, ms. */
const LOOK = 0.2
const REST = new Int32Array(new SharedArrayBuffer(4))

/** Time without anything to hear before it is given up, ms. */
const PATIENCE = 5000

export async function osc(): Promise<void> {
  await exactness()
  await thousands()
}

async function exactness(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'chronus-osc-'))
  const file = join(folder, 'tone.ts')
  writeFileSync(file, TONE)
  const run = await Run.start(file, ['--output', 'null'])
  const control = await connectControl(controlPath(run.port))
  const tap = await Tap.open(control)
  const socket = createSocket('udp4')
  try {
    await run.redundant()
    await pause(1000)
    await heard(tap, 0)
    const times: number[] = []
    for (let i = 0; i < MESSAGES; i++) {
      const sent = now()
      socket.send(bytesOf(GAIN, 0.5), run.port, '127.0.0.1')
      times.push((await heard(tap, 0.0001)).at - sent)
      socket.send(bytesOf(GAIN, 0), run.port, '127.0.0.1')
      await silent(tap)
      await pause(MORE * Math.random())
    }
    heading(`OSC message → first changed sample leaves the engine, ${MESSAGES} messages`, 'p50', 'p99', 'worst')
    row('blocks of 128 frames', ...[0.5, 0.99, 1].map(q => `${quantile(times, q).toFixed(1)} ms`))

    const off: number[] = []
    let last: { time: number, frame: number } | null = null
    const { output: before } = await run.status()
    for (let i = 0; i < TIMED; i++) {
      const soon = Date.now() + AHEAD + LEAST * Math.random()
      // Whole frames apart, so that all are rounded alike.
      const apart: number = last === null ? 0 : Math.ceil((soon - last.time) / 1000 * tap.rate)
      const time: number = last === null ? soon : last.time + apart / tap.rate * 1000
      socket.send(bundleAt(time, bytesOf(GAIN, 0.5)), run.port, '127.0.0.1')
      const { frame } = await heard(tap, 0.0001)
      if (last !== null) off.push(Math.abs(frame - last.frame - apart))
      last = { time, frame }
      socket.send(bytesOf(GAIN, 0), run.port, '127.0.0.1')
      await silent(tap)
    }
    const { osc: { late }, output } = await run.status()
    heading(`Time tags: frames from one bundle to the next, off their time, ${TIMED} bundles`, 'p50', 'p99', 'worst', 'late', 'underruns')
    row('', ...[0.5, 0.99, 1].map(q => `${quantile(off, q)}`), `${late}`, `${output.underruns - before.underruns}`)
  } finally {
    socket.close()
    tap.close()
    control.close()
    await run.stop()
    run.remove()
    rmSync(folder, { recursive: true })
  }
}

async function thousands(): Promise<void> {
  const run = await Run.start(DEFAULT_PATCH, ['--output', 'null'])
  try {
    await run.redundant()
    const { decks: [before], output: { underruns } } = await run.status()
    const { sent, seconds } = await flood(run.port, PER_SECOND, SECONDS)
    await pause(2000)
    const { decks: [deck], osc: { received, rejected, dropped }, output } = await run.status()
    heading(`${PER_SECOND} OSC messages a second for ${SECONDS} s`, 'received', 'refused', 'dropped', 'frames lost', 'underruns')
    const [lost, gaps] = [deck.framesLost - before.framesLost, output.underruns - underruns]
    row(`${sent} sent in ${seconds.toFixed(1)} s`, ...[received, rejected, dropped, lost, gaps].map(String))
  } finally {
    await run.stop()
    run.remove()
  }
}

/** Waits until something louder than that leaves the engine: its frame, and when it was there. */
async function heard(tap: Tap, level: number): Promise<{ frame: number, at: number }> {
  const pcm = new Float32Array(2 * 4096)
  const end = now() + PATIENCE
  while (now() < end) {
    const frames = tap.next(pcm)
    const at = now()
    if (frames > 0 && level === 0) return { frame: tap.written, at }
    const first = pcm.subarray(0, 2 * frames).findIndex(sample => Math.abs(sample) > level)
    if (first >= 0) return { frame: tap.written - frames + (first >> 1), at }
    // Not without a rest: whoever spins takes a core from those who make the sound.
    Atomics.wait(REST, 0, 0, LOOK)
    await turn()
  }
  throw new Error('nothing was heard')
}

/** Waits until it has been silent for a while. */
async function silent(tap: Tap): Promise<void> {
  const pcm = new Float32Array(2 * 4096)
  for (let quiet = 0; quiet < LEAST * tap.rate / 1000;) {
    const frames = tap.next(pcm)
    quiet = pcm.subarray(0, 2 * frames).some(sample => sample !== 0) ? 0 : quiet + frames
    await pause(2)
  }
}


if (process.argv[1] === fileURLToPath(import.meta.url)) await osc()
