/** The mathematical functions of module code, in the subset itself: the kernel compiles them, everything else can call them
 *  as they are, and both give the same bits. Native are only the operations that IEEE 754 defines exactly.
 *  Source: the polynomials of fdlibm (Sun Microsystems, 1993); pow with a logarithm of two words.
 *  Limits: within 3 ulp of the true value, trigonometry for |x| ≤ 10⁶. */

const cell = new DataView(new ArrayBuffer(8))
/** The upper 32 bits of a number: sign, exponent, 20 bits of the mantissa. */
const high = (x: number): number => { cell.setFloat64(0, x); return cell.getInt32(0) }
/** The number of these two words. */
const word = (upper: number, lower: number): number => {
  cell.setInt32(0, upper)
  cell.setInt32(4, lower)
  return cell.getFloat64(0)
}

const LN2_HIGH = 6.93147180369123816490e-1
const LN2_LOW = 1.90821492927058770002e-10
const HALF_PI_1 = 1.57079632673412561417
const HALF_PI_2 = 6.07710050630396597660e-11
const HALF_PI_3 = 2.02226624879595063154e-21
const HALF_PI = 1.57079632679489655800
const HALF_PI_REST = 6.12323399573676603587e-17
const ATAN_1_2 = 4.63647609000806093515e-1
const ATAN_1 = 7.85398163397448278999e-1
const ATAN_3_2 = 9.82793723247329054082e-1
const SQRT_2 = 1.41421356237309514547
const TRIG_LIMIT = 1e6
const SPLITTER = 134217729 // 2²⁷ + 1 cuts a mantissa in two halves

/** x 2^k, for any whole k; in two steps, since 2^k alone may be out of range. */
const scale = (x: number, k: number): number => {
  const bounded = Math.min(Math.max(k, -2044), 2046)
  const half = bounded >> 1
  return x * word((half + 1023) << 20, 0) * word((bounded - half + 1023) << 20, 0)
}

/** e^(x + rest), rest a correction far below x. */
const expSum = (x: number, rest: number): number => {
  if (x > 709.782712893384) return Infinity
  if (x < -745.1332191019412) return 0
  const k = Math.floor(x * Math.LOG2E + 0.5)
  const upper = x - k * LN2_HIGH
  const lower = k * LN2_LOW - rest
  const r = upper - lower
  const z = r * r
  const c = r - z * (1.66666666666666019037e-1 + z * (-2.77777777770155933842e-3 + z * (6.61375632143793436117e-5
    + z * (-1.65339022054652515390e-6 + z * 4.13813679705723846039e-8))))
  return scale(1 - (lower - r * c / (2 - c) - upper), k)
}
const exp = (x: number): number => expSum(x, 0)

/** The power of two in x > 0, and x without it, in √½ … √2. */
const exponentOf = (x: number): number => {
  const normal = x < 2.2250738585072014e-308 ? x * 18014398509481984 : x
  const k = (high(normal) >> 20) - 1023 - (x < 2.2250738585072014e-308 ? 54 : 0)
  return scale(x, -k) > SQRT_2 ? k + 1 : k
}
/** log(1 + f) for √½ ≤ 1 + f ≤ √2, less f. */
const logTail = (f: number): number => {
  const s = f / (2 + f)
  const z = s * s
  const r = z * (6.666666666666735130e-1 + z * (3.999999999940941908e-1 + z * (2.857142874366239149e-1
    + z * (2.222219843214978396e-1 + z * (1.818357216161805012e-1 + z * (1.531383769920937332e-1
    + z * 1.479819860510658591e-1))))))
  const half = 0.5 * f * f
  return s * (half + r) - half
}
const log = (x: number): number => {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN
  if (x === Infinity) return x
  const k = exponentOf(x)
  const f = scale(x, -k) - 1
  return k * LN2_HIGH + (f + (logTail(f) + k * LN2_LOW))
}
const log2 = (x: number): number => {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN
  if (x === Infinity) return x
  const k = exponentOf(x)
  const f = scale(x, -k) - 1
  return k + (f + logTail(f)) * Math.LOG2E
}
const log10 = (x: number): number => {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN
  if (x === Infinity) return x
  const k = exponentOf(x)
  const f = scale(x, -k) - 1
  return k * 3.01029995663611771306e-1 + (k * 3.69423907715893078616e-13 + (f + logTail(f)) * Math.LOG10E)
}

