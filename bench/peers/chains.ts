/** Work 2, as a patch: eight chains of noise → low-pass → delay → reverb. */
import { biquad, delay, lfo, noise, patch, reverb, voices } from 'music-chronus'
import { CHAINS, CHAIN_LEVEL, DELAY, HIGHEST_CUTOFF, LOWEST_CUTOFF, REVERB, sweep } from './work.ts'

export default patch(() => voices(CHAINS, i => {
  const cutoff = lfo('sweep', { freq: sweep(i), min: LOWEST_CUTOFF, max: HIGHEST_CUTOFF })
  const low = biquad('filter', { in: noise('noise', { seed: i, gain: CHAIN_LEVEL }), cutoff })
  const echo = delay('delay', { in: low, time: 1000 * DELAY.time, feedback: DELAY.feedback, mix: 1 })
  return reverb('reverb', { in: echo, mix: REVERB.mix })
}))
