/** What layers a pattern, gives it another rhythm, or changes it now and then. */
import { type Change, type Like, type Pattern, node, toPattern } from '../pattern.ts'
import { applied, define, name, number } from './define.ts'

const mask = (p: Pattern, gate: Like, inverse = false): Pattern => node('mask', inverse, toPattern(gate), p)
const echoWith = (p: Pattern, count: number, time: number, change: Change): Pattern =>
  count <= 1 ? p : node('stack', [p, applied(change, node('late', time, echoWith(p, count - 1, time, change)))])
const placed = (p: Pattern, place: number): Pattern => node('attribute', 'pan', false, node('pure', place), p)
const juxBy = (p: Pattern, width: number, change: Change): Pattern =>
  node('stack', [placed(p, -width), placed(applied(change, p), width)])

function every(p: Pattern, n: Like, ...rest: [change: Change] | [offset: Like, change: Change]): Pattern {
  const [offset, change] = rest.length === 1 ? [0, rest[0]] : rest
  return node('every', number(n), number(offset), applied(change, p), p)
}

export const structure = {
  stack: define('others at the same time', "pat('bd*2').stack('hh*4', '~ sn')",
    (p: Pattern, ...others: Like[]): Pattern => node('stack', [p, ...others.map(toPattern)])),
  cat: define('others in turn, a cycle each', "pat('bd*2').cat('sn*3', 'cp')",
    (p: Pattern, ...others: Like[]): Pattern => node('cat', [p, ...others.map(toPattern)])),
  seq: define('others in turn, all within a cycle', "pat('bd*2').seq('sn*3')",
    (p: Pattern, ...others: Like[]): Pattern =>
      node('fastcat', [p, ...others.map(toPattern)])),
  superimpose: define('itself, and itself changed', "pat('c e g').superimpose(p => p.fast(2))",
    (p: Pattern, change: Change): Pattern => node('stack', [p, applied(change, p)])),
  layer: define('itself changed in several ways at once', "pat('c e g').layer(p => p.rev(), p => p.add(12))",
    (p: Pattern, ...changes: Change[]): Pattern => node('stack', changes.map(change => applied(change, p)))),
  off: define('itself, and a changed copy that comes later', "pat('c e g').off(1/8, p => p.add(12))",
    (p: Pattern, time: Like, change: Change): Pattern => node('stack', [p, applied(change, node('late', number(time), p))])),
  echoWith: define('so many in all, each later and changed once more', "pat('c e').echoWith(3, 1/8, p => p.add(2))", echoWith),
  jux: define('itself on the left, changed on the right', "pat('bd sn cp').jux(p => p.rev())",
    (p: Pattern, change: Change): Pattern => juxBy(p, 1, change)),
  juxBy: define('jux, less far apart: 0 to 1', "pat('bd sn cp').juxBy(0.5, p => p.rev())", juxBy),
  every: define('changed each nth cycle, from the first or an offset', "pat('bd sn').every(4, p => p.fast(2))", every),
  whenmod: define('changed in the cycles of each n from the mth on', "pat('bd sn').whenmod(4, 2, p => p.fast(2))",
    (p: Pattern, n: Like, m: Like, change: Change): Pattern => node('whenmod', number(n), number(m), applied(change, p), p)),
  when: define('changed while another pattern says yes', "pat('bd sn').when('<1 0>', p => p.fast(2))",
    (p: Pattern, gate: Like, change: Change): Pattern => node('stack', [mask(applied(change, p), gate), mask(p, gate, true)])),
  chunk: define('changed in one of n parts, the next one each cycle', "pat('bd sn cp hh').chunk(4, p => p.fast(2))",
    (p: Pattern, n: Like, change: Change): Pattern => node('chunk', number(n), applied(change, p), p)),
  struct: define('its values in the rhythm of another', "pat('c e').struct('x.xx')",
    (p: Pattern, rhythm: Like): Pattern => node('struct', toPattern(rhythm), p)),
  mask: define('silent while another pattern says no (0, f)', "pat('hh*8').mask('1 0 1 1')",
    (p: Pattern, gate: Like): Pattern => mask(p, gate)),
  segment: define('n events a cycle, of what it is then', "signals.saw.segment(4)",
    (p: Pattern, n: Like): Pattern => node('segment', number(n), p)),
  euclid: define('hits spread over steps as evenly as can be', "pat('bd').euclid(3, 8)",
    (p: Pattern, hits: Like, steps: Like, rotation: Like = 0): Pattern =>
      node('euclidOff', number(hits), number(steps), number(rotation), p)),
  euclidOff: define('euclid with a rotation', "pat('bd').euclidOff(3, 8, 2)",
    (p: Pattern, hits: Like, steps: Like, rotation: Like): Pattern =>
      node('euclidOff', number(hits), number(steps), number(rotation), p)),
  euclidInv: define('the steps that euclid leaves out', "pat('hh').euclidInv(3, 8)",
    (p: Pattern, hits: Like, steps: Like): Pattern => node('euclidInv', number(hits), number(steps), p)),
  euclidFull: define('euclid, and another pattern in the steps between', "pat('bd').euclidFull(3, 8, 'hh')",
    (p: Pattern, hits: Like, steps: Like, other: Like): Pattern => node('euclidFull', number(hits), number(steps), p, toPattern(other))),
  euclidOffFull: define('euclidFull with a rotation', "pat('bd').euclidOffFull(3, 8, 2, 'hh')",
    (p: Pattern, hits: Like, steps: Like, rotation: Like, other: Like): Pattern =>
      node('euclidOffFull', number(hits), number(steps), number(rotation), p, toPattern(other))),
  bite: define('cut into n parts, played in the order of another pattern', "pat('c d e f').bite(4, '0 2*2 [3 1]')",
    (p: Pattern, n: Like, order: Like): Pattern => node('bite', number(n), toPattern(order), p)),
  squeeze: define('its numbers choose among patterns, each squeezed into the time', "pat('0 1').squeeze('bd sn', 'hh*3')",
    (p: Pattern, ...patterns: Like[]): Pattern => node('squeeze', p, patterns.map(toPattern))),
  fit: define('its numbers choose from a list, n further each cycle', "pat('0 1 2').fit(3, ['c', 'd', 'e', 'f'])",
    (p: Pattern, n: Like, list: readonly (number | string)[]): Pattern => node('fit', number(n), [0, ...list], p)),
  arp: define('the notes of its chords one by one: up, down, updown …', "pat('[c,e,g]').arp('<up down>')",
    (p: Pattern, mode: Like): Pattern => node('arp', name(mode), p)),
}
