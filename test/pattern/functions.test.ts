/** The functions of patterns: what each makes of its events. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { PatternError, pat } from '../../src/pattern/index.ts'
import { FUNCTIONS } from '../../src/pattern/methods.ts'
import { events, expected, played } from './events.ts'
import { table } from './table.ts'

test('the functions of the table have the events that Tidal has', () => {
  const cases = table('functions.txt')
  assert.ok(cases.length > 140)
  const wrong = cases.flatMap(([code, cycles]) => cycles.flatMap((line, cycle) => {
    const [is, should] = [events(played(code), cycle).sort(), expected(line).sort()]
    return is.join() === should.join() ? [] : [`${code}, cycle ${cycle}: ${is} instead of ${should}`]
  }))
  assert.equal(wrong, [])
})

/** What Tidal has otherwise or not at all. */
const OWN: [code: string, cycle: number, events: string][] = [
  ["beat('x..x').rotate(1)", 0, '1/2-3/4 x, 3/4-1 x'],
  ["pat('a b c d').rotate(-1)", 0, '0-1/4 d, 1/4-1/2 a, 1/2-3/4 b, 3/4-1 c'],
  ["pat('a b').early('1/4')", 0, '-1/4-1/4 (0-1/4) a, 1/4-3/4 b, 3/4-5/4 (3/4-1) a'],
  ["pat('a b c d').swing(2)", 1, '11/12-7/6 (1-7/6) d, 1-5/4 a, 17/12-5/3 b, 3/2-7/4 c, 23/12-13/6 (23/12-2) d'],
  ["pat('a b').ply(1.5)", 0, '0-1/3 a, 1/3-1/2 a, 1/2-5/6 b, 5/6-1 b'],
  ["pat('a').cat('b', 'c')", 1, '1-2 b'],
  ["pat('a').seq('b')", 0, '0-1/2 a, 1/2-1 b'],
  ["pat('a').stack('b*2')", 0, '0-1 a, 0-1/2 b, 1/2-1 b'],
  ["arrange([2, 'a'], [1, '<b c>'])", 0, '0-1 a'],
  ["arrange([2, 'a'], [1, '<b c>'])", 2, '2-3 b'],
  ["arrange([2, '<a d>'], [1, '<b c>'])", 4, '4-5 d'],
  ["arrange([2, 'a'], [1, '<b c>'])", 5, '5-6 c'],
  ["polymeter('a b c', 'd e')", 0, '0-1/3 a, 0-1/3 d, 1/3-2/3 b, 1/3-2/3 e, 2/3-1 c, 2/3-1 d'],
  ["polymeter(beat('x.x'), 'a b')", 1, '1-4/3 x, 1-4/3 b, 4/3-5/3 a, 5/3-2 x, 5/3-2 b'],
  ["pat('a').rotR('<0 1/2>')", 1, '1/2-3/2 (1-3/2) a, 3/2-5/2 (3/2-2) a'],
  ["pat('0.4 1.6 -0.5').floor()", 0, '0-1/3 0, 1/3-2/3 1, 2/3-1 -1'],
  ["pat('0.4 1.6 -0.6').ceil()", 0, '0-1/3 1, 1/3-2/3 2, 2/3-1 0'],
  ["pat('0.4 1.6 -0.6').round()", 0, '0-1/3 0, 1/3-2/3 2, 2/3-1 -1'],
  ["pat('2 3').pow(2)", 0, '0-1/2 4, 1/2-1 9'],
  ["pat('c e').add(12)", 0, '0-1/2 72, 1/2-1 76'],
  ["pat('c3 ef').sub('c')", 0, '0-1/2 -12, 1/2-1 3'],
  ["pure('bd sn')", 0, '0-1 bd sn'],
  ["pat('a b c d').chunk(-4, p => p.rev().set('z'))", 0, '0-1/4 a, 1/4-1/2 b, 1/2-3/4 c, 3/4-1 z'],
  ["seq(1, ['a', 'b'], 'c*2')", 0, '0-1/3 1, 1/3-1/2 a, 1/2-2/3 b, 2/3-5/6 c, 5/6-1 c'],
  ["pat('a b c d').sometimesBy('<0 1>', p => p.inside('<1 2>', q => q.rev()))", 0, '0-1/4 a, 1/4-1/2 b, 1/2-3/4 c, 3/4-1 d'],
  ["pat('a b c d').sometimesBy('<0 1>', p => p.inside('<1 2>', q => q.rev()))", 1, '1-5/4 b, 5/4-3/2 a, 3/2-7/4 d, 7/4-2 c'],
  ["seq()", 0, ''], ["cat()", 0, ''], ["silence", 0, ''], ["run(0)", 0, ''],
]

