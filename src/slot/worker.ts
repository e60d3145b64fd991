/** A worker: the process in which a patch plays. It is born without a patch, as the spare. Then it is told to load a patch file,
 *  or handed a finished kernel, and attached to a slot. From there on it is a Unix filter: it blocks on its pipe for a render
 *  message, renders the block and writes it to the slot's ring. No event loop, no timers, no garbage in that loop but that of patterns; what it
 *  renders depends on nothing but the messages. It ends when the pipe closes, so it never outlives the engine. */
import { readSync } from 'node:fs'
import { carry } from '../kernel/carry.ts'
import { Instance } from '../kernel/instance.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { overlayParam } from '../kernel/score/keys.ts'
import { find } from '../kernel/store.ts'
import { PatchError } from '../patch/error.ts'
import { prove } from '../patch/proof.ts'
import {
  type Answer, type Order, EVENT, HEAD, MAX_MESSAGE, NO_ROOM, PIPE_FD, RENDER, SHARED_FD, SLOTS, SNAPSHOT, SNAPSHOT_HEADER_BYTES,
  type State, readText, ringOffset, snapshotOffset,
} from './messages.ts'
import { COLLECT_EVERY, collect } from './garbage.ts'
import { RingWriter } from './ring.ts'
import { writeWhole } from './sharedfile.ts'

/** How long a kernel is rendered unheard, in seconds of sound: it shows what it is, and V8 optimises it before it counts. */
const PROOF_SECONDS = 0.5
/** The load is measured on one block of so many, and smoothed: a clock reading a block would be garbage in the loop. */
const LOAD_EVERY = 16
const LOAD_SMOOTHING = 0.2
/** Time after which a worker that has nothing to do gets ready to load a patch file, ms. */
const IDLE = 100

/** What loads patch files: a good part of the time that a worker takes to start. */
const compiler = () => import('../patch/load.ts')

/** What plays once it has a slot. */
let instance: Instance | null = null

process.on('disconnect', () => process.exit())
process.on('message', (order: Order) => void obey(order))
tell({ is: 'ready' })
// Not at once: who is born to take over a kernel has no time for it, and no need.
setTimeout(() => void import('../patch/warm.ts').then(({ warmUp }) => warmUp()), IDLE)

function tell(answer: Answer): void {
  process.send?.(answer)
}

async function obey(order: Order): Promise<void> {
  switch (order.do) {
    case 'load': return load(order.path, order.rate)
    case 'prove': return tell(proven(order))
    case 'prepare': return prepare(order.kernel, order.block)
    case 'attach': return play(order)
  }
}

async function load(path: string, rate: number): Promise<void> {
  try {
    const { loadPatch } = await compiler()
    const patch = await loadPatch(path, rate, busy)
    instance = new Instance(patch.kernel)
    tell({ is: 'loaded', loaded: patch })
  } catch (error) {
    tell({ is: 'refused', trouble: (error instanceof PatchError ? error : unplayable(error, path)).toJSON() })
  }
}

const busy = (): void => tell({ is: 'busy' })

/** Plays on from a state with what was loaded, unheard. */
function proven({ frames, from }: Extract<Order, { do: 'prove' }>): Answer {
  const proof = unheard(instance!, () => {
    // Whether the state was still there: a proof from the patch's own beginning is as good as can be had then.
    if (from) restore(instance!, from, frames)
    return prove(instance!, frames, PROOF_SECONDS)
  })
  return { is: 'proved', proof }
}

/** Lets an instance play, and takes it back to where it was. A second one would take as much memory again, with all its samples. */
function unheard<T>(kernel: Instance, play: () => T): T {
  const before = kernel.state.slice()
  try {
    return play()
  } finally {
    kernel.state.set(before)
    kernel.goOn()
  }
}

/** A kernel that was compiled but doesn't run: none of the player's faults that are known, yet no reason to die. */
function unplayable(error: unknown, file: string): PatchError {
  const message = error instanceof Error ? error.message : String(error)
  return new PatchError({ message: `This patch can't be played: ${message}`, file, hint: 'Take back the last change.' })
}

async function prepare(kernel: Kernel, block: number): Promise<void> {
  const { samples, rate } = kernel.layout
  try {
    // Those of versions of earlier evenings have to be decoded again.
    if (samples.some(({ key }) => !find(key))) await (await import('../patch/samples/gather.ts')).gatherAgain(samples, rate, busy)
    const made = instance = new Instance(kernel)
    unheard(made, () => prove(made, block, PROOF_SECONDS))
    tell({ is: 'prepared' })
  } catch (error) {
    tell({ is: 'refused', trouble: { message: (error as Error).message } })
  }
}

