/** Tells the player of modules that had to be reset, not more than once in a while. */
import { faultOf } from '../kernel/kernel.ts'
import type { Happening } from './command.ts'
import type { Slot } from './slot.ts'

/** Least time from one report to the next, ms. */
const APART = 2000

export class Faults {
  private told = -Infinity

  /** What is to be told of the kernel in a slot; null most of the time, and then it allocates nothing. */
  look({ version, fault }: Slot, now: number): Happening | null {
    if (!version || fault <= version.fault || now - this.told < APART) return null
    this.told = now
    const { layout } = version.kernel
    const { count, module } = faultOf(layout, fault)
    const times = count - faultOf(layout, version.fault).count
    version.fault = fault
    const what = module === null ? 'the output made numbers that are no sound' : `${module} made numbers that are no sound and was reset`
    const often = times > 1 ? ` (${times} times lately)` : ''
    return { event: 'fault', level: 'warn', module, text: `${what}${often}: it is silent while it does, everything else plays on` }
  }
}
