/** Frequency modulation: one sine shakes the frequency of another, fast enough to become timbre.
 *
 *  `ratio.freq` sets where the overtones lie (a multiple of tone.freq: harmonic; anything else: bells), `index.gain` how
 *  many there are. */
import { adsr, gain, lfo, patch, sine } from 'music-chronus'

export default patch(() => {
  // The modulator: its signal is in Hz when it arrives at tone.freq, hence the large factor.
  const ratio = sine('ratio', { freq: 220 })
  const breath = lfo('breath', { freq: 0.15, min: 0.2, max: 1.6 })
  const index = gain('index', { in: ratio.mul(breath), gain: 1 })

  const tone = sine('tone', { freq: index.mul(220).add(110), gain: 0.35 })
  return adsr('amp', { in: tone, attack: 400, decay: 500, sustain: 0.8, release: 1500, gate: 1 })
})
