/** A half-band interpolator of stereo: the points halfway between the samples.
 *  Equation: mid = Σ c[k] (x[-k] + x[k + 1]), c[k] = sinc(k + 1/2) under a Kaiser window, Σ 2 c[k] = 1.
 *  Source: Kaiser, "Nonrecursive digital filter design using the I0-sinh window function", 1974. */
export class Halfband {
  /** As many frames may be taken in at once. */
  static readonly room = 256
  /** The last frames, interleaved, up to `end`. At the end of the line they move back to its start. */
  readonly line: Float64Array
  end: number
  private readonly half: number
  private readonly coefficients: Float64Array
  private readonly size: number

  /** @param ahead samples that are taken in before their time */
  constructor(half: number, beta: number, ahead = 0) {
    this.half = half
    this.size = 2 * (2 * half + ahead)
    this.line = new Float64Array(this.size + 2 * Halfband.room)
    this.end = this.size
    this.coefficients = Float64Array.from({ length: half }, (_, k) => {
      const at = k + 0.5
      return Math.sin(Math.PI * at) / (Math.PI * at) * bessel(beta * Math.sqrt(1 - (at / half) ** 2))
    })
    const sum = 2 * this.coefficients.reduce((total, c) => total + c)
    for (let k = 0; k < half; k++) this.coefficients[k] /= sum
  }

  /** Takes the next frame, which is in `from[at]` and the number after it. Samples come and go in arrays: a number that a call
   *  takes or returns may be an allocation, and these are called several times a frame. */
  push(from: Float64Array, at: number): void {
    if (this.end === this.line.length) this.back()
    this.line[this.end] = from[at]
    this.line[this.end + 1] = from[at + 1]
    this.end += 2
  }

  /** Takes the next `frames` frames: those of `pcm` from number `start` on. */
  take(pcm: Float32Array, start: number, frames: number): void {
    if (this.end + 2 * frames > this.line.length) this.back()
    const { line, end } = this
    for (let i = 0; i < 2 * frames; i++) line[end + i] = pcm[2 * start + i]
    this.end = end + 2 * frames
  }

  /** As of `ago` frames ago: puts the frame in the centre into `to`, from `at` on, and after it what is halfway to the next one.
   *  Neither channel waits for the other's sum. */
  points(to: Float64Array, at: number, ago = 0): void {
    const { line, coefficients, half } = this
    const right = this.end - 2 * ago - this.size + 2 * half
    let sumLeft = 0
    let sumRight = 0
    for (let k = 0; k < half; k++) {
      const before = right - 2 - 2 * k
      const after = right + 2 * k
      sumLeft += coefficients[k] * (line[before] + line[after])
      sumRight += coefficients[k] * (line[before + 1] + line[after + 1])
    }
    to[at] = line[right - 2]
    to[at + 1] = line[right - 1]
    to[at + 2] = sumLeft
    to[at + 3] = sumRight
  }

  private back(): void {
    this.line.copyWithin(0, this.end - this.size, this.end)
    this.end = this.size
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
