/** Chance, as a hash of time: what happened in cycle 7 happens in cycle 7 whenever it is played. seed(n) is another evening. */
import { type Change, type Like, type Pattern, node } from '../pattern.ts'
import { applied, define, forEach, number } from './define.ts'

function sometimesBy(p: Pattern, amount: Like, change: Change): Pattern {
  return forEach(amount, by => node('stack', [node('degrade', by, [0, false], p), applied(change, node('degrade', by, [0, true], p))]))
}

export const chance = {
  degrade: define('leaves out half of its events', "pat('hh*8').degrade()", (p: Pattern): Pattern => node('degrade', 0.5, [0, false], p)),
  degradeBy: define('leaves out a share of its events', "pat('hh*8').degradeBy(0.3)",
    (p: Pattern, amount: Like): Pattern => node('degrade', number(amount), [0, false], p)),
  undegradeBy: define('plays only what degradeBy leaves out', "pat('hh*8').undegradeBy(0.3)",
    (p: Pattern, amount: Like): Pattern => node('degrade', number(amount), [0, true], p)),
  sometimesBy: define('changes a share of its events', "pat('hh*8').sometimesBy(0.3, p => p.velocity(0.4))", sometimesBy),
  sometimes: define('changes half of its events', "pat('hh*8').sometimes(p => p.velocity(0.4))",
    (p: Pattern, change: Change): Pattern => sometimesBy(p, 0.5, change)),
  often: define('changes three in four', "pat('hh*8').often(p => p.velocity(0.4))",
    (p: Pattern, change: Change): Pattern => sometimesBy(p, 0.75, change)),
  rarely: define('changes one in four', "pat('hh*8').rarely(p => p.velocity(0.4))",
    (p: Pattern, change: Change): Pattern => sometimesBy(p, 0.25, change)),
  almostAlways: define('changes nine in ten', "pat('hh*8').almostAlways(p => p.velocity(0.4))",
    (p: Pattern, change: Change): Pattern => sometimesBy(p, 0.9, change)),
  almostNever: define('changes one in ten', "pat('hh*8').almostNever(p => p.velocity(0.4))",
    (p: Pattern, change: Change): Pattern => sometimesBy(p, 0.1, change)),
  somecycles: define('changes half of the cycles', "pat('bd sn').somecycles(p => p.fast(2))",
    (p: Pattern, change: Change): Pattern => node('somecycles', 0.5, applied(change, p), p)),
  somecyclesBy: define('changes a share of the cycles', "pat('bd sn').somecyclesBy(0.3, p => p.fast(2))",
    (p: Pattern, amount: Like, change: Change): Pattern => node('somecycles', number(amount), applied(change, p), p)),
  shuffle: define('n parts of each cycle in an order of chance', "pat('c d e f').shuffle(4)",
    (p: Pattern, n: Like): Pattern => node('shuffle', number(n), p)),
  scramble: define('n parts by chance: some twice, some never', "pat('c d e f').scramble(4)",
    (p: Pattern, n: Like): Pattern => node('scramble', number(n), p)),
  humanise: define('as by hand: times off by so many cycles at most, velocities softer by a share at most',
    "pat('hh*8').humanise(1/64, 0.3)",
    (p: Pattern, time: Like, softer: Like = 0): Pattern => node('humanise', number(time), number(softer), p)),
  seed: define('other chance: each number its own', "pat('hh*8?').seed(7)", (p: Pattern, seed: number): Pattern => node('seed', seed, p)),
}
