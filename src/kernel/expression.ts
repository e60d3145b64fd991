/** Expressions of module code: from the syntax tree to typed trees. */
import type * as acorn from 'acorn'
import { isLine } from '../dsp/line.ts'
import { suggest } from '../dsp/nearest.ts'
import { call } from './call.ts'
import type { Expression } from './ir.ts'
import { assigns } from './ir.ts'
import { isLength, meaning, rowOf, written } from './meaning.ts'
import type { Node } from './meaning.ts'
import { refuse } from './refusal.ts'
import type { Binding, Scope } from './scope.ts'
import { alike, apply, constant, toInt, toNumber } from './value.ts'
import type { Opcode } from './opcodes.ts'

const arithmetic: Record<string, [Opcode, (a: number, b: number) => number]> = {
  '+': ['f64.add', (a, b) => a + b], '-': ['f64.sub', (a, b) => a - b],
  '*': ['f64.mul', (a, b) => a * b], '/': ['f64.div', (a, b) => a / b],
}
const bitwise: Record<string, Opcode> = {
  '|': 'i32.or', '&': 'i32.and', '^': 'i32.xor', '<<': 'i32.shl', '>>': 'i32.shr_s', '>>>': 'i32.shr_u',
}
const comparisons: Record<string, Opcode> = {
  '<': 'f64.lt', '>': 'f64.gt', '<=': 'f64.le', '>=': 'f64.ge', '===': 'f64.eq', '!==': 'f64.ne',
}

/** The value of an expression, of whichever type. Errors: a Refusal with the place. */
export function lower(node: Node, scope: Scope): Expression {
  switch (node.type) {
    case 'ParenthesizedExpression': return lower(node.expression, scope)
    case 'Literal': return literal(node)
    case 'MemberExpression': return lengthOf(node, scope) ?? element(node, scope) ?? read(meaning(node, scope)!, node)
    case 'Identifier': return read(meaning(node, scope)!, node)
    case 'UnaryExpression': return unary(node, scope)
    case 'BinaryExpression': return binary(node, scope)
    case 'LogicalExpression': return logical(node, scope)
    case 'ConditionalExpression': {
      const [yes, no] = alike(lower(node.consequent, scope), lower(node.alternate, scope), node.start)
      return { op: 'choose', type: yes.type, test: condition(node.test, scope), yes, no }
    }
    case 'AssignmentExpression': return assignment(node, scope)
    case 'UpdateExpression': {
      if (!node.prefix) refuse(node, `${node.operator} after a name can't be used as a value.`, 'Make it a line of its own.')
      return step(node, scope)
    }
    case 'CallExpression': return call(node, scope, lower)
    default: refuse(node, `Module code can't use ${describe(node.type)}.`, hints[node.type] ?? 'Use numbers and functions.')
  }
}

/** A number: an int becomes one. */
export function numeric(node: Node, scope: Scope): Expression {
  return toNumber(lower(node, scope), node.start)
}

/** A test: a comparison, or a number that is not 0. */
export function condition(node: Node, scope: Scope): Expression {
  const value = lower(node, scope)
  if (value.type === 'boolean') return value
  return apply('boolean', 'f64.gt', apply('number', 'f64.abs', toNumber(value, node.start)), constant(0))
}

/** `x++`, `--x`: adds or takes 1. */
export function step(node: acorn.UpdateExpression, scope: Scope): Expression {
  const code = node.operator === '++' ? 'f64.add' : 'f64.sub'
  return assign(node.argument, apply('number', code, numeric(node.argument, scope), constant(1)), node.start, scope)
}

function literal(node: acorn.Literal): Expression {
  if (typeof node.value === 'number') return constant(node.value)
  if (typeof node.value === 'boolean') return { op: 'constant', type: 'boolean', value: Number(node.value) }
  refuse(node, `${node.raw} is not a number.`, 'Texts are for choices only: mode === \'lowpass\'.')
}

