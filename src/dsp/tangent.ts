/** tan(π turns) as a fraction, for the cutoff of a filter that moves every sample: tan(π t) = tangent(t) / (1/4 - t²). The pole at
 *  1/2 is exact, the numerator a polynomial. A filter carries both parts through its own fraction, so that one division does for all.
 *
 *  tangent(t) = t P(t²); P has degree 4, fitted at Chebyshev nodes over t² in 0 … 1/4. Limits: relative error below 4.5e-8 for
 *  turns of 0 … 1/2, which is 0.0001 cents of a cutoff; odd, so that it serves for negative turns too. */
export const tangent = (turns: number): number => {
  const z = turns * turns
  return turns * (0.7853981382396923 + z * (-0.5577312431545388 + z * (-0.13492818698887593 + z * (-0.05090365135242564
    - z * 0.02998926172409164))))
}
