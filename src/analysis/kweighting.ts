/** K-weighting: a sound as the head and the ear let it through, 4 dB more above 1.7 kHz, and nothing below 38 Hz.
 *  Source: ITU-R BS.1770-4, annex 1, whose filters are for 48 kHz; the same at any rate as in libebur128.
 *  Measured (test/analysis/loudness.test.ts): at 48 kHz the coefficients of the recommendation, to its 14 digits. */
export class KWeighting {
  readonly shelf: Coefficients
  readonly highpass: Coefficients
  private a1 = 0
  private a2 = 0
  private b1 = 0
  private b2 = 0

  /** @param rate sample rate in Hz */
  constructor(rate: number) {
    const k = Math.tan(Math.PI * 1681.974450955533 / rate)
    const q = 0.7071752369554196
    const gain = 10 ** (3.999843853973347 / 20)
    const bend = gain ** 0.4996667741545416
    const a0 = 1 + k / q + k * k
    this.shelf = [
      (gain + bend * k / q + k * k) / a0, 2 * (k * k - gain) / a0, (gain - bend * k / q + k * k) / a0, ...poles(k, q),
    ]
    this.highpass = [1, -2, 1, ...poles(Math.tan(Math.PI * 38.13547087602444 / rate), 0.5003270373238773)]
  }

  process(x: number): number {
    const { shelf: s, highpass: h } = this
    const y = s[0] * x + this.a1
    this.a1 = s[1] * x - s[3] * y + this.a2
    this.a2 = s[2] * x - s[4] * y
    const z = h[0] * y + this.b1
    this.b1 = h[1] * y - h[3] * z + this.b2
    this.b2 = h[2] * y - h[4] * z
    return z
  }
}

export type Coefficients = readonly [b0: number, b1: number, b2: number, a1: number, a2: number]

function poles(k: number, q: number): [a1: number, a2: number] {
  const a0 = 1 + k / q + k * k
  return [2 * (k * k - 1) / a0, (1 - k / q + k * k) / a0]
}