/** `s.echo[frame - 480]`: a number of a row; undefined for what is none. */
function element(node: Node, scope: Scope): (Expression & { op: 'element' }) | undefined {
  if (node.type !== 'MemberExpression' || !node.computed) return undefined
  const row = rowOf(node.object as Node, scope)
  return row && { op: 'element', type: 'number', row, index: numeric(node.property, scope) }
}

/** `s.past.length`: how many numbers an array or a table has. */
function lengthOf(node: acorn.MemberExpression, scope: Scope): Expression | undefined {
  if (!isLength(node, scope)) return undefined
  const row = rowOf(node.object, scope)!
  if (isLine(row.values)) refuse(node, 'A line has no length.', 'Count its frames: seconds * sampleRate.')
  return constant(row.values.length)
}

function read(binding: Binding, node: Node): Expression {
  const { start } = node
  switch (binding.is) {
    case 'number': return constant(binding.value)
    case 'variable': return { op: 'get', type: binding.variable.type, variable: binding.variable }
    case 'choice': refuse(start, `'${written(node)}' is one of several names, not a number.`,
      `Compare it: ${written(node)} === '${binding.names[0]}'.`)
    case 'row': refuse(start, `'${written(node)}' is several numbers.`, `Name one by its position: ${written(node)}[0].`)
    case 'group': refuse(start, `Module code can't use ${binding.what} as a whole.`, 'Name the member that you mean, after a dot.')
    default: refuse(start, 'A function can only be called.', 'Write its arguments after it, in parentheses.')
  }
}

function unary(node: acorn.UnaryExpression, scope: Scope): Expression {
  if (node.operator === '!') return apply('boolean', 'i32.eqz', condition(node.argument, scope))
  const value = lower(node.argument, scope)
  switch (node.operator) {
    case '~': return apply('int', 'i32.xor', toInt(value, node.start), { op: 'constant', type: 'int', value: -1 })
    case '+': return toNumber(value, node.start)
    case '-': {
      const number = toNumber(value, node.start)
      return number.op === 'constant' ? constant(-number.value) : apply('number', 'f64.neg', number)
    }
    // TypeScript's compiler makes it of undefined.
    case 'void': refuse(node, 'Module code can\'t use undefined.', 'Start from a number.')
    default: refuse(node, `Module code can't use ${node.operator}.`, 'Everything in it is a number.')
  }
}

function binary(node: acorn.BinaryExpression, scope: Scope): Expression {
  const { operator, start } = node
  const name = chosen(node, scope)
  if (name !== undefined) return name
  const [a, b] = [lower(node.left, scope), lower(node.right, scope)]
  if (operator in bitwise) {
    const [left, right] = [toInt(a, start), toInt(b, start)]
    if (operator === '|' && right.op === 'constant' && right.value === 0) return left
    const result = apply('int', bitwise[operator], left, right)
    // What was shifted is below 2³¹, so with a sign it is the same.
    const isSmall = b.op === 'constant' && (b.value & 31) !== 0
    return operator === '>>>' && !isSmall ? apply('number', 'f64.convert_i32_u', result) : result
  }
  if (operator in comparisons) {
    if (a.type === 'boolean' && b.type === 'boolean' && operator.endsWith('==')) {
      return apply('boolean', operator === '===' ? 'i32.eq' : 'i32.ne', a, b)
    }
    return apply('boolean', comparisons[operator], toNumber(a, start), toNumber(b, start))
  }
  const [x, y] = [toNumber(a, start), toNumber(b, start)]
  const constants = x.op === 'constant' && y.op === 'constant'
  if (operator in arithmetic) {
    const [code, compute] = arithmetic[operator]
    return constants ? constant(compute(x.value, y.value)) : apply('number', code, x, y)
  }
  if (operator === '**' && constants) return constant(x.value ** y.value)
  if (operator === '%' && constants) return constant(x.value % y.value)
  refuse(start, `Module code can't use ${operator}.`, operatorHints[operator] ?? 'Use + - * / and the bit operators.')
}

const operatorHints: Record<string, string> = {
  '%': 'Write x - Math.floor(x / m) * m.', '**': 'Write Math.pow(x, y).', '==': 'Write ===.', '!=': 'Write !==.',
}

