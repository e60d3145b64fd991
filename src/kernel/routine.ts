/** Functions and statements of module code: from the syntax tree to typed trees. */
import type * as acorn from 'acorn'
import { condition, lower, numeric, step } from './expression.ts'
import type { Expression, Routine, Row, Statement, Variable } from './ir.ts'
import { cost, each, MAX_COST, returned, returns } from './ir.ts'
import { refuse } from './refusal.ts'
import { isState, Scope, taken } from './scope.ts'
import type { Binding, Rows } from './scope.ts'
import type { FunctionNode } from './source.ts'
import { toNumber } from './value.ts'

/** What a function must return: one number, nothing (0), or an array of so many numbers. `test`: true or false will do. */
type Results = { array: boolean, count: number, test?: boolean }
const ONE: Results = { array: false, count: 1, test: true }

/** A helper function: its parameters are numbers, and the rows that it is made for. */
export function helper(name: string, node: FunctionNode, outer: Scope, rows: Rows): Routine {
  const scope = new Scope(outer)
  const parameters = node.params.flatMap((parameter, index): Variable[] => {
    if (parameter.type !== 'Identifier') {
      refuse(parameter, 'A helper takes plain numbers, and arrays.', 'Name them one by one: (x, y) => …')
    }
    const row = rows.get(index)
    const variable: Variable = { name: parameter.name, type: 'number', role: 'argument' }
    scope.declare(parameter.name, row ? { is: 'row', row } : { is: 'variable', variable, fixed: 'an argument' })
    return row ? [] : [variable]
  })
  return routine(name, node, parameters, scope, ONE)
}

/** A function whose parameters are declared in `scope` already. */
export function routine(name: string, node: FunctionNode, parameters: Variable[], scope: Scope, results: Results): Routine {
  if (node.async || node.generator) refuse(node, 'Sound can\'t wait: no async, no *.', 'Write a plain function.')
  const block = new Block(scope, results)
  const { body } = node
  if (body.type === 'BlockStatement') block.all(body.body)
  else if (results.count === 0) block.perform(body)
  else block.finish(body)
  if (results.count > 0 && !returns(block.statements)) {
    refuse(node.end - 1, `${name} doesn't return a number on every path.`, 'End it with return.')
  }
  const [type = 'number', ...others] = new Set(returned(block.statements))
  if (others.length > 0) refuse(node, `${name} returns now a number, now true or false.`, 'Return the one or the other.')
  const { statements } = block
  const made = { name, parameters, type, results: results.count, body: statements, cost: cost(statements), isExact: false }
  if (made.cost > MAX_COST) refuse(node, `${name} ${tooLong}`, room)
  return { ...made, ...survey(statements) }
}

function survey(body: readonly Statement[]): Pick<Routine, 'size' | 'reads' | 'sets' | 'rows' | 'stores'> {
  let size = 0
  let stores = false
  const rows = new Set<Row>()
  const reads = new Set<Variable>()
  const sets = new Set<Variable>()
  each(body, expression => {
    size++
    if (expression.op === 'get' && expression.variable.role === 'input') reads.add(expression.variable)
    if (expression.op === 'set' && isState(expression.variable)) sets.add(expression.variable)
    if ((expression.op === 'element' || expression.op === 'store') && expression.row.role !== 'table') rows.add(expression.row)
    if (expression.op === 'call') for (const row of expression.callee.rows) rows.add(row)
    stores ||= expression.op === 'store' || (expression.op === 'call' && expression.callee.stores)
  })
  return { size, reads: [...reads], sets, rows, stores }
}

/** A sequence of statements, with the names that are declared in it. */
class Block {
  readonly statements: Statement[] = []
  readonly #scope: Scope
  readonly #results: Results

  constructor(scope: Scope, results: Results) {
    this.#scope = scope
    this.#results = results
  }

  all(nodes: readonly (acorn.Statement | acorn.ModuleDeclaration)[]): void {
    for (const node of nodes) this.#add(node)
  }

