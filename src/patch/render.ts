import type { Instance } from '../kernel/instance.ts'
import type { Change } from '../kernel/parameters.ts'

/** A change at an absolute frame; with a text it lays a pattern over what plays, see Instance.lay. */
export interface Event extends Change { frame: number, text?: string }

/** Renders `frames` frames offline, event for event what plays live: blocks are split where an event falls into them. The instance
 *  goes on from where it is. `events`: sorted by frame. Yields interleaved stereo, `block` frames at a time and what is left at the
 *  end; each is a view that is overwritten by the next. */
export function* render(instance: Instance, frames: number, block: number, events: readonly Event[]): Generator<Float32Array> {
  const from = instance.frame
  let next = 0
  for (let start = from; start < from + frames; start += block) {
    const length = Math.min(block, from + frames - start)
    let done = 0
    for (; next < events.length && events[next].frame < start + length; next++) {
      const { frame, param, value, ramp, text } = events[next]
      const before = Math.max(0, frame - start - done)
      instance.render(done, before)
      done += before
      if (text !== undefined) instance.lay(text)
      else instance.apply(param, value, ramp)
    }
    instance.render(done, length - done)
    yield instance.output.subarray(0, 2 * length)
  }
}
