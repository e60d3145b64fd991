/** Bent lines of envelopes: a line from 1 to 0 as (e^(-c t) - e^-c) / (1 - e^-c), t = 0 … 1, with the bend c. It is kept as bent - rest,
 *  where bent ← bent - bent loss goes down by 1 over its frames, and rest = bent - 1 at the start. */

/** The bend at curve 1: the exponential falls by 60 dB over its time, like a resonance of that reverberation time. */
export const BEND = Math.log(1000)

/** What bent begins with. 0 stands for a straight line: bends below a hundredth, which differ from one by a thousandth at the most. */
export const bent = (bend: number): number => Math.abs(bend) < 0.01 ? 0 : 1 / (1 - Math.exp(-bend))

/** The share of bent that is lost with each of so many frames. */
export const loss = (bend: number, frames: number): number => 1 - Math.exp(-bend / Math.max(frames, 1))
