/** A half-band interpolator: the points halfway between the samples.
 *  Equation: mid = Σ c[k] (x[-k] + x[k + 1]), c[k] = sinc(k + 1/2) under a Kaiser window, Σ 2 c[k] = 1.
 *  Source: Kaiser, "Nonrecursive digital filter design using the I0-sinh window function", 1974. */
export class Halfband {
  private readonly half: number
  private readonly coefficients: Float64Array
  private readonly size: number
  /** The last samples, twice: from `oldest` on they lie in a row. */
  private readonly line: Float64Array
  private oldest = 0

  /** @param ahead samples that are taken in before their time */
  constructor(half: number, beta: number, ahead = 0) {
    this.half = half
    this.size = 2 * half + ahead
    this.line = new Float64Array(2 * this.size)
    this.coefficients = Float64Array.from({ length: half }, (_, k) => {
      const at = k + 0.5
      return Math.sin(Math.PI * at) / (Math.PI * at) * bessel(beta * Math.sqrt(1 - (at / half) ** 2))
    })
    const sum = 2 * this.coefficients.reduce((total, c) => total + c)
    for (let k = 0; k < half; k++) this.coefficients[k] /= sum
  }

  /** Takes the next sample, which is `from[at]`. Samples come and go in arrays: a number that a call takes or returns may be an
   *  allocation, and these are called several times a frame. */
  push(from: Float32Array | Float64Array, at: number): void {
    this.line[this.oldest] = this.line[this.oldest + this.size] = from[at]
    this.oldest = this.oldest + 1 === this.size ? 0 : this.oldest + 1
  }

  /** Puts the sample in the centre into `to[at]`, and the point halfway to the one after it into `to[at + 1]`. */
  points(to: Float64Array, at: number): void {
    const { line, coefficients, half } = this
    const right = this.oldest + half
    let sum = 0
    for (let k = 0; k < half; k++) sum += coefficients[k] * (line[right - 1 - k] + line[right + k])
    to[at] = line[right - 1]
    to[at + 1] = sum
  }
}

/** The modified Bessel function of order 0, by its series. */
function bessel(x: number): number {
  let [sum, term] = [1, 1]
  for (let k = 1; term > sum * Number.EPSILON; k++) {
    term *= (x / 2 / k) ** 2
    sum += term
  }
  return sum
}