/** `mode === 'lowpass'`: compares the index of the choice. */
function chosen({ left, right, operator, start }: acorn.BinaryExpression, scope: Scope): Expression | undefined {
  const isText = (side: Node): side is acorn.Literal => side.type === 'Literal' && typeof side.value === 'string'
  const name = isText(left) ? left : isText(right) ? right : undefined
  if (name === undefined || (operator !== '===' && operator !== '!==')) return undefined
  const other = name === left ? right : left
  const binding = meaning(other, scope)
  if (binding?.is !== 'choice') {
    refuse(start, `Only a choice can be compared with ${name.raw}.`, 'Declare the input with choice([…]).')
  }
  const index = binding.names.indexOf(String(name.value))
  if (index < 0) refuse(name, `'${written(other)}' is never ${name.raw}.`, suggest(String(name.value), binding.names))
  const value: Expression = { op: 'get', type: 'number', variable: binding.variable }
  return apply('boolean', comparisons[operator], value, constant(index))
}

function logical(node: acorn.LogicalExpression, scope: Scope): Expression {
  if (node.operator === '??') refuse(node, 'Module code can\'t use ??.', 'Every input has a value.')
  const [left, right] = [lower(node.left, scope), lower(node.right, scope)]
  if (left.type !== 'boolean' || right.type !== 'boolean') {
    refuse(node, `${node.operator} joins comparisons, not numbers.`, 'Compare each side, x > 0, or use ? and :.')
  }
  const known: Expression = { op: 'constant', type: 'boolean', value: node.operator === '||' ? 1 : 0 }
  const [yes, no] = node.operator === '&&' ? [right, known] : [known, right]
  return { op: 'choose', type: 'boolean', test: left, yes, no }
}

function assignment(node: acorn.AssignmentExpression, scope: Scope): Expression {
  const { operator, left, right, start } = node
  if (operator === '=') return assign(left, lower(right, scope), right.start, scope)
  const place = element(left, scope)
  if (place && assigns(place.index)) refuse(start, 'This position changes what it is made of.', 'Make that a line of its own.')
  const plain = operator.slice(0, -1)
  const value = { ...node, type: 'BinaryExpression', operator: plain, left, right } as unknown as acorn.BinaryExpression
  const known = plain in arithmetic || plain in bitwise || plain in operatorHints
  if (!known) refuse(start, `Module code can't use ${operator}.`, 'Use if and =.')
  return assign(left, binary(value, scope), start, scope)
}

function assign(target: Node, value: Expression, position: number, scope: Scope): Expression {
  const place = element(target, scope)
  if (place !== undefined) {
    const { row, index } = place
    if (row.role === 'table') refuse(target, `'${row.name}' is a table, which doesn't change.`, 'Make it an array of the state.')
    return { op: 'store', type: 'number', row, index, value: toNumber(value, position) }
  }
  const binding = meaning(target, scope)
  if (binding?.is !== 'variable') refuse(target, 'This can\'t be assigned.', 'Assign a let variable or s.name.')
  const { variable, fixed } = binding
  if (fixed !== undefined) refuse(target, `'${written(target)}' is ${fixed}.`, `Copy it first: let y = ${written(target)}.`)
  if (variable.type !== 'number' && variable.type !== value.type) {
    refuse(position, `'${written(target)}' holds true or false.`, 'Use another variable for the number.')
  }
  return { op: 'set', type: variable.type, variable, value: variable.type === 'number' ? toNumber(value, position) : value }
}

const describe = (type: string) => type.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()

const hints: Record<string, string> = {
  ArrowFunctionExpression: 'Define the function outside of the module and hand it over: uses: { … }.',
  FunctionExpression: 'Define the function outside of the module and hand it over: uses: { … }.',
  ArrayExpression: 'Use a variable or a field of the state for each number. Only a return of several outputs takes [ ].',
  ObjectExpression: 'Use a variable or a field of the state for each number.',
  TemplateLiteral: 'Everything in it is a number.',
  NewExpression: 'Nothing may be made while sound runs: declare a field of the state.',
  SequenceExpression: 'Make each part a line of its own.',
}
