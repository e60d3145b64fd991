import type { Fault } from '../kernel/kernel.ts'
import type { Trouble } from './error.ts'

/** Why a patch with a fault isn't let through to the ear; null when it has none. */
export function faulty({ count, module }: Fault, file: string): Trouble | null {
  if (count === 0) return null
  const [who, where] = module === null ? ['The output', ''] : [`'${module}'`, 'in it, and ']
  return {
    message: `${who} makes numbers that are no sound: NaN, infinite or beyond +120 dB.`,
    file,
    hint: `Look ${where}in the sums and products that lead to it, for a division by 0, the root or logarithm of a negative `
      + 'number, a feedback above 1.',
  }
}
