import { Instance } from '../kernel/instance.ts'
import { faultOf } from '../kernel/kernel.ts'
import type { Fault, Kernel } from '../kernel/kernel.ts'

/** What a trial run showed. `load`: median time to render a block, over the time that the block lasts. */
export interface Proof { fault: Fault, peak: number, load: number }

/** Renders `seconds` in blocks of `block` frames on an instance that nobody hears. */
export function prove(kernel: Kernel, block: number, seconds: number): Proof {
  const instance = new Instance(kernel)
  const samples = instance.output.subarray(0, 2 * block)
  const times = new Float64Array(Math.max(1, Math.ceil(seconds * kernel.layout.rate / block)))
  let peak = 0
  for (let i = 0; i < times.length; i++) {
    const start = performance.now()
    instance.render(0, block)
    times[i] = performance.now() - start
    for (const sample of samples) peak = Math.max(peak, Math.abs(sample))
  }
  const median = times.sort()[times.length >> 1]
  return { fault: faultOf(kernel.layout, instance.fault), peak, load: median / 1000 / (block / kernel.layout.rate) }
}
