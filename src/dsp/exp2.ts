/** 2^x, fast enough for every sample: (2^(x/64))^64, the inner power a polynomial 1 + t Q(t) with Q of degree 5, the outer one six
 *  squarings. No table, no branch, and 2^0 is exactly 1.
 *  Limits: relative error below 3e-8 for |x| ≤ 8 (48 dB), below 4e-7 for |x| ≤ 32 (192 dB). */
export const exp2 = (x: number): number => {
  const t = x * 2 ** -6
  let y = 1 + t * (0.6931471880262288 + t * (0.24022650760568126 + t * (0.05550357114219078 + t * (0.009618082557277852
    + t * (0.0013390863364671234 + t * 0.0001545316294512069)))))
  y *= y
  y *= y
  y *= y
  y *= y
  y *= y
  return y * y
}
