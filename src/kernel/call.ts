import type * as acorn from 'acorn'
import { suggest } from '../dsp/nearest.ts'
import type { Expression, Routine } from './ir.ts'
import { functions } from './math.ts'
import { meaning, rowOf } from './meaning.ts'
import type { Node } from './meaning.ts'
import { refuse } from './refusal.ts'
import type { Rows, Scope } from './scope.ts'
import { apply, toInt, toNumber } from './value.ts'
import type { Opcode } from './opcodes.ts'

/** Functions that the processor has: exact, so the same everywhere. */
const unary: Record<string, Opcode> = {
  abs: 'f64.abs', sqrt: 'f64.sqrt', floor: 'f64.floor', ceil: 'f64.ceil', trunc: 'f64.trunc',
}

/** Translates an argument. */
type Lower = (node: Node, scope: Scope) => Expression

/** A call: of a function of Math, or of a helper. */
export function call(node: acorn.CallExpression, scope: Scope, lower: Lower): Expression {
  const { start } = node
  // An imported function is called (0, import_file.name)(…) where its file is loaded as CommonJS.
  const callee = node.callee.type === 'SequenceExpression' ? node.callee.expressions.at(-1)! : node.callee
  if (callee.type === 'MemberExpression' && callee.object.type === 'Identifier' && callee.object.name === 'Math'
    && callee.property.type === 'Identifier' && scope.find('Math') === undefined) {
    return math(callee.property.name, node, scope, lower)
  }
  // esbuild keeps the name of a function that is made in place so: __name((x) => x, 'f').
  if (callee.type === 'Identifier' && callee.name === '__name') return lower(node.arguments[0], scope)
  const binding = meaning(callee, scope)
  if (binding?.is === 'macro') return macro(binding.code, node, scope, lower)
  if (binding?.is !== 'routine') {
    refuse(start, 'This can\'t be called.', 'Call functions of Math, and helpers that uses: { … } names.')
  }
  const rows = new Map(node.arguments.flatMap((argument, index) => {
    const row = rowOf(argument, scope)
    return row ? [[index, row] as const] : []
  }))
  return invoke(binding.routine(rows), node, rows, scope, lower)
}

function macro(code: 'high' | 'word', node: acorn.CallExpression, scope: Scope, lower: Lower): Expression {
  const convert = code === 'word' ? toInt : toNumber
  const args = node.arguments.map(arg => convert(lower(arg, scope), arg.start))
  return apply(code === 'word' ? 'number' : 'int', code, ...args)
}

function math(name: string, node: acorn.CallExpression, scope: Scope, lower: Lower): Expression {
  if (name === 'random') {
    refuse(node, 'Math.random can\'t be repeated, so the slots would sound different.', 'Use noise(…), which has a seed.')
  }
  const expect = (count: number) => {
    const numbers = count === 1 ? 'one number' : 'two numbers'
    if (node.arguments.length !== count) refuse(node, `Math.${name} takes ${numbers}.`, 'Count them.')
  }
  const args = () => node.arguments.map(arg => toNumber(lower(arg, scope), arg.start))
  if (Object.hasOwn(unary, name)) {
    expect(1)
    return apply('number', unary[name], ...args())
  }
  switch (name) {
    case 'min': case 'max': {
      if (node.arguments.length === 0) refuse(node, `Math.${name} takes at least one number.`, 'Name them.')
      return args().reduce((a, b) => apply('number', `f64.${name}`, a, b))
    }
    case 'imul':
      expect(2)
      return apply('int', 'i32.mul', ...node.arguments.map(arg => toInt(lower(arg, scope), arg.start)))
    case 'clz32':
      expect(1)
      return apply('int', 'i32.clz', toInt(lower(node.arguments[0], scope), node.start))
    case 'fround':
      expect(1)
      return apply('number', 'f64.promote_f32', apply('number', 'f32.demote_f64', ...args()))
  }
  const binding = scope.find(`Math.${name}`)
  if (binding?.is === 'routine') return invoke(binding.routine(), node, new Map(), scope, lower)
  const names = [...Object.keys(unary), 'min', 'max', 'imul', 'clz32', 'fround', ...Object.keys(functions)]
  refuse(node, `There is no Math.${name} in module code.`, suggest(name, names))
}

function invoke(callee: Routine, node: acorn.CallExpression, rows: Rows, scope: Scope, lower: Lower): Expression {
  const { parameters, name, type } = callee
  const numbers = node.arguments.filter((_, index) => !rows.has(index))
  if (parameters.length !== numbers.length) {
    const what = parameters.length === 1 ? 'number' : 'numbers'
    refuse(node, `${name} takes ${parameters.length} ${what}, not ${numbers.length}.`, 'Count them.')
  }
  return { op: 'call', type, callee, args: numbers.map(arg => toNumber(lower(arg, scope), arg.start)) }
}
