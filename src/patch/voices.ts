/** Voices: copies of a part of a patch, which are played four at a time. */
import { isSignal, Signal } from '../dsp/signal.ts'
import type { Node, Part, Voices } from '../dsp/signal.ts'
import type { Spec } from '../dsp/module.ts'
import { order } from './order.ts'

const EXAMPLE = 'voices(8, i => sine(\'sine\', { freq: 110 * (i + 1) })).'
/** Voices that there may be of one part. */
const MOST = 4096

type Heard = Signal | readonly [left: Signal, right: Signal]

/** `count` copies of what `build` makes of their numbers 0 … count - 1, summed up: voices(8, i => sine('sine', { freq: 110 * (i + 1) })).
 *  The copies differ in their numbers only. An id stands for the module in all of them (/mod/sine/freq), `sine.3` for that of the
 *  voice with number 3. Inside, numbers are 32-bit floats. Errors: TypeError when a copy is built otherwise than the first. */
export function voices(count: number, build: (i: number) => Signal): Signal
export function voices(count: number, build: (i: number) => readonly [Signal, Signal]): readonly [Signal, Signal]
export function voices(count: number, build: (i: number) => Heard): Heard {
  if (!Number.isInteger(count) || count < 1 || count > MOST) throw new RangeError(`voices(…) makes 1 … ${MOST} copies, not ${count}.`)
  if (typeof build !== 'function') throw new TypeError(`voices(…) takes how many, and what each is: ${EXAMPLE}`)
  const copies = Array.from({ length: count }, (_, i) => heardOf(build(i)))
  // One copy alone doesn't tell what is its own and what comes from outside: that is the same in a second one.
  const second = count > 1 ? copies[1] : heardOf(build(0))
  const outputs = sum(bundle(copies, second))
  return outputs.length === 1 ? outputs[0] : [outputs[0], outputs[1]]
}

function heardOf(made: unknown): readonly Signal[] {
  const heard = Array.isArray(made) ? made : [made]
  if (heard.length === 0 || heard.length > 2 || !heard.every(isSignal)) {
    throw new TypeError(`Each voice is a signal, or [left, right]: ${EXAMPLE}`)
  }
  return heard
}

/** Finds what the copies have in common. `second`: a copy that was built by itself, to tell a voice's own modules from the others. */
function bundle(copies: readonly (readonly Signal[])[], second: readonly Signal[]): Voices {
  const [first] = copies
  const outside = new Set(order(second))
  const own = order(first, node => outside.has(node))
  const isOwn = new Set(own)
  const twins = copies.map(copy => twinsOf(first, copy, isOwn))
  const parts = own.map((node): Part => {
    const values = Object.entries(node.inputs).filter(([, source]) => !isSignal(source))
      .map(([name]) => [name, twins.map(twin => twin.get(node)!.inputs[name] as number)])
    return { node, values: Object.fromEntries(values) }
  })
  return { count: copies.length, parts, heard: first }
}

/** For each module of the first voice the one that stands in its place in another. Errors: TypeError where there is none. */
function twinsOf(first: readonly Signal[], copy: readonly Signal[], own: ReadonlySet<Node>): Map<Node, Node> {
  const found = new Map<Node, Node>()
  const open: [a: Signal, b: Signal][] = []
  const pair = (a: number | Signal | undefined, b: number | Signal | undefined) => {
    if (isSignal(a) && isSignal(b)) open.push([a, b])
    else if (isSignal(a) || isSignal(b)) throw differs(isSignal(a) ? a.node : (b as Signal).node)
  }
  for (let i = 0; i < Math.max(first.length, copy.length); i++) pair(first[i], copy[i])
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [a, b] = next
    if (!own.has(a.node) && a.node === b.node && a.output === b.output) continue
    const known = found.get(a.node)
    const same = own.has(a.node) && a.output === b.output && (known ?? b.node) === b.node
    if (!same || a.node.spec !== b.node.spec || a.node.id !== b.node.id) throw differs(a.node, b.node)
    if (known !== undefined) continue
    if (a.node.voices !== undefined) throw new TypeError('Voices can\'t have voices inside. Make one call of voices(…) with more copies.')
    found.set(a.node, b.node)
    if (dataOf(a.node) !== dataOf(b.node)) throw new TypeError(`${what(a.node)} has another pattern in another voice. ${ONE_PATTERN}`)
    for (const name of Object.keys(a.node.inputs)) pair(a.node.inputs[name], b.node.inputs[name])
  }
  return found
}

const ONE_PATTERN = 'A pattern plays all voices: make two calls of voices(…) for two.'
const dataOf = ({ patterns }: Node) => JSON.stringify(patterns)
const what = ({ id, spec }: Node) => id === undefined ? `a .${spec.name}()` : `'${id}' (${spec.name})`

function differs(a: Node, b: Node = a): TypeError {
  const how = a === b ? `${what(a)} is not connected in every voice` : `where the first has ${what(a)} another has ${what(b)}`
  return new TypeError(`The voices differ in more than numbers: ${how}. Make two calls of voices(…) of it, or choose by a number.`)
}

/** The signals that the voices put out together. */
function sum(copied: Voices): Signal[] {
  const own = new Set(copied.parts.map(({ node }) => node))
  const outside = copied.parts.flatMap(({ node }) => Object.values(node.inputs)).concat(copied.heard)
    .filter((source): source is Signal => isSignal(source) && !own.has(source.node))
  const inputs = Object.fromEntries(outside.map((signal, i) => [`in${i}`, signal]))
  const node: Node = { spec: SUM, inputs, where: new Error(SUM.name), voices: copied }
  return copied.heard.map((_, output) => new Signal(node, output))
}

const SUM: Spec = {
  name: 'voices', doc: '', example: '', inputs: {}, state: {}, coefficients: {}, uses: {}, outputs: [], passes: false, tick: () => 0,
  where: new Error('voices'),
}
