/** What reckons with values, and says how an event is played. */
import { type Like, type Pattern, node, toPattern } from '../pattern.ts'
import { define, number } from './define.ts'

const reckoned = (name: string) => (p: Pattern, values: Like): Pattern => node('arithmetic', name, toPattern(values), p)
const attribute = (p: Pattern, name: string, values: Like): Pattern => node('attribute', name, false, toPattern(values), p)
const said = (name: string) => (p: Pattern, values: Like): Pattern => attribute(p, name, values)
const rounded = (name: string) => (p: Pattern): Pattern => node('rounded', name, 1, p)

export const values = {
  add: define('plus the values of another; times are its own', "pat('0 2 4').add('<0 7>')", reckoned('add')),
  sub: define('minus the values of another', "pat('0 2 4').sub(1)", reckoned('sub')),
  mul: define('times the values of another', "pat('1 2 3').mul(100)", reckoned('mul')),
  div: define('divided by the values of another', "pat('1 2 3').div(4)", reckoned('div')),
  mod: define('what is left when it is divided', "pat('0 .. 7').mod(4)", reckoned('mod')),
  pow: define('to the power of', "pat('1 2 3').pow(2)", reckoned('pow')),
  set: define('the values of another, at its own times', "pat('0 1 2').set('c e')",
    (p: Pattern, values: Like): Pattern => node('set', toPattern(values), p)),
  range: define('from 0 to 1 stretched to two numbers', "signals.sine.range(200, 2000).segment(4)",
    (p: Pattern, low: Like, high: Like): Pattern => node('between', number(low), number(high), p)),
  round: define('to the nearest whole number', "pat('0.4 1.6').round()", rounded('round')),
  floor: define('to the whole number below', "pat('0.4 1.6').floor()", rounded('floor')),
  ceil: define('to the whole number above', "pat('0.4 1.6').ceil()", rounded('ceil')),
  quantise: define('to the nearest of n steps in each 1', "pat('0.3 0.6').quantise(4)",
    (p: Pattern, steps: number): Pattern => node('rounded', 'round', 1 / steps, p)),
  velocity: define('how hard it is struck: 0 to 1', "pat('hh*4').velocity('1 0.5')", said('velocity')),
  accent: define('full velocity where another pattern says yes, 0.7 elsewhere', "pat('hh*4').accent('1 0 0 1')",
    (p: Pattern, rhythm: Like): Pattern => node('accent', toPattern(rhythm), p)),
  gate: define('how much of its length an event sounds', "pat('c e g').gate(0.5)", said('gate')),
  legato: define('gate by its other name', "pat('c e g').legato(1)", said('gate')),
  slide: define('glides into its note: 1 or 0', "pat('c e g c5').slide('0 0 1 0')", said('slide')),
  tie: define('is not struck anew when 1', "pat('c c e e').tie('0 1')", said('tie')),
  glide: define('goes to its value in so many milliseconds', "pat('<400 1200>').glide(200)", said('glide')),
  pan: define('where it is: -1 left, 1 right', "pat('hh*4').pan(signals.sine.range(-1, 1))", said('pan')),
  nudge: define('later by so many milliseconds', "pat('hh*4').nudge('0 10')", said('nudge')),
  attribute: define('anything else that events should say', "pat('bd*4').attribute('cutoff', '400 800')", attribute),
}
