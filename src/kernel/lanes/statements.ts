/** Statements of module code in voices: a condition is a mask, and what is done in a branch is done in its lanes. */
import { assigns, cost, hasReturn } from '../ir.ts'
import type { Expression, Routine, Statement } from '../ir.ts'
import type { LaneEmitter } from './emit.ts'

/** A branch of so many operations is jumped over where no lane takes it. */
const WORTH_A_JUMP = 8

/** Runs a routine in place; what it returns is left in the locals `results`. */
export function emitBody(emitter: LaneEmitter, routine: Routine, results: readonly number[]): void {
  const last = routine.body.at(-1)
  const early = routine.body.some(statement => hasReturn(statement) && !(statement === last && statement.op === 'return'))
  const outer = emitter.mask
  const left = early ? emitter.code.local('v128') : null
  if (left !== null) {
    emitter.code.op('i32.const', 0)
    emitter.code.op('i32x4.splat')
    emitter.code.op('local.set', left)
  }
  all(emitter, routine.body, { results, left })
  emitter.mask = outer
}

function all(emitter: LaneEmitter, body: readonly Statement[], exit: Exit): void {
  body.every((statement, index) => {
    perform(emitter, statement, exit)
    const rest = body.slice(index + 1)
    if (!hasReturn(statement) || statement.op === 'return' || cost(rest) <= WORTH_A_JUMP) return true
    // Where all lanes have returned the rest is jumped over.
    inBranch(emitter, () => all(emitter, rest, exit))
    return false
  })
}

/** Jumps over a piece of code where no lane takes part. */
function inBranch(emitter: LaneEmitter, emit: () => void): void {
  const { code, quads } = emitter
  code.op('local.get', emitter.mask!)
  code.op('i32x4.bitmask')
  code.open('if')
  emitter.quads = new Map(quads)
  emit()
  emitter.quads = quads
  code.close()
}

function perform(emitter: LaneEmitter, statement: Statement, exit: Exit): void {
  const { code } = emitter
  switch (statement.op) {
    case 'do':
      if (statement.value.op === 'set') return emitter.set(statement.value.variable, statement.value.value)
      emitter.value(statement.value)
      return code.op('drop')
    case 'if': return emitter.closed.has(statement) ? undefined : branch(emitter, statement, exit)
    case 'for': return loop(emitter, statement, exit)
    case 'return':
      for (const value of statement.values) emitter.value(value)
      for (const local of exit.results.toReversed()) take(emitter, local, emitter.mask)
      if (exit.left !== null) leave(emitter, exit.left)
  }
}

/** Assigns what is on the stack to a local, in the lanes of a mask. */
export function take(emitter: LaneEmitter, local: number, mask: number | null): void {
  const { code } = emitter
  if (mask !== null) {
    code.op('local.get', local)
    code.op('local.get', mask)
    code.op('v128.bitselect')
  }
  code.op('local.set', local)
}

/** The lanes that have returned take no part any more. */
function leave(emitter: LaneEmitter, left: number): void {
  const { code } = emitter
  if (emitter.mask === null) emitter.splat(-1, true)
  else {
    code.op('local.get', emitter.mask)
    code.op('local.get', left)
    code.op('v128.or')
  }
  code.op('local.set', left)
}

function branch(emitter: LaneEmitter, { test, yes, no }: Statement & { op: 'if' }, exit: Exit): void {
  const { code } = emitter
  const outer = emitter.mask
  const taken = code.local('v128')
  emitter.value(test)
  code.op('local.set', taken)
  const each = (body: readonly Statement[], mask: () => void) => {
    if (body.length === 0) return
    emitter.mask = code.local('v128')
    mask()
    code.op('local.set', emitter.mask)
    if (cost(body) > WORTH_A_JUMP) inBranch(emitter, () => all(emitter, body, exit))
    else all(emitter, body, exit)
  }
  each(yes, () => {
    code.op('local.get', taken)
    if (outer === null) return
    code.op('local.get', outer)
    code.op('v128.and')
  })
  each(no, () => {
    if (outer === null) emitter.splat(-1, true)
    else code.op('local.get', outer)
    code.op('local.get', taken)
    code.op('v128.andnot')
  })
  emitter.mask = outer
  if (exit.left !== null && [...yes, ...no].some(hasReturn)) stay(emitter, exit.left)
}

/** From here on only the lanes take part that haven't returned. */
function stay(emitter: LaneEmitter, left: number): void {
  const { code } = emitter
  const mask = code.local('v128')
  if (emitter.mask === null) emitter.splat(-1, true)
  else code.op('local.get', emitter.mask)
  code.op('local.get', left)
  code.op('v128.andnot')
  code.op('local.set', mask)
  emitter.mask = mask
}

/** The counter is the same in all lanes. */
function loop(emitter: LaneEmitter, { start, test, next, body }: Statement & { op: 'for' }, exit: Exit): void {
  const { code, scalar } = emitter
  const first = start[0]
  if (first.op !== 'do' || first.value.op !== 'set') throw new Error('a loop starts with its counter')
  const { variable } = first.value
  scalar.statements(start)
  const place = scalar.places.get(variable)!
  if ('local' in place) emitter.places.set(variable, { number: place.local })
  code.open('block')
  code.open('loop')
  scalar.value(test)
  code.op('i32.eqz')
  code.op('br_if', 1)
  const outer = emitter.mask
  const leaveOut = () => { if (exit.left !== null && body.some(hasReturn)) stay(emitter, exit.left) }
  // What has returned in a pass takes no part in the next.
  leaveOut()
  const { quads } = emitter
  emitter.quads = new Map(quads)
  all(emitter, body, exit)
  emitter.quads = quads
  emitter.mask = outer
  scalar.value(next)
  code.op('drop')
  code.op('br', 0)
  code.close()
  code.close()
  leaveOut()
}

export function emitChoice(emitter: LaneEmitter, { test, yes, no }: Expression & { op: 'choose' }): void {
  const { code, mask } = emitter
  // && and ||
  const joined = isConstant(no, 0) ? yes : isConstant(yes, 1) ? no : undefined
  if (joined?.type === 'boolean' && !assigns(joined)) {
    for (const part of [test, joined]) emitter.value(part)
    return code.op(joined === yes ? 'v128.and' : 'v128.or')
  }
  if (![test, yes, no].some(assigns)) {
    for (const part of [yes, no, test]) emitter.value(part)
    return code.op('v128.bitselect')
  }
  const taken = code.local('v128')
  emitter.value(test)
  code.op('local.set', taken)
  for (const [part, operation] of [[yes, 'v128.and'], [no, 'v128.andnot']] as const) {
    emitter.mask = code.local('v128')
    if (mask === null) emitter.splat(-1, true)
    else code.op('local.get', mask)
    code.op('local.get', taken)
    code.op(operation)
    code.op('local.set', emitter.mask)
    emitter.value(part)
  }
  emitter.mask = mask
  code.op('local.get', taken)
  code.op('v128.bitselect')
}

const isConstant = (value: Expression, expected: number) => value.op === 'constant' && value.value === expected

/** What a return does: where its values go, and the lanes that have returned, if a return comes before the end. */
interface Exit { results: readonly number[], left: number | null }
