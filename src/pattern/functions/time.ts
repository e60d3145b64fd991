/** Faster, slower, earlier, later: what moves a pattern in time. */
import { type Change, type Like, type Pattern, node } from '../pattern.ts'
import { applied, define, forEach, number } from './define.ts'

const early = (p: Pattern, time: Like): Pattern => node('early', number(time), p)
const late = (p: Pattern, time: Like): Pattern => node('late', number(time), p)
const inside = (p: Pattern, factor: Like, change: Change): Pattern => forEach(factor, by =>
  node('fast', by, applied(change, node('slow', by, p))))
const swingBy = (p: Pattern, amount: Like, steps: Like): Pattern => inside(p, steps, cycle =>
  node('within', 0.5, 1, node('late', number(amount), cycle), cycle))

export const time = {
  fast: define('so many times as fast', "pat('bd sn').fast(2)", (p: Pattern, factor: Like): Pattern => node('fast', number(factor), p)),
  slow: define('so many times as slow', "pat('bd sn').slow(2)", (p: Pattern, factor: Like): Pattern => node('slow', number(factor), p)),
  early: define('begins earlier, in cycles', "pat('bd sn').early(1/4)", early),
  late: define('begins later, in cycles', "pat('bd sn').late('<0 1/8>')", late),
  rotL: define('early by another name', "pat('bd sn cp').rotL(1/3)", early),
  rotR: define('late by another name', "pat('bd sn cp').rotR(1/3)", late),
  rotate: define('so many steps to the left, of those that its text has', "beat('x..x....').rotate(1)",
    (p: Pattern, steps: number): Pattern => early(p, steps / p.steps)),
  rev: define('each cycle backwards', "pat('bd sn cp').rev()", (p: Pattern): Pattern => node('rev', p)),
  palindrome: define('forwards, then backwards', "pat('c e g').palindrome()", (p: Pattern): Pattern => node('cat', [p, node('rev', p)])),
  iter: define('each cycle begins a step later: n steps', "pat('c e g b').iter(4)",
    (p: Pattern, n: Like): Pattern => node('iter', number(n), 1, p)),
  iterBack: define('each cycle begins a step earlier', "pat('c e g b').iterBack(4)",
    (p: Pattern, n: Like): Pattern => node('iter', number(n), -1, p)),
  compress: define('squeezes each cycle into a part of it', "pat('bd sn').compress(1/4, 3/4)",
    (p: Pattern, begin: Like, end: Like): Pattern => node('compress', number(begin), number(end), p)),
  fastGap: define('faster, with a rest for what is left of the cycle', "pat('bd sn').fastGap(2)",
    (p: Pattern, factor: Like): Pattern => node('fastGap', number(factor), p)),
  zoom: define('plays a part of each cycle, as long as a cycle', "pat('bd sn cp hh').zoom(1/4, 3/4)",
    (p: Pattern, begin: Like, end: Like): Pattern => node('zoom', number(begin), number(end), p)),
  linger: define('repeats the first part of a cycle; a negative part: the last', "pat('bd sn cp hh').linger(1/4)",
    (p: Pattern, part: Like): Pattern => node('linger', number(part), p)),
  trunc: define('silent after a part of each cycle', "pat('bd sn cp hh').trunc(3/4)",
    (p: Pattern, part: Like): Pattern => node('trunc', number(part), p)),
  ribbon: define('plays some cycles again and again: from where, how many', "pat('<c d e f>').ribbon(1, 2)",
    (p: Pattern, from: Like, cycles: Like): Pattern => node('ribbon', number(from), number(cycles), p)),
  inside: define('changes it as if a cycle were a part of one', "pat('c d e f').inside(2, p => p.rev())", inside),
  outside: define('changes it as if several cycles were one', "pat('<c d e f>').outside(4, p => p.rev())",
    (p: Pattern, factor: Like, change: Change): Pattern => forEach(factor, by =>
      node('slow', by, applied(change, node('fast', by, p))))),
  within: define('changes what begins in a part of the cycle', "pat('bd*2 sn cp').within(0, 1/2, p => p.fast(2))",
    (p: Pattern, begin: Like, end: Like, change: Change): Pattern => node('within', number(begin), number(end), applied(change, p), p)),
  swingBy: define('plays the second half of each of n steps later, by a part of the step', "pat('hh*8').swingBy(1/3, 4)", swingBy),
  swing: define('swings n steps of a cycle as triplets do', "pat('hh*8').swing(4)", (p: Pattern, n: Like): Pattern => swingBy(p, 1 / 3, n)),
  brak: define('every second cycle in half the time, a quarter later', "pat('bd sn cp hh').brak()",
    (p: Pattern): Pattern => node('every', 2, 1, late(node('fastcat', [p, node('silence')]), 1 / 4), p)),
  ply: define('each event so many times in its own time', "pat('bd sn').ply('<2 3>')",
    (p: Pattern, times: Like): Pattern => node('ply', number(times), p)),
  echo: define('so many in all, each later and softer than the one before', "pat('bd sn').echo(3, 1/8, 0.6)",
    (p: Pattern, count: Like, time: Like, feedback: Like): Pattern => node('echo', number(count), number(time), number(feedback), p)),
  stut: define('echo as Tidal once had it: count, feedback, time', "pat('bd sn').stut(3, 0.5, 1/8)",
    (p: Pattern, count: Like, feedback: Like, time: Like): Pattern => node('stut', number(count), number(feedback), number(time), p)),
}
