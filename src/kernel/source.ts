import { parseExpressionAt } from 'acorn'
import type { AnyNode, ArrowFunctionExpression, Expression, FunctionExpression } from 'acorn'
import { refuse } from './refusal.ts'

export type FunctionNode = ArrowFunctionExpression | FunctionExpression

/** Parses a function's own text, as toString gives it. Positions in the tree count from the start of that text. */
export function parseFunction(text: string): FunctionNode {
  const node = parsed(text)
  if (isFunction(node)) return node
  // A method, tick(s) { … }, is no expression by itself: by itself it reads as a call.
  const method = parsed(`({${text}})`)
  const property = method?.type === 'ObjectExpression' ? method.properties[0] : undefined
  if (property?.type === 'Property' && isFunction(property.value)) return property.value
  refuse(0, 'This function\'s source can\'t be read.', 'Write it in place: tick: (s, inputs) => …')
}

export const isFunction = (node: AnyNode | undefined): node is FunctionNode =>
  node?.type === 'ArrowFunctionExpression' || node?.type === 'FunctionExpression'

function parsed(text: string): Expression | undefined {
  try {
    return parseExpressionAt(text, 0, { ecmaVersion: 'latest' })
  } catch {
    return undefined
  }
}
