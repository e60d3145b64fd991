/** The test tone: two seconds of 440 Hz on top of whatever plays, so that a player can tell whether the way to the speakers is
 *  open. A pure function of the frame: a recording with a test tone in it can be rendered again. */
const FREQUENCY = 440
const SECONDS = 2
/** -12 dBFS: clearly heard, and room left for what plays. */
const GAIN = 0.25
/** Length of the ramps at both ends, in seconds, so that it doesn't click. */
const RAMP = 0.01

/** Adds the tone that started at frame `start` to a block of interleaved stereo whose first sample is at `frame`. */
export function addTone(pcm: Float32Array, frames: number, frame: number, start: number, rate: number): void {
  for (let i = Math.max(0, start - frame); i < frames; i++) {
    const seconds = (frame + i - start) / rate
    if (seconds >= SECONDS) return
    const ramp = Math.min(1, seconds / RAMP, (SECONDS - seconds) / RAMP)
    const sample = GAIN * ramp * Math.sin(2 * Math.PI * FREQUENCY * seconds)
    pcm[2 * i] += sample
    pcm[2 * i + 1] += sample
  }
}