/** The quarter turns in x, for |x| within the limit. */
const quarters = (x: number): number => Math.floor(x / HALF_PI + 0.5)
/** x less its quarter turns, first and second word. */
const reduced = (x: number, n: number): number => x - n * HALF_PI_1 - n * HALF_PI_2
const reducedRest = (x: number, n: number): number => {
  const upper = x - n * HALF_PI_1
  const y = upper - n * HALF_PI_2
  return (upper - y) - n * HALF_PI_2 - n * HALF_PI_3
}
/** A phase beyond the limit, brought back by whole turns. */
const limited = (x: number): number =>
  Math.abs(x) <= TRIG_LIMIT ? x : x - Math.floor(x / (2 * Math.PI)) * (2 * Math.PI)
const sinNear = (y: number, rest: number): number => {
  const z = y * y
  const r = 8.33333333332248946124e-3 + z * (-1.98412698298579493134e-4 + z * (2.75573137070700676789e-6
    + z * (-2.50507602534068634195e-8 + z * 1.58969099521155010221e-10)))
  return y - (z * (0.5 * rest - z * y * r) - rest + z * y * 1.66666666666666324348e-1)
}
const cosNear = (y: number, rest: number): number => {
  const z = y * y
  const r = z * (4.16666666666666019037e-2 + z * (-1.38888888888741095749e-3 + z * (2.48015872894767294178e-5
    + z * (-2.75573143513906633035e-7 + z * (2.08757232129817482790e-9 + z * -1.13596475577881948265e-11)))))
  const half = 0.5 * z
  const w = 1 - half
  return w + (1 - w - half + (z * r - y * rest))
}
/** sin(x + n quarter turns). */
const sinQuarter = (x: number, n: number): number => {
  const phase = limited(x)
  const k = quarters(phase)
  const y = reduced(phase, k)
  const rest = reducedRest(phase, k)
  const quarter = (k + n) & 3
  const value = (quarter & 1) === 0 ? sinNear(y, rest) : cosNear(y, rest)
  return quarter < 2 ? value : -value
}
const sin = (x: number): number => Math.abs(x) < 1e-8 ? x : sinQuarter(x, 0)
const cos = (x: number): number => sinQuarter(x, 1)
const tan = (x: number): number => sin(x) / cos(x)

const atan = (x: number): number => {
  const a = Math.abs(x)
  let y = a
  let above = 0
  let rest = 0
  if (a > 2.4375) { y = -1 / a; above = HALF_PI; rest = HALF_PI_REST }
  else if (a > 1.1875) { y = (a - 1.5) / (1 + 1.5 * a); above = ATAN_3_2; rest = 1.39033110312309984516e-17 }
  else if (a > 0.6875) { y = (a - 1) / (a + 1); above = ATAN_1; rest = 3.06161699786838301793e-17 }
  else if (a > 0.4375) { y = (2 * a - 1) / (2 + a); above = ATAN_1_2; rest = 2.26987774529616870924e-17 }
  const z = y * y
  const w = z * z
  const odd = z * (3.33333333333329318027e-1 + w * (1.42857142725034663711e-1 + w * (9.09088713343650656196e-2
    + w * (6.66107313738753120669e-2 + w * (4.97687799461593236017e-2 + w * 1.62858201153657823623e-2)))))
  const even = w * (-1.99999999998764832476e-1 + w * (-1.11111104054623557880e-1 + w * (-7.69187620504482999495e-2
    + w * (-5.83357013379057348645e-2 + w * -3.65315727442169155270e-2))))
  const value = above - (y * (odd + even) - rest - y)
  return x < 0 ? -value : value
}
const atan2 = (y: number, x: number): number => {
  if (x === 0 && y === 0) return 0
  if (x === 0) return y > 0 ? HALF_PI : -HALF_PI
  const angle = atan(y / x)
  if (x > 0) return angle
  return y < 0 ? angle - Math.PI : angle + Math.PI
}

