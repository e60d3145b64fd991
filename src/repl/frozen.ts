/** Writes values into the text of a patch, where it gives modules their numbers: the rest of the text stays as it is. */
import { parse } from '@babel/parser'

/** A value of an input, a choice by its name. */
export interface Value { module: string, input: string, value: number | string }

/** A value that could not be written, and why; `elsewhere`: its module is not in this text. */
export interface Unwritten extends Value { why: string, elsewhere: boolean }

/** A node of the syntax tree, as far as it is looked at. */
interface Node {
  type: string
  start: number
  end: number
  loc: { start: { line: number } }
  [part: string]: any
}

interface Change { at: number, end: number, text: string }

/** Gives the text with the values in it. `unwritten`: those that have no place in it that is a plain value, say an expression.
 *  Errors: throws a SyntaxError when the text is no TypeScript. */
export function freeze(text: string, values: readonly Value[]): { text: string, unwritten: Unwritten[] } {
  const calls = modulesIn(parse(text, { sourceType: 'module', plugins: ['typescript'] }) as unknown as Node)
  const unwritten: Unwritten[] = []
  const changes: Change[] = []
  const missing = new Map<Node, Value[]>()
  for (const value of values) {
    const call = calls.get(value.module)
    const found = call && given(call, value.input)
    if (!call) {
      unwritten.push({ ...value, why: `no file makes '${value.module}' by that name`, elsewhere: true })
    } else if (typeof found === 'string') {
      unwritten.push({ ...value, why: `in line ${call.loc.start.line} ${found}`, elsewhere: false })
    } else if (!found) {
      missing.set(call, [...missing.get(call) ?? [], value])
    } else if (isPlain(found)) {
      changes.push({ at: found.start, end: found.end, text: literal(value.value) })
    } else {
      unwritten.push({ ...value, why: `in line ${found.loc.start.line} it is ${text.slice(found.start, found.end)}`, elsewhere: false })
    }
  }
  for (const [call, values] of missing) changes.push(addition(call, values))
  changes.sort((a, b) => b.at - a.at)
  return { unwritten, text: changes.reduce((text, { at, end, text: by }) => text.slice(0, at) + by + text.slice(end), text) }
}

/** The calls that make modules, by the id that they are given. */
function modulesIn(program: Node): Map<string, Node> {
  const found = new Map<string, Node>()
  visit(program, node => {
    const [id] = node.type === 'CallExpression' ? node.arguments : []
    if (id?.type === 'StringLiteral' && node.callee.type === 'Identifier') found.set(id.value, node)
  })
  return found
}

/** What a call gives an input; undefined when it says nothing of it, and a text where that can't be known. */
function given({ arguments: [, inputs] }: Node, name: string): Node | string | undefined {
  if (!inputs) return undefined
  if (inputs.type !== 'ObjectExpression') return 'its inputs are not written out'
  const property = inputs.properties.findLast((property: Node) => property.type === 'ObjectProperty' && !property.computed &&
    (property.key.name ?? property.key.value) === name)
  if (property) return property.value
  return inputs.properties.some((property: Node) => property.type !== 'ObjectProperty') ? 'its inputs are not all written out' : undefined
}

function isPlain({ type, operator, argument }: Node): boolean {
  if (type === 'UnaryExpression') return (operator === '-' || operator === '+') && argument.type === 'NumericLiteral'
  return ['NumericLiteral', 'StringLiteral', 'BooleanLiteral'].includes(type)
}

/** What adds inputs to a call that doesn't give them. */
function addition({ arguments: [id, inputs] }: Node, values: readonly Value[]): Change {
  const text = values.map(({ input, value }) => `${input}: ${literal(value)}`).join(', ')
  if (!inputs) return { at: id.end, end: id.end, text: `, { ${text} }` }
  const last = inputs.properties.at(-1)
  if (!last) return { at: inputs.start, end: inputs.end, text: `{ ${text} }` }
  return { at: last.end, end: last.end, text: `, ${text}` }
}

function literal(value: number | string): string {
  return typeof value === 'string' ? `'${value}'` : String(value)
}

function visit(node: unknown, see: (node: Node) => void): void {
  if (typeof node !== 'object' || node === null) return
  if ('type' in node && 'start' in node) see(node as Node)
  for (const part of Object.values(node)) visit(part, see)
}
