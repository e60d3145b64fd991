import type * as acorn from 'acorn'
import type { Row } from './ir.ts'
import { refuse } from './refusal.ts'
import { member } from './scope.ts'
import type { Binding, Scope } from './scope.ts'

/** What may stand where a value is expected. */
export type Node = acorn.Expression | acorn.SpreadElement | acorn.Super | acorn.PrivateIdentifier | acorn.Pattern

/** The row that a name or `s.line` means, if it means one. */
export function rowOf(node: Node, scope: Scope): Row | undefined {
  const isMember = node.type === 'MemberExpression' && !node.computed && !isLength(node, scope)
  const isName = node.type === 'Identifier' || isMember
  const binding = isName ? meaning(node, scope) : undefined
  return binding?.is === 'row' ? binding.row : undefined
}

/** Whether it is `s.past.length`: how many numbers a row has. */
export function isLength({ object, property, computed }: acorn.MemberExpression, scope: Scope): boolean {
  return !computed && property.type === 'Identifier' && property.name === 'length' && rowOf(object, scope) !== undefined
}

/** What a name, `s.y`, `env.period` or `Math.PI` means; undefined for what is no name. */
export function meaning(node: Node, scope: Scope): Binding | undefined {
  if (node.type === 'MemberExpression') return access(node, scope)
  return node.type === 'Identifier' ? scope.resolve(node) : undefined
}

/** A name as the player wrote it. What it means may be called otherwise: `{ in: x }`. */
export function written(node: Node): string {
  if (node.type === 'MemberExpression') return `${written(node.object)}.${written(node.property)}`
  return node.type === 'Identifier' ? node.name : ''
}

function access(node: acorn.MemberExpression, scope: Scope): Binding {
  const { object, property } = node
  if (object.type === 'Identifier' && !node.computed && property.type === 'Identifier') {
    // What a file imports is called so where it is loaded as CommonJS.
    if (object.name.startsWith('import_') && scope.find(object.name) === undefined) return scope.resolve(property)
    if (object.name === 'Math' && scope.find('Math') === undefined) return mathConstant(property)
    const group = scope.resolve(object)
    if (group.is === 'group') return member(group, property.name, property.start)
  }
  if (node.computed) refuse(node, 'Only an array, a line or a table has positions.', 'Declare it: state: { past: [0, 0], echo: line(1) }.')
  if (object.type === 'ThisExpression') refuse(node, 'Module code can\'t use this.', 'The state is the first argument: (s, inputs) => …')
  refuse(node, 'Only the state, the inputs and env have members.', 'Write s.name, with a name that the module declares.')
}

function mathConstant({ name, start }: acorn.Identifier): Binding {
  const value = Math[name as keyof Math]
  if (typeof value === 'number') return { is: 'number', value }
  refuse(start, `Math.${name} is not a number.`, 'Constants are Math.PI, E, LN2, LN10, LOG2E, LOG10E, SQRT2, SQRT1_2.')
}
