/** What is always a whole number of 32 bits is kept as one: fields of the state, variables and arguments of helpers to which nothing
 *  else is ever assigned. Phases and generators of noise then cost what integers cost, and the numbers are the same, to the bit. */
import { each } from './ir.ts'
import type { Expression, Routine, Statement, Variable } from './ir.ts'
import { apply } from './value.ts'
import type { Opcode } from './opcodes.ts'

/** Finds such variables in routines that share a state, and in the helpers that they call, and makes them integers. `starts`: what
 *  the fields start from. */
export function keepIntegers(parts: readonly Routine[], starts: ReadonlyMap<Variable, number>): void {
  const routines = new Set(parts)
  for (const { body } of routines) each(body, expression => { if (expression.op === 'call') routines.add(expression.callee) })
  const assigned = new Map<Variable, Expression[]>()
  const assign = (variable: Variable, value: Expression) => {
    if (variable.type === 'number') assigned.set(variable, [...assigned.get(variable) ?? [], value])
  }
  for (const { body } of routines) {
    each(body, expression => {
      if (expression.op === 'set') assign(expression.variable, expression.value)
      // The mathematical library is shared by all modules.
      if (expression.op !== 'call' || expression.callee.isExact) return
      expression.callee.parameters.forEach((parameter, index) => assign(parameter, expression.args[index]))
    })
  }
  for (const [field, start] of starts) if (!isInt32(start)) assigned.delete(field)
  // At first all of them are taken for integers; then those go that would get something else, until none does.
  const whole = new Set([...assigned.keys()].filter(({ role }) => role === 'state' || role === 'local' || role === 'argument'))
  const isWhole = (value: Expression): boolean => {
    switch (value.op) {
      case 'constant': return isInt32(value.value)
      case 'get': return whole.has(value.variable)
      case 'set': return whole.has(value.variable)
      case 'choose': return isWhole(value.yes) && isWhole(value.no)
      case 'apply': return value.code === 'f64.convert_i32_s'
      default: return false
    }
  }
  for (let before = -1; before !== whole.size;) {
    before = whole.size
    for (const variable of whole) {
      const isArgument = variable.role === 'argument'
      // A constant may stand for any number where a helper takes it.
      if (!assigned.get(variable)!.every(value => isWhole(value) && !(isArgument && value.op === 'constant'))) whole.delete(variable)
    }
  }
  for (const variable of whole) variable.type = 'int'
  for (const { body } of routines) rewrite(body)
}

const isInt32 = (value: number) => Object.is(value | 0, value)

function rewrite(body: readonly Statement[]): void {
  for (const statement of body) {
    switch (statement.op) {
      case 'do': statement.value = bare(narrowed(statement.value)); break
      case 'if':
        statement.test = narrowed(statement.test)
        rewrite(statement.yes)
        rewrite(statement.no)
        break
      case 'for':
        rewrite(statement.start)
        statement.test = narrowed(statement.test)
        statement.next = bare(narrowed(statement.next))
        rewrite(statement.body)
        break
      case 'return': statement.values = statement.values.map(narrowed)
    }
  }
}

/** The expression with its integers as such, of the type that it had. */
function narrowed(value: Expression): Expression {
  switch (value.op) {
    case 'constant': return value
    case 'get': return value.type === 'number' && value.variable.type === 'int' ? wide({ ...value, type: 'int' }) : value
    case 'set': {
      const given = narrowed(value.value)
      if (value.type !== 'number' || value.variable.type !== 'int') return { ...value, value: given }
      return wide({ ...value, type: 'int', value: narrow(given)! })
    }
    case 'element': return { ...value, index: narrowed(value.index) }
    case 'store': return { ...value, index: narrowed(value.index), value: narrowed(value.value) }
    case 'choose': {
      const made = { ...value, test: narrowed(value.test), yes: narrowed(value.yes), no: narrowed(value.no) }
      const isConstant = made.yes.op === 'constant' && made.no.op === 'constant'
      const integer = value.type === 'number' && !isConstant ? narrow(made) : undefined
      return integer ? wide(integer) : made
    }
    case 'call': {
      const { parameters } = value.callee
      return { ...value, args: value.args.map(narrowed).map((arg, index) => parameters[index].type === 'int' ? narrow(arg) ?? arg : arg) }
    }
    case 'apply': {
      const args = value.args.map(narrowed)
      if (value.code === 'toInt32') return modulo(args[0]) ?? { ...value, args }
      const code = comparisons[value.code]
      const integers = code === undefined ? [] : args.map(narrow)
      return code !== undefined && integers.every(arg => arg !== undefined) ? { ...value, code, args: integers } : { ...value, args }
    }
  }
}

const comparisons: Record<string, Opcode> = {
  'f64.lt': 'i32.lt_s', 'f64.gt': 'i32.gt_s', 'f64.le': 'i32.le_s', 'f64.ge': 'i32.ge_s', 'f64.eq': 'i32.eq', 'f64.ne': 'i32.ne',
}

const wide = (value: Expression) => apply('number', 'f64.convert_i32_s', value)
/** A value that is not used needs not be a number. */
const bare = (value: Expression) => value.op === 'apply' && value.code === 'f64.convert_i32_s' ? value.args[0] : value

/** A number that is known to be a whole one of 32 bits, as such; undefined for any other. */
function narrow(value: Expression): Expression | undefined {
  switch (value.op) {
    case 'constant': return isInt32(value.value) ? { op: 'constant', type: 'int', value: value.value } : undefined
    case 'choose': {
      const [yes, no] = [narrow(value.yes), narrow(value.no)]
      return yes && no && { ...value, type: 'int', yes, no }
    }
    case 'apply': return value.code === 'f64.convert_i32_s' ? value.args[0] : undefined
    default: return undefined
  }
}

/** The last 32 bits of a number that is a sum of whole ones, by arithmetic of 32 bits; undefined for any other. A number of 64 bits
 *  holds a sum of 2²⁰ of them exactly, and no expression is as long. */
function modulo(value: Expression): Expression | undefined {
  if (value.op === 'constant' && Number.isInteger(value.value) && Math.abs(value.value) <= 2 ** 32) {
    return { op: 'constant', type: 'int', value: value.value | 0 }
  }
  if (value.op !== 'apply') return narrow(value)
  const { code, args } = value
  if (code === 'f64.convert_i32_s' || code === 'f64.convert_i32_u') return args[0]
  const parts = code === 'f64.add' || code === 'f64.sub' ? args.map(modulo) : []
  const [a, b] = parts
  return a && b && apply('int', code === 'f64.add' ? 'i32.add' : 'i32.sub', a, b)
}
