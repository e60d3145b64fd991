/** Writes values into the text of a patch, where it gives modules their numbers: the rest of the text stays as it is. */
import { parse } from '@babel/parser'

/** A value of an input, a choice by its name. `kind`: of the module; `file`: the value that the input had from its file. */
export interface Value { module: string, kind: string, input: string, value: number | string, file: number | string }

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
  const { calls, names } = modulesIn(parse(text, { sourceType: 'module', plugins: ['typescript'] }) as unknown as Node)
  const unwritten: Unwritten[] = []
  const changes: Change[] = []
  const missing = new Map<Node, Value[]>()
  for (const value of values) {
    const { module, kind, input, file } = value
    const place = (node: Node): string => `in line ${node.loc.start.line}`
    const refuse = (why: string, elsewhere = false): unknown => unwritten.push({ ...value, why, elsewhere })
    // What has another value there is another module of that name, or not its input but what that is made from.
    const made = (calls.get(module) ?? []).map(call => ({ call, found: given(call, input) }))
    const [one, another] = made.length === 1 ? made : made.filter(({ found }) => typeof found === 'object' && valueIn(found) === file)
    const { call, found } = one ?? {}
    if (made.length === 0) refuse(`no file makes '${module}' by that name`, true)
    else if (!call || another) refuse(`'${module}' stands in lines ${made.map(({ call }) => call.loc.start.line).join(', ')}`)
    else if (typeof found === 'string') refuse(`${place(call)} ${found}`)
    else if (!found && (names.get(call.callee.name) ?? call.callee.name) !== kind) refuse(`${place(call)} ${call.callee.name} makes it`)
    else if (!found) missing.set(call, [...missing.get(call) ?? [], value])
    else if (valueIn(found) === undefined) refuse(`${place(found)} it is ${text.slice(found.start, found.end)}`)
    else if (valueIn(found) !== file) refuse(`${place(found)} it is ${text.slice(found.start, found.end)}, not the ${file} that was loaded`)
    else changes.push({ at: found.start, end: found.end, text: literal(value.value) })
  }
  for (const [call, values] of missing) changes.push(addition(call, values))
  changes.sort((a, b) => b.at - a.at)
  return { unwritten, text: changes.reduce((text, { at, end, text: by }) => text.slice(0, at) + by + text.slice(end), text) }
}

/** The calls that may make modules, by the id that they are given; and what is imported, by the name that it has here. */
function modulesIn(program: Node): { calls: Map<string, Node[]>, names: Map<string, string> } {
  const calls = new Map<string, Node[]>()
  const names = new Map<string, string>()
  visit(program, node => {
    const [id] = node.type === 'CallExpression' ? node.arguments : []
    if (id?.type === 'StringLiteral' && node.callee.type === 'Identifier') calls.set(id.value, [...calls.get(id.value) ?? [], node])
    if (node.type === 'ImportSpecifier') names.set(node.local.name, node.imported.name)
  })
  return { calls, names }
}

/** What a call gives an input; undefined when it says nothing of it, and a text where that can't be known. */
function given({ arguments: [, inputs] }: Node, name: string): Node | string | undefined {
  if (!inputs) return undefined
  if (inputs.type !== 'ObjectExpression') return 'its inputs are not written out'
  const index = inputs.properties.findLastIndex((property: Node) => property.type !== 'ObjectProperty' || property.computed ||
    (property.key.name ?? property.key.value) === name)
  if (index < 0) return undefined
  const { type, computed, value } = inputs.properties[index]
  return type !== 'ObjectProperty' || computed ? 'its inputs are not all written out' : value
}

/** The value of a literal; undefined where it is none. */
function valueIn({ type, operator, argument, value }: Node): number | string | undefined {
  if (type === 'UnaryExpression' && argument.type === 'NumericLiteral') {
    if (operator === '-') return -argument.value
    return operator === '+' ? argument.value : undefined
  }
  if (type === 'BooleanLiteral') return Number(value)
  return type === 'NumericLiteral' || type === 'StringLiteral' ? value : undefined
}

/** What adds inputs to a call that doesn't give them. */
function addition({ arguments: [id, inputs] }: Node, values: readonly Value[]): Change {
  const text = values.map(({ input, value }) => `${input}: ${literal(value)}`).join(', ')
  if (!inputs) return { at: id.end, end: id.end, text: `, { ${text} }` }
  const last = inputs.properties.at(-1)
  // Behind the brace: a comment may stand between them.
  if (!last) return { at: inputs.start + 1, end: inputs.start + 1, text: inputs.end - inputs.start === 2 ? ` ${text} ` : ` ${text},` }
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
