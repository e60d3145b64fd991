/** What a filter does to each frequency: measured from its impulse response, and by its formula in the s-plane. */
import * as assert from 'uvu/assert'
import { module } from '../src/index.ts'
import { decibels, RATE } from './play.ts'

export type Complex = readonly [re: number, im: number]

export const times = ([a, b]: Complex, [c, d]: Complex): Complex => [a * c - b * d, a * d + b * c]
export const plus = ([a, b]: Complex, [c, d]: Complex): Complex => [a + c, b + d]
export const over = ([a, b]: Complex, [c, d]: Complex): Complex => times([a, b], [c / (c * c + d * d), -d / (c * c + d * d)])
export const real = (x: number): Complex => [x, 0]
/** A polynomial with real coefficients, the constant one first. */
export const polynomial = (coefficients: readonly number[], s: Complex): Complex =>
  coefficients.reduceRight((sum: Complex, c) => plus(times(sum, s), real(c)), real(0))

/** 1 in the first frame, then 0. */
export const impulse = module({ name: 'impulse', inputs: {}, state: { n: 0 }, tick: s => ++s.n === 1 ? 1 : 0 })

/** s / ω of a filter at `cutoff`, for a tone at `freq`, where the bilinear transform puts it:
 *  j tan(π freq / rate) / tan(π cutoff / rate). */
export const warped = (freq: number, cutoff: number, rate = RATE): Complex =>
  [0, Math.tan(Math.PI * freq / rate) / Math.tan(Math.PI * cutoff / rate)]

/** The sum of response[n] e^(-j 2π freq n / rate). */
export function transfer(response: ArrayLike<number>, freq: number, rate = RATE): Complex {
  const [cos, sin] = [Math.cos(2 * Math.PI * freq / rate), Math.sin(2 * Math.PI * freq / rate)]
  let [re, im] = [0, 0]
  for (let n = response.length - 1; n >= 0; n--) [re, im] = [response[n] + re * cos + im * sin, im * cos - re * sin]
  return [re, im]
}

/** Frequencies from 20 Hz to the highest, `count` of them, evenly over the octaves. */
export const frequencies = (count: number, highest = 20_000): number[] =>
  Array.from({ length: count }, (_, i) => 20 * (highest / 20) ** (i / (count - 1)))

/** How far a measured response is from the right one, in dB and in degrees. */
export function distance(measured: Complex, right: Complex): { db: number, degrees: number } {
  const [re, im] = over(measured, right)
  return { db: Math.abs(decibels(Math.hypot(re, im))), degrees: Math.abs(Math.atan2(im, re)) * 180 / Math.PI }
}

/** Asserts that an impulse response has, from 20 Hz to 20 kHz or 0.45 of the rate, the magnitude and the phase of a formula. What is
 *  below `floor` dB isn't compared: the 32-bit floats of the output leave their mark there. Returns the largest distances. */
export function compare(response: ArrayLike<number>, formula: (freq: number) => Complex,
  limits: { db: number, degrees: number, floor: number }, rate = RATE): { db: number, degrees: number } {
  const worst = { db: 0, degrees: 0 }
  for (const freq of frequencies(41, Math.min(20_000, 0.45 * rate))) {
    const [measured, right] = [transfer(response, freq, rate), formula(freq)]
    if (decibels(Math.hypot(...right)) < limits.floor) continue
    const { db, degrees } = distance(measured, right)
    assert.ok(db < limits.db, `${freq.toFixed(1)} Hz: ${db} dB off ${decibels(Math.hypot(...right))} dB`)
    assert.ok(degrees < limits.degrees, `${freq.toFixed(1)} Hz: ${degrees}° off`)
    worst.db = Math.max(worst.db, db)
    worst.degrees = Math.max(worst.degrees, degrees)
  }
  return worst
}
