/** Work 1, as a patch: n voices of sine → adsr → biquad in one sum. */
import { adsr, biquad, patch, sine } from 'music-chronus'

const voice = (i: number) => {
  const tone = sine('sine' + i, { freq: 110 + 7.3 * i })
  const amp = adsr('adsr' + i, { in: tone, attack: 10, decay: 100, sustain: 0.7, release: 300, gate: 1 })
  return biquad('filter' + i, { in: amp, cutoff: Math.min(400 + 20 * i, 20_000), q: 0.707 })
}

/** n voices, softer the more there are: 0.005 each when there are 100. */
export const voices = (n: number) =>
  patch(() => Array.from({ length: n }, (_, i) => voice(i)).reduce((sum, one) => sum.add(one)).mul(0.5 / n))

export default voices(100)