test('the functions that are our own', () => {
  for (const [code, cycle, line] of OWN) assert.equal(events(played(code), cycle).sort(), expected(line).sort(), code)
})

const attribute = (name: string, code: string, cycle = 0): (number | undefined)[] =>
  played(code).query(cycle, cycle + 1).map(({ attributes }) => attributes[name])

test('attributes are said with the events', () => {
  assert.equal(attribute('velocity', "pat('a b').velocity('1 0.5')"), [1, 0.5])
  assert.equal(attribute('velocity', "pat('a*4').accent('x..x')").length, 2)
  const accents = attribute('velocity', "pat('a*4').accent('1 0 0 1')")
  assert.equal(accents.map(velocity => velocity === 1), [true, false, false, true])
  assert.equal(attribute('gate', "pat('a b').gate(0.5)"), [0.5, 0.5])
  assert.equal(attribute('gate', "pat('a b').legato('1 2')"), [1, 2])
  assert.equal(attribute('slide', "pat('a b').slide('0 1')"), [0, 1])
  assert.equal(attribute('tie', "pat('a b').tie('0 1')"), [0, 1])
  assert.equal(attribute('nudge', "pat('a b').nudge(-3)"), [-3, -3])
  assert.equal(attribute('cutoff', "pat('a b').attribute('cutoff', '400 800')"), [400, 800])
  assert.equal(attribute('pan', "pat('a b').pan(signals.saw.range(-1, 1))"), [-0.5, 0.5])
  assert.equal(attribute('velocity', "beat('Xx').gate(0.5).struct('x x x')"), attribute('velocity', "beat('Xx').struct('x x x')"))
})

test('jux places a pattern left and what it becomes right', () => {
  const sides = (code: string): string[] => played(code).query(0, 1).map(({ value, attributes }) => `${value} ${attributes.pan}`).sort()
  assert.equal(sides("pat('a b').jux(p => p.set('z'))"), ['a -1', 'b -1', 'z 1', 'z 1'])
  assert.equal(sides("pat('a').juxBy(0.25, p => p.set('z'))"), ['a -0.25', 'z 0.25'])
})

test('echoes get softer', () => {
  const heard = (code: string): string[] => played(code).query(0, 1)
    .filter(({ whole, part }) => whole!.begin.n / whole!.begin.d === part.begin.n / part.begin.d)
    .map(({ part, attributes }) => `${part.begin.n}/${part.begin.d} ${attributes.velocity ?? 1}`)
  assert.equal(heard("pat('a').echo(3, 1/4, 0.5)"), ['0/1 1', '1/4 0.5', '1/2 0.25'])
  assert.equal(heard("pat('a').velocity(0.8).echo(2, 1/4, 0.5)"), ['0/1 0.8', '1/4 0.4'])
  assert.equal(heard("pat('a').echo(1, 1/4, 0.5)"), ['0/1 1'])
  assert.equal(heard("pat('a').stut(4, 0.2, 1/8)"), ['0/1 1', '1/8 0.8', '1/4 0.6000000000000001', '3/8 0.4'])
})

test('humanise moves events a little, never further than it may, the same each time', () => {
  const pattern = pat('hh*16').humanise(1 / 32, 0.4)
  const onsets = pattern.query(0, 8).filter(({ whole, part }) => whole!.begin.n === part.begin.n && whole!.begin.d === part.begin.d)
  const shifts = onsets.map(({ whole }) => {
    const time = 16 * whole!.begin.n / whole!.begin.d
    return (time - Math.round(time)) / 16
  })
  assert.ok(shifts.every(shift => Math.abs(shift) <= 1 / 32 + 1e-12))
  assert.ok(new Set(shifts).size > 40, 'they differ')
  assert.ok(Math.abs(shifts.reduce((sum, shift) => sum + shift, 0) / shifts.length) < 1 / 128, 'to both sides')
  const velocities = onsets.map(({ attributes }) => attributes.velocity)
  assert.ok(velocities.every(velocity => velocity <= 1 && velocity >= 0.6) && new Set(velocities).size > 40)
  assert.equal(pattern.query(3, 5), pat('hh*16').humanise(1 / 32, 0.4).query(3, 5))
})

