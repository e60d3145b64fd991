/** Branches at rest: those that nothing but their own doing could open, such as the countdown of an envelope that has arrived. As
 *  long as no lane takes one nothing it looks at changes, so it stays closed, and what it would set is as good as a constant. */
import { isSignal } from '../../dsp/signal.ts'
import { each, hasReturn } from '../ir.ts'
import type { Routine, Statement, Variable } from '../ir.ts'
import type { BankPart } from './bank.ts'
import { isFixed } from './known.ts'

export type Branch = Statement & { op: 'if' }
/** `quiet`: the fields of the state that nothing else sets. */
export interface Rest { branches: ReadonlySet<Statement>, tests: readonly Branch['test'][], quiet: ReadonlySet<Variable> }

/** The branches of a module's tick that may be at rest. `fixed`: what doesn't change from frame to frame in any case. */
export function resting({ body, sets }: Routine, fixed: ReadonlySet<Variable>): Rest {
  let branches = body.filter(isClosable)
  for (;;) {
    const elsewhere = setIn(body.filter(statement => !branches.includes(statement as Branch)))
    const quiet = new Set([...sets].filter(variable => !elsewhere.has(variable)))
    const known = new Set([...fixed, ...quiet])
    const left = branches.filter(({ test }) => isFixed(test, known))
    if (left.length === branches.length) return { branches: new Set(left), tests: left.map(({ test }) => test), quiet }
    branches = left
  }
}

/** Whether a module has such branches, by what doesn't change while no input moves. */
export function mayRest({ node, program }: BankPart): boolean {
  const { env: { sampleRate, period }, inputs, coefficients, state, tick } = program
  const held = inputs.filter(({ name }) => !isSignal(node.inputs[name]))
  const kept = state.filter(variable => !tick.sets.has(variable))
  return resting(tick, new Set([sampleRate, period, ...held, ...coefficients, ...kept])).branches.size > 0
}

const isClosable = (statement: Statement): statement is Branch =>
  statement.op === 'if' && statement.no.length === 0 && !hasReturn(statement) && !stores(statement.yes)

function stores(body: readonly Statement[]): boolean {
  let found = false
  each(body, part => { found ||= part.op === 'store' || (part.op === 'call' && part.callee.stores) })
  return found
}

function setIn(body: readonly Statement[]): Set<Variable> {
  const found = new Set<Variable>()
  each(body, part => { if (part.op === 'set') found.add(part.variable) })
  return found
}
