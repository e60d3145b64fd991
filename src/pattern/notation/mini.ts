/** Tidal's mini-notation: a text becomes a tree.
 *
 *  sequence = { step }, step = part [ '..' part ] { '@' number | '_' | '!' [ number ] } | '.',
 *  part = ( word | number | '~' | '-' | '[' … ']' | '<' … '>' | '{' … '}' [ '%' part ] ) { suffix },
 *  so that a suffix after % is the rate's,
 *  suffix = '*' factor | '/' factor | '?' [ number ] | '(' hits ',' steps [ ',' rotation ] ')' | "'" chord.
 *  Layers (',') and choices ('|') stand between sequences. */
import { MOST_STEPS } from '../euclid.ts'
import { type Rational, ONE, ZERO, fromNumber, over, plus, rational, toNumber, whole } from '../rational.ts'
import { type Tree, pair } from '../tree.ts'
import { readChord } from './chord.ts'
import { Reader } from './reader.ts'
import { readFactor, readNumber, readValue } from './terms.ts'

/** Steps of a sequence, and times a cycle, that may be asked for by a single number. */
const MOST_REPEATS = 4096
const FASTEST = 10_000

interface Step { tree: Tree, weight: Rational }
interface Sequence { tree: Tree, steps: Rational }
/** How the single parts of a sequence are read. */
type Term = (reader: Reader) => Tree | undefined

const SILENCE: Tree = ['silence']
const pure = (value: number | string): Tree => ['pure', value]

/** The tree of a notation. Errors: throws PatternError, with the place. */
export function mini(text: string): Tree {
  return miniSteps(text).tree
}

/** The same with the number of steps in a cycle, which polymeters go by. */
export function miniSteps(text: string): Sequence {
  const reader = new Reader(text)
  const result = layers(reader, value)
  if (reader.next !== '') reader.unexpected()
  return result
}

const value: Term = reader => {
  const at = reader.at
  if (reader.match(/~|-(?!\.?\d)/y)) return SILENCE
  const read = readValue(reader)
  if (read === undefined && reader.next === '^') reader.fail(at, at + 1, 'Variables are not known here.', 'Write their pattern itself.')
  return read === undefined ? undefined : pure(read)
}

const factor: Term = reader => {
  const read = readFactor(reader)
  return read === undefined ? undefined : pure(toNumber(read))
}

const count: Term = reader => {
  const start = reader.at
  const read = readNumber(reader)
  if (read !== undefined && read.d !== 1) reader.fail(start, reader.at, 'A rhythm has whole numbers of hits and steps.', 'Write bd(3,8).')
  if (read !== undefined && Math.abs(read.n) > MOST_STEPS)
    reader.fail(start, reader.at, `${read.n} steps are too many.`, `There may be ${MOST_STEPS}.`)
  return read === undefined ? undefined : pure(read.n)
}

/** Sequences with ',' (all at once) or '|' (one each cycle, by chance) between them. */
function layers(reader: Reader, term: Term): Sequence {
  const first = sequence(reader, term)
  const mark = reader.next
  if (mark !== ',' && mark !== '|') return first
  const trees = [first.tree]
  while (reader.accept(mark)) trees.push(sequence(reader, term).tree)
  if (reader.next === ',' || reader.next === '|')
    reader.fail(reader.at, reader.at + 1, "',' and '|' can't be mixed.", 'Put one of them in brackets: [a|b], c.')
  return { tree: mark === ',' ? ['stack', trees] : ['chooseCycle', reader.seeds++, trees], steps: ONE }
}

/** Sequences with ',' between them. */
function list(reader: Reader, term: Term): Sequence[] {
  const all = [sequence(reader, term)]
  while (reader.accept(',')) all.push(sequence(reader, term))
  return all
}

/** Steps up to something that can't be one. */
function sequence(reader: Reader, term: Term): Sequence {
  const feet: Step[][] = [[]]
  let footed = false
  reader.spaces()
  for (;;) {
    const steps = feet.at(-1)!
    if (reader.match(/\.(?!\.)/y)) {
      footed = true
      feet.push([])
    } else if (!step(reader, term, steps)) break
    reader.spaces()
  }
  if (footed && feet.at(-1)!.length === 0) feet.pop()
  const whole = footed && feet.length > 1 ? joined(feet.map(steps => ({ tree: joined(steps).tree, weight: ONE }))) : joined(feet[0])
  if (reader.next !== '?') return whole
  const tree = degraded(reader, whole.tree)
  reader.spaces()
  return { tree, steps: ONE }
}

function joined(steps: readonly Step[]): Sequence {
  const total = steps.reduce((sum, { weight }) => plus(sum, weight), ZERO)
  if (steps.length === 0) return { tree: SILENCE, steps: ZERO }
  const single = steps.length === 1 && (steps[0].tree[0] === 'pure' || steps[0].tree[0] === 'silence')
  return { tree: single ? steps[0].tree : ['sequence', steps.map(({ tree, weight }) => [pair(weight), tree])], steps: total }
}

