/** Sounds whose measures are known, as interleaved samples. */

/** `at`: the sample of a channel at a time, s. */
export function sound(seconds: number, rate: number, channels: number, at: (time: number, channel: number) => number): Float32Array {
  return Float32Array.from({ length: channels * Math.round(seconds * rate) }, (_, i) => at(Math.floor(i / channels) / rate, i % channels))
}

export const wave = (freq: number, time: number): number => Math.sin(2 * Math.PI * freq * time)
export const saw = (freq: number, time: number): number => 2 * ((freq * time) % 1) - 1

/** White noise from -1 to 1, the same every time. */
export function noise(): () => number {
  let seed = 1
  return () => (seed = Math.imul(seed, 1664525) + 1013904223 | 0) * 2 ** -31
}