test('another seed is other chance, seed 0 is that of Tidal', () => {
  const heard = (seed: number): string => Array.from({ length: 8 }, (_, c) => events(pat('a*8?').seed(seed), c)).join()
  assert.is(heard(0), Array.from({ length: 8 }, (_, c) => events('a*8?', c)).join())
  assert.is(new Set([0, 1, 2, 3, 0.5].map(heard)).size, 5)
  const share = [1, 2, 3].flatMap(seed => pat('a*64?').seed(seed).query(0, 8)).length / (3 * 8 * 64)
  assert.ok(share > 0.45 && share < 0.55, `${share} of the events are left`)
  assert.is(heard(7), Array.from({ length: 8 }, (_, c) => events(pat('a*8?').seed(7).seed(3), c)).join(), 'the inner one holds')
})

test('every function has an example that sounds', () => {
  for (const [name, { example, doc }] of Object.values(FUNCTIONS).flatMap(group => Object.entries(group))) {
    assert.ok(example.includes(`.${name}(`), `${name}: ${example}`)
    assert.ok(played(example).query(0, 8).length > 0, example)
    assert.ok(doc.length > 8, name)
  }
})

/** What can't be, and what is said. */
const REFUSED: [code: string, says: RegExp][] = [
  ["pat('bd sn').add(1)", /add takes numbers and notes, not 'bd'/],
  ["pat('1').div(0)", /div gives Infinity/],
  ["pat('bd').fast('x')", /fast takes numbers, not 'x'/],
  ["pat('bd').euclid(2.5, 8)", /euclidOff takes whole numbers, not 2.5/],
  ["pat('bd').euclid(3, 5000)", /5000 steps is too long/],
  ["pat('bd').fast(1e9)", /too many events/],
  ["pat('bd').ply(1e9)", /too many events/],
  ["pat('bd*64').ply(64).ply(64)", /too many events/],
  ["pat('bd').segment(1e7)", /too many events/],
  ["pat('bd').shuffle(1e6)", /1 to 256 parts/],
  ["run(1e9)", /too many/],
  ["pat('bd').fast(1/3000017).fast(1/5000011).fast(1/7000003)", /too fine/],
  ["pat('c').arp('sideways')", /arp knows no 'sideways'.*up, down/s],
  ["timeCat([0, 'a'])", /share of 0/],
  ["arrange([1.5, 'a'])", /1.5 cycles/],
  ["pat('a').early('1/0')", /divides by 0/],
  ["toPattern(null)", /null is no pattern/],
  ["Pattern.fromJSON(['nonsense', 1])", /no pattern operator 'nonsense'/],
  ["Pattern.fromJSON({})", /no pattern/],
]

for (const [code, says] of REFUSED) {
  test(`${code} is refused`, () => {
    const start = performance.now()
    try {
      played(code).query(0, 1)
    } catch (error) {
      assert.instance(error, PatternError)
      assert.match((error as PatternError).report, says)
      assert.ok(performance.now() - start < 500, 'at once')
      return
    }
    assert.unreachable('it was played')
  })
}

test('layers upon layers end with an error, not with the memory', () => {
  assert.throws(() => {
    let pattern = pat('bd')
    for (let i = 0; i < 60; i++) pattern = pattern.superimpose(p => p.fast(2))
  }, (error: PatternError) => error instanceof PatternError && /too many parts/.test(error.message))
  assert.throws(() => {
    let pattern = pat('bd')
    for (let i = 0; i < 6000; i++) pattern = pattern.late(1)
  }, (error: PatternError) => error instanceof PatternError && /too deeply/.test(error.message))
})

test.run()