function play(order: Extract<Order, { do: 'attach' }>): never {
  const kernel = instance
  if (!kernel) process.exit(1)
  const { generation, frames } = order
  const overlay = overlayParam(kernel.layout)
  const ring = new RingWriter(SHARED_FD, ringOffset(order.slot, frames), frames)
  const blockMs = 1000 * frames / kernel.layout.rate
  // The slots take turns.
  const collects = Math.ceil(COLLECT_EVERY * kernel.layout.rate / frames)
  const turn = Math.floor(collects / SLOTS) * order.slot
  let load = 0

  if (order.from === null) kernel.frame = order.block * frames
  else if (!restore(kernel, order.from, frames)) process.exit(1)

  // Messages arrive in a stream: a read may bring several, and end in the middle of one.
  const numbers = new Float64Array(2 * MAX_MESSAGE)
  const bytes = new Uint8Array(numbers.buffer)
  let filled = 0
  for (;;) {
    const got = read(bytes, filled)
    if (got === 0) process.exit()
    filled += got
    const whole = Math.floor(filled / Float64Array.BYTES_PER_ELEMENT)
    let at = 0
    while (at + HEAD <= whole && at + HEAD + numbers[at + 2] * EVENT <= whole) {
      if (numbers[at] === RENDER) render(at)
      else save(kernel, numbers[at + 1], snapshotOffset(numbers[at] - SNAPSHOT, frames))
      at += HEAD + numbers[at + 2] * EVENT
    }
    const done = at * Float64Array.BYTES_PER_ELEMENT
    bytes.copyWithin(0, done, filled)
    filled -= done
  }

  function render(message: number): void {
    const block = numbers[message + 1]
    const measured = block % LOAD_EVERY === 0
    const began = measured ? performance.now() : 0
    const first = block * frames
    let done = 0
    for (let i = 0; i < numbers[message + 2];) {
      const event = message + HEAD + i * EVENT
      const offset = numbers[event] - first
      if (offset > done) {
        kernel!.render(done, offset - done)
        done = offset
      }
      if (numbers[event + 1] === overlay) {
        const { text, places } = readText(numbers, event)
        kernel!.lay(text)
        i += places
        continue
      }
      kernel!.apply(numbers[event + 1], numbers[event + 2], numbers[event + 3])
      i++
    }
    if (done < frames) kernel!.render(done, frames - done)
    if (measured) load += LOAD_SMOOTHING * ((performance.now() - began) / blockMs - load)
    ring.write(block, generation, load, kernel!.fault, kernel!.overlay.stopped(block), kernel!.output)
    if (block % collects === turn) collect()
  }
}

/** Waits for messages and reads them; gives the number of bytes, 0 at the end. */
function read(bytes: Uint8Array, at: number): number {
  for (;;) {
    try {
      return readSync(PIPE_FD, bytes, at, bytes.length - at, null)
    } catch (error) {
      // A signal that somebody handles has come in between.
      if ((error as NodeJS.ErrnoException).code !== 'EINTR') throw error
    }
  }
}

/** Writes the kernel's whole state for a replica to start from, or that there is no room for it. The header comes last: whoever
 *  sees it sees the state. */
function save(kernel: Instance, block: number, at: number): void {
  const { state } = kernel
  const bytes = writeWhole(SHARED_FD, state, at + SNAPSHOT_HEADER_BYTES) ? state.byteLength : NO_ROOM
  writeWhole(SHARED_FD, Float64Array.of(block, bytes, block, bytes), at)
}

/** Takes over the state before a block, its own or that of a kernel with another layout. False if it was overwritten meanwhile:
 *  then an instance that takes over its own is no use any more. */
function restore(kernel: Instance, { area, block, layout }: State, frames: number): boolean {
  const at = snapshotOffset(area, frames)
  const state = layout ? new Uint8Array(layout.stateBytes) : kernel.state
  const header = new Float64Array(SNAPSHOT_HEADER_BYTES / Float64Array.BYTES_PER_ELEMENT)
  readSync(SHARED_FD, state, 0, state.byteLength, at + SNAPSHOT_HEADER_BYTES)
  readSync(SHARED_FD, header, 0, SNAPSHOT_HEADER_BYTES, at)
  if (header[0] !== block || header[1] !== state.byteLength) return false
  if (layout) carry(layout, state, kernel)
  else kernel.goOn()
  return true
}
