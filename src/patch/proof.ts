import type { Instance } from '../kernel/instance.ts'
import { faultOf } from '../kernel/kernel.ts'
import type { Fault } from '../kernel/kernel.ts'

/** What a trial run showed. `load`: median time to render a block, over the time that the block lasts. */
export interface Proof { fault: Fault, peak: number, load: number }

/** Renders `seconds` in blocks of `block` frames, which nobody hears, from where the instance is. */
export function prove(instance: Instance, block: number, seconds: number): Proof {
  const { layout } = instance
  const samples = instance.output.subarray(0, 2 * block)
  const times = new Float64Array(Math.max(1, Math.ceil(seconds * layout.rate / block)))
  let peak = 0
  for (let i = 0; i < times.length; i++) {
    const start = performance.now()
    instance.render(0, block)
    times[i] = performance.now() - start
    for (const sample of samples) peak = Math.max(peak, Math.abs(sample))
  }
  const median = times.sort()[times.length >> 1]
  return { fault: faultOf(layout, instance.fault), peak, load: median / 1000 / (block / layout.rate) }
}
