/** What is known of a module's variables before they have places. */
import { each } from '../ir.ts'
import type { Expression, Program, Routine, Variable } from '../ir.ts'

/** `wholes`: those that hold whole numbers of 32 bits and nothing else, what the bit operators make: in 32-bit floats they would lose
 *  their last bits. `constants`: those that are assigned once only. */
export interface Known { wholes: Set<Variable>, constants: Set<Variable> }

/** `initial`: what the fields of the state start from. */
export function known({ tick, control }: Program, initial: Readonly<Record<string, unknown>>): Known {
  const found = new Map<Variable, boolean>()
  const times = new Map<Variable, number>()
  const seen = new Set<Routine>()
  const look = (routine: Routine) => {
    if (seen.has(routine)) return
    seen.add(routine)
    each(routine.body, expression => {
      if (expression.op === 'set') {
        const { variable, value } = expression
        found.set(variable, (variable.type === 'int' || isInt(value)) && found.get(variable) !== false)
        times.set(variable, 1 + (times.get(variable) ?? 0))
      }
      if (expression.op === 'call') look(expression.callee)
    })
  }
  look(tick)
  if (control !== undefined) look(control)
  const starts = ({ role, name }: Variable) => {
    const start = Number(initial[name])
    return role === 'local' || (role === 'state' && start === (start | 0))
  }
  return {
    wholes: new Set([...found].filter(([variable, whole]) => whole && starts(variable)).map(([variable]) => variable)),
    constants: new Set([...times].filter(([{ role }, count]) => role === 'local' && count === 1).map(([variable]) => variable)),
  }
}

const isInt = (value: Expression) => value.op === 'apply' && value.code === 'f64.convert_i32_s'

/** Whether an expression has the same value in every frame, where these variables have. */
export function isFixed(value: Expression, fixed: ReadonlySet<Variable>): boolean {
  const is = (part: Expression) => isFixed(part, fixed)
  switch (value.op) {
    case 'constant': return true
    case 'get': return fixed.has(value.variable)
    case 'apply': return value.args.every(is)
    case 'call': return value.callee.rows.size === 0 && value.args.every(is)
    case 'choose': return is(value.test) && is(value.yes) && is(value.no)
    default: return false
  }
}
