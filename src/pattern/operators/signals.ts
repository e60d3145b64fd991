/** What is continuous: a value for each time. As in Tidal a signal's value is the one in the middle of the span that is asked for,
 *  and lies between 0 and 1. */
import { chanceAt } from '../chance.ts'
import { type Query, NONE, hap } from '../hap.ts'
import { HALF, plus, times, toNumber } from '../rational.ts'
import { operator } from '../registry.ts'

const TURN = 2 * Math.PI
/** The place in a cycle. */
const place = (time: number): number => time - Math.floor(time)
/** Perlin's fade between two values of chance, without a corner: 6x⁵ - 15x⁴ + 10x³. */
const smooth = (x: number): number => 6 * x ** 5 - 15 * x ** 4 + 10 * x ** 3

type Shape = (time: number, salt: number) => number

/** The values of the signals, by name. */
export const SHAPES: Readonly<Record<string, Shape>> = {
  sine: time => (Math.sin(TURN * time) + 1) / 2,
  // A sine a quarter later, as in Tidal: it begins at 0.
  cosine: time => (Math.sin(TURN * (time - 0.25)) + 1) / 2,
  saw: place,
  isaw: time => 1 - place(time),
  square: time => Math.floor(2 * place(time)),
  envL: time => Math.max(0, Math.min(time, 1)),
  rand: (time, salt) => chanceAt(time, salt),
  perlin: (time, salt) => {
    const low = chanceAt(Math.floor(time), salt)
    return low + smooth(place(time)) * (chanceAt(Math.floor(time) + 1, salt) - low)
  },
}

operator('signal', ['data', 'salt'], (name, salt) => continuous(time => SHAPES[name](time, salt)))

/** Whole numbers by chance, from 0 up to, but not including, n. */
operator('irand', ['whole', 'salt'], (n, salt) => continuous(time => Math.floor(chanceAt(time, salt) * n)))

/** One of the values by chance; those of more weight more often. */
operator('choose', ['data', 'data', 'salt'], ([, ...values], weights, salt) => {
  const total = (weights as number[]).reduce((sum, weight) => sum + weight, 0)
  return continuous(time => {
    let left = chanceAt(time, salt) * total
    const index = (weights as number[]).findIndex(weight => (left -= weight) < 0)
    return values[index < 0 ? values.length - 1 : index]
  })
})

function continuous(value: (time: number) => number): Query {
  return (begin, end) => [hap(null, { begin, end }, value(toNumber(times(plus(begin, end), HALF))), NONE)]
}
