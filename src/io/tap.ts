/** A tap: hears what the engine puts out, as another process of the same user. It reads the ring that the output process takes its
 *  frames from, and writes nothing there, so the engine neither knows nor waits. An engine that is started again has a new ring of
 *  the same name: it is opened as soon as the old one stands still. */
import { closeSync, fstatSync, openSync, statSync } from 'node:fs'
import type { Tap as Place } from '../engine/status.ts'
import { now } from '../slot/clock.ts'
import type { Control } from './control.ts'
import { MARGIN, RING_FRAMES, Ring } from './ring.ts'

/** Frames that it can hear of the past. */
const PAST = RING_FRAMES - MARGIN
/** Who stands still for so long (ms) may be another's ring by now. */
const STILL = 100

export class Tap {
  /** Sample rate in Hz. */
  readonly rate: number
  /** Frames that were lost since it was opened, because they were asked for too late. */
  lost = 0
  private readonly file: string
  private ring: Ring
  private last: number
  private moved = now()

  /** Asks the engine for it. Errors: rejects when the engine has none. */
  static async open(control: Pick<Control, 'send'>): Promise<Tap> {
    const [reply] = await control.send('/tap')
    return new Tap(JSON.parse(String(reply.args[0])) as Place)
  }

  constructor({ file, rate }: Place) {
    this.file = file
    this.rate = rate
    this.ring = new Ring(openSync(file, 'r'))
    this.last = this.ring.look()
  }

  /** Frames that have left the engine by now, counted from its start. */
  get written(): number {
    return this.ring.look()
  }

  /** Copies what was heard last into `pcm`, interleaved stereo, to its end; silence stands before the beginning.
   *  @param ago frames since then */
  latest(pcm: Float32Array, ago = 0): void {
    const end = Math.max(0, this.renew() - ago)
    const frames = Math.min(pcm.length / 2, end, PAST - ago)
    const silent = pcm.length - 2 * frames
    pcm.fill(0, 0, silent)
    this.ring.read(end - frames, pcm.subarray(silent), frames)
  }

  /** Copies the next frames, those after the last ones that it has given; says how many there are. The first ones are those that come
   *  after it was opened. */
  next(pcm: Float32Array): number {
    const end = this.renew()
    if (end - this.last > PAST) {
      this.lost += end - PAST - this.last
      this.last = end - PAST
    }
    const frames = Math.min(pcm.length / 2, end - this.last)
    this.ring.read(this.last, pcm, frames)
    this.last += frames
    return frames
  }

  close(): void {
    closeSync(this.ring.fd)
  }

  /** Looks how far it has come, in the ring that is there now. */
  private renew(): number {
    const before = this.ring.written
    const end = this.ring.look()
    const time = now()
    if (end !== before) this.moved = time
    if (time - this.moved < STILL) return end
    this.moved = time
    if (statSync(this.file, { throwIfNoEntry: false })?.ino === fstatSync(this.ring.fd).ino) return end
    return this.reopen() ?? end
  }

  private reopen(): number | null {
    let fd: number
    try {
      fd = openSync(this.file, 'r')
    } catch {
      return null
    }
    const ring = new Ring(fd)
    // One that says nothing yet is still being filled.
    const [stale, end] = ring.look() === 0 ? [fd, null] : [this.ring.fd, ring.written]
    closeSync(stale)
    if (end !== null) {
      this.ring = ring
      this.last = end
    }
    return end
  }
}
