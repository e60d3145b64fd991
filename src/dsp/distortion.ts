import { module } from './module.ts'
import { arc, turn } from './turn.ts'
import { amount, audio, choice, db, number } from './units.ts'

// Each curve f as its mean on the way from a to b, (F(b) - F(a)) / (b - a), F' = f.

/** x/√(1 + x²): F = √(1 + x²), of which the difference over the way is this. */
const soft = (a: number, b: number): number => (a + b) / (Math.sqrt(1 + a * a) + Math.sqrt(1 + b * b))

/** x clipped at ±1: F = c (x - c/2), c the clipped x. On a short way it is the mean of both ends. */
const hard = (a: number, b: number): number => {
  const c = Math.min(Math.max(a, -1), 1)
  const d = Math.min(Math.max(b, -1), 1)
  const way = b - a
  return Math.abs(way) < 0.01 ? 0.5 * (c + d) : (d * (b - 0.5 * d) - c * (a - 0.5 * c)) / way
}

/** sin x: the sine in the middle, times (sin h)/h, h half the way. */
const fold = (a: number, b: number): number => {
  const middle = (a + b) * (0.25 / Math.PI)
  const h = 0.5 * (b - a)
  const part = h * (0.5 / Math.PI)
  return turn(middle - Math.floor(middle)) * (Math.abs(h) < 1e-3 ? 1 : turn(part - Math.floor(part)) / h)
}

/** Distortion: y = c f(drive x + bias), f soft like a tube, hard like a clipped input, or a sine, which folds back what is beyond it.
 *  f is taken twice per frame, and each time as its mean on the way since the last (antiderivative antialiasing); the half-band
 *  filters before and after are two rows of three allpasses. The part that is not distorted goes the same way, so nothing cancels
 *  in the mix. What the bias makes of silence is taken out, as all that is constant, below 5 Hz.
 *  Level: c is 1 at 0 dB, so what is soft stays as it is; with more drive a tone of -12 dB keeps its peak on the curve.
 *  Source: S. Bilbao, F. Esqueda, J. Parker and V. Välimäki, Antiderivative antialiasing for memoryless nonlinearities (IEEE SPL 24,
 *  2017); the filters: R. A. Valenzuela and A. G. Constantinides, Digital signal processing schemes for efficient interpolation and
 *  decimation (IEE Proc. 130, 1983), with 74 dB from 0.27 of the doubled rate on.
 *  Limits: of 5 kHz driven by 30 dB nothing that isn't a harmonic is above -42 dBc at 48 kHz, below the tone -65 dBc: 26 and 45 dB less
 *  than without all this. What isn't distorted is 0.12 dB down at 5 kHz, 0.5 dB at 10 kHz, 2 dB at 20 kHz. */
export const distortion = module({
  name: 'distortion',
  doc: 'distortion: soft, hard, folded',
  example: `distortion('fuzz', { in: sine('tone', { freq: 110 }), drive: 24, shape: 'hard', bias: 0.3 })`,
  inputs: {
    in: audio('signal to distort'),
    shape: choice(['soft', 'hard', 'fold'], 'curve'),
    drive: db(12, 0, 48, 'boost before the curve; the level after it is kept'),
    bias: number(0, -1, 1, 'shifts the signal on the curve: even harmonics'),
    mix: amount(1, 0, 1, '0 is the input alone, 1 the distorted signal alone'),
  },
  state: {
    u: 0, a1: 0, a2: 0, a3: 0, b1: 0, b2: 0, b3: 0, p: 0, c1: 0, c2: 0, c3: 0, q: 0, d1: 0, d2: 0, d3: 0, low: 0, share: 0,
  },
  coefficients: { drive: 1, bias: 0, wet: 1, dry: 0, rest: 0 },
  uses: {
    soft, hard, fold, turn, arc, K1: 0.068204076, K2: 0.240270358, K3: 0.4486762359, K4: 0.6411223671, K5: 0.7999975637, K6: 0.9344822355,
  },
  control: (s, { shape, drive, bias, mix }, { period, soft, hard, fold }) => {
    s.drive = Math.exp(drive * Math.LN10 / 20)
    s.bias = bias
    const tone = 0.25 // -12 dB
    const driven = Math.min(tone * s.drive, shape === 'fold' ? Math.PI / 2 : 1e9)
    if (shape === 'soft') s.wet = soft(tone, tone) / soft(driven, driven)
    else if (shape === 'hard') s.wet = hard(tone, tone) / hard(driven, driven)
    else s.wet = fold(tone, tone) / fold(driven, driven)
    s.wet *= mix
    s.dry = 0.5 * (1 - mix) / s.drive
    s.rest = s.wet * (shape === 'soft' ? soft(bias, bias) : shape === 'hard' ? hard(bias, bias) : fold(bias, bias))
    s.share = 2 * Math.PI * 5 * period
  },
  tick: (s, { in: x, shape }, { soft, hard, fold, K1, K2, K3, K4, K5, K6 }) => {
    const u = s.drive * x
    const a1 = K1 * (u - s.a1) + s.u
    const a2 = K3 * (a1 - s.a2) + s.a1
    const a3 = K5 * (a2 - s.a3) + s.a2
    const b1 = K2 * (u - s.b1) + s.u
    const b2 = K4 * (b1 - s.b2) + s.b1
    const b3 = K6 * (b2 - s.b3) + s.b2
    const before = s.b3 + s.bias
    const now = a3 + s.bias
    const next = b3 + s.bias
    let p = 0
    let q = 0
    if (shape === 'soft') {
      p = soft(before, now)
      q = soft(now, next)
    } else if (shape === 'hard') {
      p = hard(before, now)
      q = hard(now, next)
    } else {
      p = fold(before, now)
      q = fold(now, next)
    }
    p = s.wet * p + s.dry * (s.b3 + a3) - s.rest
    q = s.wet * q + s.dry * (a3 + b3) - s.rest
    s.u = u
    s.a1 = a1
    s.a2 = a2
    s.a3 = a3
    s.b1 = b1
    s.b2 = b2
    s.b3 = b3
    const c1 = K2 * (p - s.c1) + s.p
    const c2 = K4 * (c1 - s.c2) + s.c1
    const c3 = K6 * (c2 - s.c3) + s.c2
    const d1 = K1 * (q - s.d1) + s.q
    const d2 = K3 * (d1 - s.d2) + s.d1
    const d3 = K5 * (d2 - s.d3) + s.d2
    s.p = p
    s.c1 = c1
    s.c2 = c2
    s.c3 = c3
    s.q = q
    s.d1 = d1
    s.d2 = d2
    s.d3 = d3
    const y = 0.5 * (c3 + d3) - s.low
    s.low += s.share * y
    return y
  },
})
