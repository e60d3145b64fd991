/** The ring of a slot: the last blocks that its worker rendered, in the deck's shared file. One writer, the worker; one reader,
 *  the engine. It belongs to the slot and outlives the worker: what a dead worker finished can still be read.
 *
 *  An entry is a header and the samples. The writer writes the samples first and the header after; the reader reads the header
 *  first and takes the samples only when it names the block and the generation that it expects. The two are separate system
 *  calls on the same file, so whoever sees the header sees the samples. A header is two copies of the same numbers: one that
 *  was caught half-written differs from itself and counts as not there yet. */
import { readSync, writeSync } from 'node:fs'

/** Frames that a ring holds at the least: at 192 kHz more than a worker can owe before it is given up, so that nothing is
 *  overwritten unread. */
const RING_FRAMES = 2 ** 19
const HEADER_NUMBERS = 5
const HEADER_BYTES = 2 * HEADER_NUMBERS * Float64Array.BYTES_PER_ELEMENT
const FRAME_BYTES = 2 * Float32Array.BYTES_PER_ELEMENT

/** Entries of a ring of blocks of `block` frames. */
export const ringBlocks = (block: number): number => Math.ceil(RING_FRAMES / block)

/** Bytes that the ring of one slot takes. */
export const ringBytes = (block: number): number => ringBlocks(block) * entryBytes(block)

const entryBytes = (block: number): number => HEADER_BYTES + block * FRAME_BYTES

/** The common ground of both ends. `fd`: the shared file; `offset`: where the ring begins in it; `block`: frames of a block. */
class RingEnd {
  protected readonly header = new Float64Array(2 * HEADER_NUMBERS)
  protected readonly fd: number
  protected readonly offset: number
  protected readonly stride: number
  protected readonly pcmBytes: number
  private readonly entries: number

  constructor(fd: number, offset: number, block: number) {
    this.fd = fd
    this.offset = offset
    this.stride = entryBytes(block)
    this.pcmBytes = block * FRAME_BYTES
    this.entries = ringBlocks(block)
  }

  protected entry(block: number): number {
    return this.offset + (block % this.entries) * this.stride
  }
}

/** The worker's end. */
export class RingWriter extends RingEnd {
  /** Publishes a block. `pcm`: interleaved stereo, at least a block long; `load`: render time over block time; `fault`, `stopped`:
   *  the kernel's faults so far, and a pattern that was stopped. */
  write(block: number, generation: number, load: number, fault: number, stopped: number, pcm: Float32Array): void {
    const at = this.entry(block)
    writeSync(this.fd, pcm, 0, this.pcmBytes, at + HEADER_BYTES)
    const header = this.header
    header[0] = header[5] = block
    header[1] = header[6] = generation
    header[2] = header[7] = load
    header[3] = header[8] = fault
    header[4] = header[9] = stopped
    writeSync(this.fd, header, 0, HEADER_BYTES, at)
  }
}

/** The engine's end. */
export class RingReader extends RingEnd {
  /** What the last header seen by `has` carried. */
  load = 0
  fault = 0
  stopped = 0

  /** Whether the block of this generation is there. */
  has(block: number, generation: number): boolean {
    const header = this.header
    readSync(this.fd, header, 0, HEADER_BYTES, this.entry(block))
    const there = header[0] === block && header[5] === block && header[1] === generation && header[6] === generation
    if (!there) return false
    if (header[2] === header[7]) this.load = header[2]
    if (header[3] === header[8]) this.fault = header[3]
    if (header[4] === header[9]) this.stopped = header[4]
    return true
  }

  /** Copies the samples of a block, which `has` has seen, into `pcm`. */
  read(block: number, pcm: Float32Array): void {
    readSync(this.fd, pcm, 0, this.pcmBytes, this.entry(block) + HEADER_BYTES)
  }
}
