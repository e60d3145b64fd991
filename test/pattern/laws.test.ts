/** Laws that hold for every pattern, tried on random ones. */
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Change, type Hap, type Like, Pattern, PatternError, pat, stack, toText } from '../../src/pattern/index.ts'
import { beat } from '../../src/pattern/index.ts'

/** Always the same patterns, so that a failure is one for everybody; LAWS_SEED tries others. */
const SEED = Number(process.env.LAWS_SEED ?? 1)
const RUNS = { numRuns: 25, seed: SEED }

const SUFFIXES = ['', '', '', '*2', '*3', '/2', '/3', '*1.5', '(3,8)', '(3,5,1)', '*<1 2>', '?']

/** Mini-notation by its own grammar. */
const { notation } = fc.letrec<{ notation: string, step: string, part: string, group: string }>(tie => ({
  notation: fc.array(tie('step'), { minLength: 1, maxLength: 4 }).map(steps => steps.join(' ')),
  step: fc.tuple(tie('part'), fc.constantFrom('', '', '', '@2', '!2', ' _', '?', '@1.5')).map(([part, suffix]) => part + suffix),
  part: fc.tuple(tie('group'), fc.constantFrom(...SUFFIXES)).map(parts => parts.join('')),
  group: fc.oneof({ depthSize: 'small', withCrossShrink: true },
    fc.constantFrom('bd', 'sn', 'a:1', 'c', '0', '7', '-2', '~'),
    tie('notation').map(text => `[${text}]`), tie('notation').map(text => `<${text}>`),
    fc.tuple(tie('notation'), tie('notation')).map(([a, b]) => `[${a}, ${b}]`),
    fc.tuple(tie('notation'), tie('notation')).map(([a, b]) => `[${a}|${b}]`),
    tie('notation').map(text => `{${text}}%3`)),
}))

const change: fc.Arbitrary<Change> = fc.constantFrom<Change[]>(
  p => p.fast(2), p => p.slow(3), p => p.rev(), p => p.late(1 / 4), p => p.early('<0 1/8>'), p => p.iter(3), p => p.ply(2),
  p => p.degrade(), p => p.every(3, p => p.rev()), p => p.sometimes(p => p.late(1 / 16)), p => p.chunk(3, p => p.fast(2)),
  p => p.struct('x.x<x .>'),
  p => p.mask('1 <0 1>'), p => p.off(1 / 8, p => p.rev()), p => p.jux(p => p.rev()), p => p.echo(2, 1 / 8, 0.5), p => p.palindrome(),
  p => p.humanise(1 / 32, 0.2), p => p.swing(2), p => p.linger(1 / 4), p => p.compress(0.25, 0.75), p => p.zoom(0.25, 0.75),
  p => p.shuffle(3), p => p.scramble(4), p => p.ribbon(1, 2), p => p.inside(2, p => p.rev()), p => p.euclid(3, 8),
  p => p.segment(5), p => p.bite(3, '0 <2 1>'), p => p.within(0, 0.5, p => p.fast(2)), p => p.trunc(0.75), p => p.brak(), p => p.seed(3),
)

const pattern = fc.tuple(notation, fc.array(change, { maxLength: 3 })).map(([text, changes]) =>
  changes.reduce<Pattern>((made, change) => change(made) as Pattern, pat(text)))
/** Patterns of which a part may be asked for by itself, and be played slower: but chance is other chance then. */
const certain = notation.filter(text => !/[?|]/.test(text)).map(pat)

const key = ({ whole, part, value, attributes }: Hap): string => {
  const times = (span: Hap['part'] | null): string => span === null ? '~' : `${toText(span.begin)}>${toText(span.end)}`
  return `${times(whole)} ${times(part)} ${value} ${JSON.stringify(attributes)}`
}

/** The events of some cycles as texts, fragments of an event joined where they meet. */
function heard(like: Pattern, begin = 0, end = 3, cuts: readonly number[] = []): string[] {
  const places = [begin, ...cuts, end]
  const haps = places.slice(1).flatMap((to, i) => like.query(places[i], to))
  return merged(haps).map(key).sort()
}

function merged(haps: readonly Hap[]): Hap[] {
  const done: Hap[] = []
  const open = new Map<string, Hap[]>()
  const group = (hap: Hap): string => key({ ...hap, part: { begin: { n: 0, d: 1 }, end: { n: 1, d: 1 } } })
  for (const hap of [...haps].sort((a, b) => a.part.begin.n / a.part.begin.d - b.part.begin.n / b.part.begin.d)) {
    if (hap.whole === null) {
      done.push(hap)
      continue
    }
    const same = open.get(group(hap)) ?? []
    const before = same.findIndex(({ part }) => part.end.n === hap.part.begin.n && part.end.d === hap.part.begin.d)
    if (before < 0) same.push(hap)
    else same[before] = { ...same[before], part: { begin: same[before].part.begin, end: hap.part.end } }
    open.set(group(hap), same)
  }
  return [...done, ...[...open.values()].flat()]
}

