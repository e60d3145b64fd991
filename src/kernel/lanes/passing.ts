/** Which outputs need no look at whether they are numbers: those of which another one tells it. What is infinite or NaN stays so
 *  through sums and products. */
import { isSignal } from '../../dsp/signal.ts'
import { each, eachStatement } from '../ir.ts'
import type { Expression, Program, Variable } from '../ir.ts'
import type { BankPart } from './bank.ts'
import type { Known } from './known.ts'

/** The modules of a chunk whose output is taken up by sums and products alone into that of another one of it. */
export function passing(parts: readonly BankPart[]): ReadonlySet<BankPart> {
  const found = new Set<BankPart>()
  for (const part of parts) {
    if (part.program.tick.results !== 1) continue
    const shows = parts.some(({ node, program, known }) => program.tick.reads.some(variable => {
      const source = node.inputs[variable.name]
      return isSignal(source) && source.node === part.node && passesOn(program, known, variable)
    }))
    if (shows) found.add(part)
  }
  return found
}

/** Whether an input that is no number makes the output none. */
function passesOn({ tick }: Program, { constants }: Known, input: Variable): boolean {
  const last = tick.body.at(-1)
  const values = new Map<Variable, Expression>()
  let returns = 0
  each(tick.body, value => { if (value.op === 'set' && constants.has(value.variable)) values.set(value.variable, value.value) })
  eachStatement(tick.body, ({ op }) => { returns += Number(op === 'return') })
  if (last?.op !== 'return' || returns > 1) return false
  const has = (value: Expression): boolean => {
    switch (value.op) {
      case 'get': return value.variable === input || (values.has(value.variable) && has(values.get(value.variable)!))
      case 'apply':
        if (value.code === 'f64.add' || value.code === 'f64.sub' || value.code === 'f64.mul') return value.args.some(has)
        return (value.code === 'f64.div' || value.code === 'f64.neg') && has(value.args[0])
      default: return false
    }
  }
  return last.values.every(has)
}
