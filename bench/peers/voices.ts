/** Work 1, as a patch: n voices of sine → adsr → biquad in one sum. */
import { adsr, biquad, patch, sine, voices as copies } from 'music-chronus'

/** n voices, softer the more there are: 0.005 each when there are 100. */
export const voices = (n: number) => patch(() => copies(n, i => {
  const tone = sine('sine', { freq: Math.min(110 + 7.3 * i, 20_000) })
  const amp = adsr('adsr', { in: tone, attack: 10, decay: 100, sustain: 0.7, release: 300, gate: 1 })
  return biquad('filter', { in: amp, cutoff: Math.min(400 + 20 * i, 20_000), q: 0.707 })
}).mul(0.5 / n))

export default voices(100)