/** Below 0.625 a rational function (Cephes, S. Moshier), above it by exp. */
const tanh = (x: number): number => {
  const a = Math.abs(x)
  if (a < 0.625) {
    const z = x * x
    const above = (-9.64399179425052238628e-1 * z - 9.92877231001918586564e1) * z - 1.61468768441708447952e3
    const below = ((z + 1.12811678491632931402e2) * z + 2.23548839060100448583e3) * z + 4.84406305325125486048e3
    return x + x * z * (above / below)
  }
  const y = 1 - 2 / (exp(2 * a) + 1)
  return x < 0 ? -y : y
}

/** The upper half of a number's mantissa: products of halves are exact (Dekker). */
const upperHalf = (x: number): number => SPLITTER * x - (SPLITTER * x - x)
/** What a × b lost to rounding, given the rounded product. */
const productRest = (a: number, b: number, product: number): number => {
  const a1 = upperHalf(a)
  const b1 = upperHalf(b)
  return (a1 * b1 - product + a1 * (b - b1) + (a - a1) * b1) + (a - a1) * (b - b1)
}
/** x^y for x > 0: e^(y log x), the logarithm and the product with two words each. */
const powPositive = (x: number, y: number): number => {
  const k = exponentOf(x)
  const f = scale(x, -k) - 1
  const s = f / (2 + f)
  const below = 2 + f
  const product = s * below
  const sRest = (f - product - productRest(s, below, product) - s * (f - (below - 2))) / below
  const z = s * s
  const tail = s * z * (6.666666666666735130e-1 + z * (3.999999999940941908e-1 + z * (2.857142874366239149e-1
    + z * (2.222219843214978396e-1 + z * (1.818357216161805012e-1 + z * (1.531383769920937332e-1
    + z * 1.479819860510658591e-1))))))
  const whole = k * LN2_HIGH
  const sum = whole + 2 * s
  const sumRest = Math.abs(whole) > Math.abs(2 * s) ? 2 * s - (sum - whole) : whole - (sum - 2 * s)
  const rest = sumRest + (2 * sRest + (tail + k * LN2_LOW))
  const upper = sum + rest
  const lower = rest - (upper - sum)
  const power = y * upper
  return Math.abs(power) > 1000 ? exp(power) : expSum(power, productRest(y, upper, power) + y * lower)
}
const pow = (x: number, y: number): number => {
  if (y === 0) return 1
  if (!(Math.abs(y) < Infinity)) {
    const a = Math.abs(x)
    return a === 1 ? NaN : (a > 1) === (y > 0) ? Math.abs(y) : y === y ? 0 : y
  }
  const negative = x < 0 || 1 / x < 0
  const odd = Math.abs(y * 0.5 - Math.floor(y * 0.5)) === 0.5
  if (x < 0 && y !== Math.floor(y)) return NaN
  const a = Math.abs(x)
  if (a !== a) return a
  const value = a === 0 || a === Infinity ? ((a === 0) === (y > 0) ? 0 : Infinity) : powPositive(a, y)
  return negative && odd ? -value : value
}

const sign = (x: number): number => x > 0 ? 1 : x < 0 ? -1 : x
const round = (x: number): number => {
  const below = Math.floor(x)
  return x - below >= 0.5 ? below + 1 : below
}

/** What module code calls as Math.sin, Math.exp … */
export const functions = { sin, cos, tan, atan, atan2, exp, log, log2, log10, pow, tanh, sign, round }
/** What these functions call and refer to among themselves. */
export const internals = {
  scale, expSum, exponentOf, logTail, quarters, reduced, reducedRest, limited, sinNear, cosNear, sinQuarter,
  upperHalf, productRest, powPositive,
  LN2_HIGH, LN2_LOW, HALF_PI_1, HALF_PI_2, HALF_PI_3, HALF_PI, HALF_PI_REST, ATAN_1_2, ATAN_1, ATAN_3_2, SQRT_2,
  TRIG_LIMIT, SPLITTER,
}