  perform(node: acorn.Expression): void {
    const value = node.type === 'UpdateExpression' ? step(node, this.#scope) : lower(node, this.#scope)
    this.statements.push({ op: 'do', value })
  }

  finish(node: acorn.Expression): void {
    const { array, count, test } = this.#results
    if (!array) {
      const value = lower(node, this.#scope)
      const kept = test && value.type === 'boolean'
      this.statements.push({ op: 'return', values: [kept ? value : toNumber(value, node.start)] })
      return
    }
    if (node.type !== 'ArrayExpression' || node.elements.length !== count || node.elements.includes(null)) {
      refuse(node, `This module has ${count} outputs.`, `Return as many: return [${Array(count).fill('…').join(', ')}]`)
    }
    this.statements.push({ op: 'return', values: node.elements.map(element => numeric(element!, this.#scope)) })
  }

  #add(node: acorn.Statement | acorn.ModuleDeclaration): void {
    switch (node.type) {
      case 'EmptyStatement': return
      case 'BlockStatement': return void this.statements.push(...this.#inner(node).statements)
      case 'ExpressionStatement': return this.perform(node.expression)
      case 'VariableDeclaration': return this.#declare(node)
      case 'IfStatement': return this.#if(node)
      case 'ForStatement': return this.#for(node)
      case 'ReturnStatement': return this.#return(node)
      default: refuse(node, `Module code can't use ${names[node.type] ?? node.type}.`, hints[node.type] ?? 'Use if and for.')
    }
  }

  #inner(node: acorn.Statement, scope = new Scope(this.#scope)): Block {
    const block = new Block(scope, this.#results)
    block.all(node.type === 'BlockStatement' ? node.body : [node])
    return block
  }

  #return({ argument, start }: acorn.ReturnStatement): void {
    if (this.#results.count === 0) {
      if (argument) this.perform(argument)
      return void this.statements.push({ op: 'return', values: [] })
    }
    if (!argument) refuse(start, 'A number must be returned.', 'return 0')
    this.finish(argument)
  }

  #declare({ declarations, kind, start }: acorn.VariableDeclaration): void {
    if (kind !== 'const' && kind !== 'let') refuse(start, `Module code can't use ${kind}.`, 'Use const or let.')
    for (const { id, init } of declarations) {
      if (id.type === 'ObjectPattern' && init?.type === 'Identifier') {
        const group = this.#scope.resolve(init)
        if (group.is === 'group') {
          for (const [name, binding] of taken(id, group)) this.#take(name, binding, kind === 'const')
          continue
        }
      }
      if (id.type !== 'Identifier') refuse(id, 'Only the inputs and env can be taken apart.', 'Declare one name at a time.')
      if (!init) refuse(id, `'${id.name}' has no value.`, `Start from a number: let ${id.name} = 0.`)
      const value = lower(init, this.#scope)
      // What may be assigned again holds any number; a const may stay the 32-bit integer that it is.
      this.#local(id.name, kind === 'let' && value.type === 'int' ? toNumber(value, init.start) : value, kind === 'const')
    }
  }

  /** A name taken out of a group: a field of the state is copied, what can't change needs no copy. */
  #take(name: string, binding: Binding, constant: boolean): void {
    if (binding.is !== 'variable' || !isState(binding.variable)) return this.#scope.declare(name, binding)
    this.#local(name, { op: 'get', type: 'number', variable: binding.variable }, constant)
  }

  #local(name: string, value: Expression, constant: boolean): void {
    const variable: Variable = { name, type: value.type, role: 'local' }
    this.statements.push({ op: 'do', value: { op: 'set', type: value.type, variable, value } })
    this.#scope.declare(name, { is: 'variable', variable, fixed: constant ? 'a const' : undefined })
  }

  #if(node: acorn.IfStatement): void {
    const test = condition(node.test, this.#scope)
    const yes = this.#inner(node.consequent).statements
    const no = node.alternate ? this.#inner(node.alternate).statements : []
    this.statements.push({ op: 'if', test, yes, no })
  }

  /** `for (let i = 0; i < 8; i++)`: counts between constants, so it ends. */
  #for(node: acorn.ForStatement): void {
    const uncounted = () => refuse(node, 'A loop must count between constants.', 'Write for (let i = 0; i < 8; i++) { … }.')
    const { init, test, update } = node
    if (init?.type !== 'VariableDeclaration' || init.kind !== 'let' || init.declarations.length !== 1) return uncounted()
    if (test?.type !== 'BinaryExpression' || !update) return uncounted()
    const head = new Block(new Scope(this.#scope), this.#results)
    head.#declare(init)
    const [{ id, init: from }] = init.declarations
    const binding = id.type === 'Identifier' ? head.#scope.find(id.name) : undefined
    if (id.type !== 'Identifier' || binding?.is !== 'variable') return uncounted()
    const isCounter = (side: acorn.Node) => side.type === 'Identifier' && (side as acorn.Identifier).name === id.name
    const start = from && fixed(numeric(from, this.#scope))
    const end = fixed(numeric(test.right as acorn.Expression, head.#scope))
    const by = stride(update, isCounter, head.#scope)
    if (!Object.hasOwn(goes, test.operator)) return uncounted()
    if (start === undefined || end === undefined || by === undefined || !isCounter(test.left)) return uncounted()
    const count = passes(start!, end, by, test.operator, MAX_COST)
    if (count === undefined) refuse(node, `This loop ${tooLong}`, room)
    const condition_ = condition(test, head.#scope)
    const next = update.type === 'UpdateExpression' ? step(update, head.#scope) : lower(update, head.#scope)
    const scope = new Scope(head.#scope)
    scope.declare(id.name, { ...binding, fixed: 'the counter of a loop' })
    const { statements: body } = this.#inner(node.body, scope)
    const loop: Statement = { op: 'for', start: head.statements, test: condition_, next, body, passes: count }
    if (cost([loop]) > MAX_COST) refuse(node, `This loop ${tooLong}`, room)
    this.statements.push(loop)
  }
}

const tooLong = 'takes too long for one sample.'
const room = `There is time for ${MAX_COST} operations, those of each pass and each helper counted.`

const fixed = (value: Expression) => value.op === 'constant' ? value.value : undefined

/** What a loop's counter grows by each time: i++, i -= 2. */
function stride(update: acorn.Expression, isCounter: (node: acorn.Node) => boolean, scope: Scope): number | undefined {
  if (update.type === 'UpdateExpression') return isCounter(update.argument) ? (update.operator === '++' ? 1 : -1) : undefined
  if (update.type !== 'AssignmentExpression' || !isCounter(update.left)) return undefined
  const by = fixed(numeric(update.right, scope))
  return by === undefined ? undefined : update.operator === '+=' ? by : update.operator === '-=' ? -by : undefined
}

/** The comparisons that a loop may go on by. */
const goes: Record<string, (i: number, end: number) => boolean> = {
  '<': (i, end) => i < end, '<=': (i, end) => i <= end, '>': (i, end) => i > end, '>=': (i, end) => i >= end,
  '!==': (i, end) => i !== end,
}

/** How often the loop runs, counted as it will; undefined beyond `limit`. */
function passes(from: number, end: number, by: number, operator: string, limit: number): number | undefined {
  let count = 0
  for (let i = from; goes[operator](i, end); i += by) if (++count > limit) return undefined
  return count
}

const names: Record<string, string> = {
  WhileStatement: 'while', DoWhileStatement: 'do … while', SwitchStatement: 'switch', ForOfStatement: 'for … of',
  FunctionDeclaration: 'functions inside', TryStatement: 'try', ThrowStatement: 'throw', BreakStatement: 'break',
  ContinueStatement: 'continue', ForInStatement: 'for … in', ClassDeclaration: 'class', LabeledStatement: 'labels',
}

const COUNT = 'Count with for (let i = 0; i < 8; i++)'
const hints: Record<string, string> = {
  WhileStatement: `${COUNT}: a loop in a sound must end.`, DoWhileStatement: `${COUNT}: a loop in a sound must end.`,
  ForOfStatement: `${COUNT}.`,
  SwitchStatement: 'Use if and else if.',
  FunctionDeclaration: 'Define the function outside of the module and hand it over: uses: { … }.',
  ThrowStatement: 'Sound goes on: return 0.',
  TryStatement: 'Nothing in module code can fail.',
}
