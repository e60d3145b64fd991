/** The sine as a polynomial: the cost of a dozen multiplications, no table, no branch. With z = t² it is t (z - 1/4) P(z) for t turns
 *  from where it falls through 0: the zeros at -1/2, 0 and 1/2 are exact. P has degree 5, fitted at Chebyshev nodes over z in 0 … 1/4.
 *  Limits: error below 4e-9 of full scale (-168 dB); beyond half a turn it grows fast. */

/** sin(2π (t + 1/2)) for t in -1/2 … 1/2 turns. */
export const arc = (t: number): number => {
  const z = t * t
  return t * (z - 0.25) * (25.132741155387592 + z * (-64.83582285647854 + z * (67.0766273789192 + z * (-38.495878877031544
    + z * (14.049663845820469 - z * 3.1616020708624273)))))
}

/** sin(2π phase) for a phase of 0 … 1 turns. What uses it hands arc to module code as well. */
export const turn = (phase: number): number => arc(phase - 0.5)
