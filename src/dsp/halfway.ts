/** The curve through samples halfway between two of them, from the sums of pairs: p1 of the nearest on both sides, p2 of those beyond
 *  them, up to p24.
 *  Source: ITU-R BS.1770-4, annex 2 (true peak by oversampling); taps by least squares over 0 … 0.48 of the rate.
 *  Limits: within 0.2 dB up to 0.475 of the rate, 0.05 dB up to 0.44. It is at most 2.94 times the loudest of the samples. */
export const halfway = (
  p1: number, p2: number, p3: number, p4: number, p5: number, p6: number, p7: number, p8: number, p9: number, p10: number, p11: number,
  p12: number, p13: number, p14: number, p15: number, p16: number, p17: number, p18: number, p19: number, p20: number, p21: number,
  p22: number, p23: number, p24: number,
): number =>
  0.636247 * p1 - 0.211088 * p2 + 0.125467 * p3 - 0.088358 * p4 + 0.067431 * p5 - 0.053868 * p6 + 0.044282 * p7 - 0.037093 * p8
    + 0.031467 * p9 - 0.026919 * p10 + 0.023154 * p11 - 0.019976 * p12 + 0.017256 * p13 - 0.0149 * p14 + 0.012843 * p15
    - 0.011035 * p16 + 0.009441 * p17 - 0.008028 * p18 + 0.006777 * p19 - 0.005668 * p20 + 0.004686 * p21 - 0.003819 * p22
    + 0.003056 * p23 - 0.002386 * p24
