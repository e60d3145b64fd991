import { Instance } from '../kernel/instance.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Change } from '../kernel/parameters.ts'

/** A change at an absolute frame. */
export interface Event extends Change { frame: number }

/** Renders offline, event for event what plays live: blocks are split where an event falls into them. `events`: sorted by frame.
 *  `from`: the absolute frame at which it starts; `frames`: how many there are. Yields interleaved stereo, `block` frames at a time
 *  and what is left at the end; each is a view that is overwritten by the next. */
export function* render(kernel: Kernel, frames: number, block: number, events: readonly Event[], from = 0): Generator<Float32Array> {
  const instance = new Instance(kernel)
  instance.frame = from
  let next = 0
  for (let start = from; start < from + frames; start += block) {
    const length = Math.min(block, from + frames - start)
    let done = 0
    for (; next < events.length && events[next].frame < start + length; next++) {
      const { frame, param, value, ramp } = events[next]
      const before = Math.max(0, frame - start - done)
      instance.render(done, before)
      done += before
      instance.apply(param, value, ramp)
    }
    instance.render(done, length - done)
    yield instance.output.subarray(0, 2 * length)
  }
}
