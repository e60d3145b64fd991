/** One branch of a half-band filter, for twice the sample rate inside of a module: two allpasses in a row, whose memory is a row of 4
 *  numbers, the last one idle. With a by the coefficients 0.0897… and 0.5774…, b by 0.3110… and 0.8507…, each with rows of its own:
 *    up:   the two samples of a frame are a(x) and b(x);  down: the frame is (a(second) + b(first)) / 2
 *  Source: R. A. Valenzuela and A. G. Constantinides, Digital signal processing schemes for efficient interpolation and decimation,
 *  1983; elliptic coefficients by the formulas that L. de Soras gives in HIIR.
 *  Limits: flat to 0.417 of the frame rate (20 kHz at 48 kHz), 64.8 dB down from 0.583 of it on; up and down
 *  the delay is 1.7 frames at low frequencies (test/dsp/accuracy-ladder.test.ts). */
export const halfband = (row: number[], c: number, d: number, x: number): number => {
  const y = row[0] + c * (x - row[1])
  const z = row[1] + d * (y - row[2])
  row[0] = x
  row[1] = y
  row[2] = z
  return z
}
