/** The share a of y = y₁ + a (x - y₁), a low-pass of 6 dB/octave that is 3 dB down at so many turns per frame (0 … 0.5). */
export const smoothing = (turns: number): number => {
  const c = 1 - Math.cos(2 * Math.PI * turns)
  return Math.sqrt(c * c + 2 * c) - c
}
