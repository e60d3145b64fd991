/** A chord of three tones, each on its own orbit between left and right. */
import { gain, lfo, pan, patch, sine } from 'music-chronus'

export default patch(() => {
  const voices = [220, 277.18, 329.63].map((freq, i) => {
    const tone = sine(`tone${i}`, { freq, gain: 0.2 })
    return pan(`pan${i}`, { in: tone, position: lfo(`orbit${i}`, { freq: 0.1 + 0.07 * i, depth: 0.9 }) })
  })
  const [left, right] = [0, 1].map(side => voices.map(voice => voice[side]).reduce((sum, signal) => sum.add(signal)))
  return [gain('left', { in: left }), gain('right', { in: right })]
})
