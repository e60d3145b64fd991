/** Memory for sound: a field of the state that remembers `seconds` of what is written into it, in 32-bit floats, at any sample
 *  rate. `s.echo[frame] = x` writes, `s.echo[frame - 480]` reads what was written 480 frames ago. Its length is a power of two, and
 *  positions go round in it. What is below 1e-30, above 1e6 or not a number is kept as 0, so an echo can't be poisoned. */
export interface Line { readonly seconds: number }

/** Seconds that a line can remember. */
const LONGEST = 60

/** A field of the state that remembers so many seconds of sound: `state: { echo: line(0.5) }`. Errors: RangeError for a length that is
 *  none. */
export function line(seconds: number): Line {
  if (!(seconds > 0 && seconds <= LONGEST)) throw new RangeError(`A line remembers up to ${LONGEST} seconds, not ${seconds}: line(0.5).`)
  return { seconds }
}

export const isLine = (value: unknown): value is Line => typeof value === 'object' && value !== null && 'seconds' in value

/** Frames of a line at a rate in Hz: those of its time, one more for the frame that is written, and two for interpolation. */
export const framesOf = ({ seconds }: Line, rate: number): number => 2 ** Math.ceil(Math.log2(seconds * rate + 3))
