/** Wind: white noise through two filters that slow waves open and close, left and right not quite together. */
import { biquad, lfo, noise, patch } from 'music-chronus'

export default patch(() => {
  const gust = (id: string, seed: number, speed: number) => {
    const air = noise(`${id}air`, { seed, gain: 0.8 })
    const swell = lfo(`${id}swell`, { freq: speed, min: -1.5, max: 1 }) // in octaves
    const body = biquad(`${id}body`, { in: air, mode: 'bandpass', cutoff: 600, octaves: swell, q: 4 })
    return biquad(`${id}far`, { in: body, mode: 'lowpass', cutoff: 3000 })
  }
  return [gust('left', 1, 0.11), gust('right', 2, 0.13)]
})
