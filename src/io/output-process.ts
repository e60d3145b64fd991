/** The output process: takes the engine's frames out of the ring and gives them to a sound device, to a WAV file, or to
 *  nobody. It is a process of its own because a sound driver may hang, crash, or print to the terminal. It ends when the
 *  channel to the engine closes, for whatever reason, after it has played or written what was there.
 *
 *  Descriptors: 3 the ring, 4 the WAV file. Argument: OutputJob as JSON, or 'devices', which sends the list and ends. */
import { fdatasync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { now } from '../slot/clock.ts'
import { comeFirst, meetDeadlines } from '../slot/priority.ts'
import { CHUNK, type Device, type OpenDevice, openDevice, outputDevices, QUEUE } from './portaudio.ts'
import { Ring } from './ring.ts'
import { WavWriter } from './wav.ts'
import type { WavFormat } from './wavheader.ts'

export interface OutputJob {
  kind: 'portaudio' | 'null' | 'wav'
  device?: string
  rate: number
  /** Frames that the engine keeps ahead of what is consumed. */
  cushion: number
  /** Frames that were consumed before this process started: a WAV file goes on after them. */
  resume: number
  /** Underruns that were counted before. */
  underruns: number
  /** Whether the WAV file is ours already. One that was there before is emptied only when there is sound. */
  begun: boolean
  /** How its samples are kept. */
  format: WavFormat
}

/** What the process tells the engine. */
export type OutputMessage = { ready: { device: string | null } } | { failed: string } | { devices: Device[] }

const RING_FD = 3
const WAV_FD = 4
/** How long the chunks in the device's queue let us wait for late frames before silence has to do (ms · Hz): one plays, one
 *  is for us to be late ourselves. */
const GRACE = (QUEUE - 2) * CHUNK * 1000
/** Chunks over which a device must keep time before it gets music. */
const STEADY = 16
/** A device that is so far behind (s) has stood still: what it missed is past, it goes on with what is now. */
const MAX_BACKLOG = 0.2
/** Time between two looks into the ring (ms), for a file, which has time. */
const LOOK_EVERY = 20
/** How often what was written is sent to the disk itself (ms): so much is missing, and some, when the power goes. */
const SYNC_EVERY = 1000
/** Time (ms) to play or write the rest when the engine has gone. */
const LAST_CALL = 350

async function toFile(ring: Ring, job: OutputJob): Promise<void> {
  const open = () => new WavWriter(WAV_FD, job.rate, job.format, job.resume)
  let file = job.kind === 'wav' && job.begun ? open() : null
  await tell({ ready: { device: null } })
  let consumed = job.kind === 'wav' ? job.resume : ring.look()
  const sync = keptSafe()
  const take = (pcm: Float32Array, frames: number) => {
    if (job.kind === 'null') return
    file ??= open()
    file.write(pcm, frames)
    sync()
  }
  try {
    for (let last = false; !last;) {
      last = !process.connected
      consumed = ring.drain(consumed, take)
      // Who finds all reported may count on the file.
      if (last) file?.close()
      ring.report(consumed, now(), job.underruns)
      if (!last) await sleep(LOOK_EVERY)
    }
  } catch (error) {
    // The disk is full: the file ends where it does, and is a whole one.
    if (file) {
      file.close()
      ring.report(file.frames, now(), job.underruns)
    }
    throw error
  }
}

/** Gives what sends the WAV file to the disk now and then, beside the writing: a disk that takes its time keeps nobody waiting. */
function keptSafe(): () => void {
  let last = now(), busy = false
  return () => {
    if (busy || now() - last < SYNC_EVERY) return
    busy = true
    fdatasync(WAV_FD, () => {
      last = now()
      busy = false
    })
  }
}

async function toDevice(ring: Ring, job: OutputJob): Promise<void> {
  comeFirst()
  meetDeadlines()
  const device = await openDevice(job.device, job.rate, CHUNK)
  await tell({ ready: { device: device.name } })
  await settle(device, job.rate)
  let underruns = job.underruns, starving = false
  let consumed = Math.max(0, ring.look() - job.cushion), taken = now()
  while (process.connected || consumed < ring.look()) {
    const grace = taken + GRACE / job.rate
    while (ring.look() - consumed < CHUNK && now() < grace) await sleep(1)
    if (ring.written - consumed > job.cushion + MAX_BACKLOG * job.rate) {
      consumed = ring.written - job.cushion
      underruns++
    }
    const frames = Math.min(CHUNK, ring.written - consumed)
    const chunk = new Float32Array(2 * CHUNK)
    ring.read(consumed, chunk, frames)
    if (frames < CHUNK && !starving && ring.written > job.resume) underruns++
    starving = frames < CHUNK
    await device.play(chunk)
    consumed += frames
    taken = now()
    ring.report(consumed, taken, underruns)
  }
  await device.close()
}

/** Plays silence until the device keeps time. At first it swallows what its buffers hold, and then some make a pause
 *  (PulseAudio one of up to two seconds): music that went into that would be late for ever. */
async function settle(device: OpenDevice, rate: number): Promise<void> {
  const due = STEADY * CHUNK * 1000 / rate
  const times: number[] = []
  for (;;) {
    await device.play(new Float32Array(2 * CHUNK))
    const took = times.push(now()) > STEADY ? times.at(-1)! - times.shift()! : 0
    if (took > due / 2 && took < due * 2) return
  }
}

async function tell(message: OutputMessage): Promise<void> {
  await new Promise(sent => process.connected ? process.send!(message, sent) : sent(null))
}

async function main(argument: string): Promise<void> {
  if (argument === 'devices') return tell({ devices: await outputDevices() })
  const job = JSON.parse(argument) as OutputJob
  // A device that has hung must not keep us here.
  process.on('disconnect', () => setTimeout(() => process.exit(0), LAST_CALL))
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {})
  const ring = new Ring(RING_FD)
  return job.kind === 'portaudio' ? toDevice(ring, job) : toFile(ring, job)
}

try {
  await main(process.argv[2]!)
  process.exit(0)
} catch (error) {
  await tell({ failed: (error as Error).message })
  process.exit(1)
}