/** Runs a law; a pattern that is refused, for its many events, says nothing about it. */
function law(name: string, holds: fc.IProperty<unknown[]> | (() => fc.IProperty<any>)): void {
  test(name, () => fc.assert(typeof holds === 'function' ? holds() : holds, RUNS))
}

function unlessRefused(run: () => void): void {
  try {
    run()
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
  }
}

const factors = fc.constantFrom<Like[]>(2, 3, 5, '7/3', 1 / 2)
law('fast(n).slow(n) is the pattern', () => fc.property(certain, factors, (p, n) => unlessRefused(() =>
  assert.equal(heard(p.fast(n).slow(n)), heard(p)))))

law('rev twice is the pattern', () => fc.property(certain, p => unlessRefused(() => assert.equal(heard(p.rev().rev()), heard(p)))))

law('early and late undo each other', () => fc.property(certain, fc.constantFrom(1 / 8, 1 / 3, 2, 0.7), (p, t) => unlessRefused(() =>
  assert.equal(heard(p.early(t).late(t)), heard(p)))))

law('the order of a stack is of no matter', () => fc.property(pattern, pattern, (a, b) => unlessRefused(() =>
  assert.equal(heard(stack(a, b)), heard(stack(b, a))))))

law('a stack is what its layers are', () => fc.property(pattern, pattern, (a, b) => unlessRefused(() =>
  assert.equal(merged([...a.query(0, 2), ...b.query(0, 2)]).map(key).sort(), heard(stack(a, b), 0, 2)))))

const cuts = fc.array(fc.integer({ min: 1, max: 95 }), { minLength: 1, maxLength: 6 })
  .map(all => [...new Set(all)].sort((a, b) => a - b).map(n => n / 32))
law('the events of a span are those of its parts, joined', () => fc.property(pattern, cuts, (p, cuts) => unlessRefused(() =>
  assert.equal(heard(p, 0, 3, cuts), heard(p)))))

/** Not of slow events inside sequences, whose parts in later cycles are no notes of their own (as in Tidal). */
const chords = notation.filter(text => !/[/?|]|1\.5|\*3|%/.test(text)).map(text => pat(text).arp('updown').ply(2))
law('the same of arpeggios', () => fc.property(chords, cuts, (p, cuts) => unlessRefused(() =>
  assert.equal(heard(p, 0, 3, cuts), heard(p)))))

law('events lie in the span that was asked for, and begin before they end', () => fc.property(pattern, p => unlessRefused(() => {
  for (const { part } of p.query(1 / 3, 5 / 3)) {
    assert.ok(part.begin.n / part.begin.d >= 1 / 3 && part.end.n / part.end.d <= 5 / 3)
    assert.ok(part.begin.n / part.begin.d < part.end.n / part.end.d)
  }
})))

law('a pattern that has been JSON plays the same', () => fc.property(pattern, p => unlessRefused(() =>
  assert.equal(Pattern.fromJSON(JSON.parse(JSON.stringify(p))).query(0, 3).map(key), p.query(0, 3).map(key)))))

law('the same question has the same answer', () => fc.property(pattern, p => unlessRefused(() => {
  const first = p.query(0, 2).map(key)
  p.query(5, 6)
  assert.equal(p.query(0, 2).map(key), first)
})))

law('cycles far away are like those nearby', () => fc.property(certain, p => unlessRefused(() => {
  const far = 232_792_560
  const near = (begin: number): string[] => p.query(begin, begin + 1).map(({ part, value }) =>
    `${(part.begin.n - begin * part.begin.d) / part.begin.d} ${value}`).sort()
  assert.equal(near(far), near(0))
})))

const letters = fc.array(fc.constantFrom('X', 'x', '.'), { minLength: 1, maxLength: 64 })
law('steps are read as they are written', () => fc.property(letters, steps => {
  const found = beat(steps.join('')).query(0, 1)
  assert.equal(found.map(({ value }) => value), steps.filter(step => step !== '.'))
  const places = steps.flatMap((step, i) => step === '.' ? [] : [i / steps.length])
  assert.equal(found.map(({ part }) => part.begin.n / part.begin.d), places)
}))

const noise = fc.oneof(fc.string({ maxLength: 40 }),
  fc.array(fc.constantFrom(...'[]<>{}()*/!@?,|._~-%:\' 0123abcx^&'.split('')), { maxLength: 24 }).map(letters => letters.join('')))
test('of a random text there is a pattern or a PatternError with its place, soon', () => {
  fc.assert(fc.property(noise, text => {
    const start = performance.now()
    try {
      pat(text).query(0, 2)
    } catch (error) {
      assert.instance(error, PatternError, `${text}: ${(error as Error).stack}`)
      const { start, end } = error as PatternError
      if (start !== undefined) assert.ok(start >= 0 && start <= text.length && end! > start, text)
    }
    assert.ok(performance.now() - start < 1000, text)
  }), { numRuns: 1000, seed: SEED })
})

test.run()