/** One step with its length and repeats, appended. */
function step(reader: Reader, term: Term, steps: Step[]): boolean {
  const tree = part(reader, term)
  if (tree === undefined) return false
  reader.spaces()
  if (reader.accept('..')) {
    steps.push({ tree: range(reader, tree, term), weight: ONE })
    return true
  }
  const from = steps.length
  steps.push({ tree, weight: ONE })
  let repeated = false
  while ('@_!'.includes(reader.next) && reader.next !== '') {
    const start = reader.at
    const mark = reader.next
    reader.at++
    if (mark === '!') {
      const copies = Number(reader.match(/\d+/y)?.[0] ?? 2)
      const most = MOST_REPEATS - steps.length
      if (copies > most) reader.fail(start, reader.at, 'That is too often.', `A sequence may have ${MOST_REPEATS} steps.`)
      const last = steps.at(-1)
      if (copies === 0) steps.length = from
      else for (let i = 1; i < copies && last !== undefined; i++) steps.push({ ...last })
      repeated = true
    } else {
      if (repeated && mark === '@') reader.fail(start, reader.at, "A step can't be made longer after it is repeated.", 'Write a@2!3.')
      longer(reader, start, steps.at(-1))
    }
    reader.spaces()
  }
  return true
}

/** '@3' makes a step three steps long, '_' and '@' by themselves a step longer. */
function longer(reader: Reader, start: number, last: Step | undefined): void {
  const length = readFactor(reader)
  if (length !== undefined && length.n <= 0) reader.fail(start, reader.at, 'A step needs a length above 0.', 'Write bd@3 or bd@0.5.')
  const by = length === undefined ? ONE : plus(length, whole(-1))
  if (last !== undefined) last.weight = plus(last.weight, by)
}

/** Numbers from one to the other, or the two words. */
function range(reader: Reader, from: Tree, term: Term): Tree {
  reader.spaces()
  const start = reader.at
  const to = part(reader, term)
  if (to === undefined) reader.fail(start, start + 1, 'A range has no end.', 'Write 0 .. 3.')
  return ['range', from, to]
}

function part(reader: Reader, term: Term): Tree | undefined {
  const start = reader.at
  let tree = group(reader, term) ?? term(reader) ?? (reader.next === "'" ? pure(0) : undefined)
  if (tree === undefined) return undefined
  for (;;) {
    const at = reader.at
    const mark = reader.next
    if (mark === '*' || mark === '/') {
      reader.at++
      reader.spaces()
      const by = speed(reader, at)
      tree = [mark === '*' ? 'fast' : 'slow', by, tree]
    } else if (mark === '?') {
      tree = degraded(reader, tree)
    } else if (mark === '(') {
      reader.at++
      tree = reader.inside(at, ')', () => euclid(reader, at, tree!))
    } else if (mark === "'") {
      tree = readChord(reader, start, tree, () => group(reader, value))
    } else return tree
  }
}

function group(reader: Reader, term: Term): Tree | undefined {
  const start = reader.at
  if (reader.accept('[')) return reader.inside(start, ']', () => layers(reader, term)).tree
  if (reader.accept('<')) return metre(reader.inside(start, '>', () => list(reader, term)), pair(ONE))
  if (!reader.accept('{')) return undefined
  const sequences = reader.inside(start, '}', () => list(reader, term))
  if (!reader.accept('%')) return metre(sequences, pair(sequences[0].steps))
  const at = reader.at
  const rate = part(reader, factor)
  if (rate === undefined) reader.fail(at - 1, at, 'A number is missing after %.', 'Write {a b c}%4.')
  return metre(sequences, rate[0] === 'pure' ? pair(fromNumber(rate[1] as number)) : rate)
}

/** Sequences at so many of their steps a cycle. */
function metre(sequences: readonly Sequence[], rate: ReturnType<typeof pair> | Tree): Tree {
  const trees = sequences.filter(({ steps }) => steps.n > 0).map(({ tree, steps }): Tree => {
    if (typeof (rate as Tree)[0] === 'string') return ['fast', rate, ['slow', pair(steps), tree]]
    const [n, d] = rate as [number, number]
    const by = over(rational(n, d), steps)
    return by.n === by.d ? tree : ['fast', pair(by), tree]
  })
  return trees.length === 1 ? trees[0] : trees.length === 0 ? SILENCE : ['stack', trees]
}

/** A number, or a pattern of them in brackets. */
function speed(reader: Reader, start: number): ReturnType<typeof pair> | Tree {
  const at = reader.at
  const number = readFactor(reader)
  if (number === undefined) {
    const tree = group(reader, factor)
    if (tree === undefined)
      reader.fail(start, start + 1, `A number is missing after ${reader.text[start]}.`, 'Write bd*2, bd/1.5, bd*<2 3>.')
    return tree
  }
  if (Math.abs(toNumber(number)) > FASTEST) reader.fail(at, reader.at, 'That is too fast.', `It may be up to ${FASTEST}.`)
  return pair(number)
}

function degraded(reader: Reader, tree: Tree): Tree {
  const start = reader.at++
  const amount = reader.match(/\d+(?:\.\d+)?/y)
  if (amount !== null && Number(amount[0]) > 1) {
    reader.fail(start, reader.at, 'What is left out by chance is a share from 0 to 1.', 'Write bd? or bd?0.3.')
  }
  return ['degrade', amount === null ? 0.5 : Number(amount[0]), [reader.seeds++, false], tree]
}

function euclid(reader: Reader, start: number, tree: Tree): Tree {
  const [hits, steps, rotation, more] = list(reader, count)
  if (steps === undefined || more !== undefined || [hits, steps, rotation].some(each => each?.steps.n === 0))
    reader.fail(start, reader.at + 1, 'A rhythm has two or three numbers.', 'Write bd(3,8), or with a rotation bd(3,8,2).')
  return ['euclidOff', hits.tree, steps.tree, rotation?.tree ?? pure(0), tree]
}
