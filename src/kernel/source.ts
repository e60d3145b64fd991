import { parseExpressionAt } from 'acorn'
import type { ArrowFunctionExpression, Expression, FunctionExpression } from 'acorn'
import { Refusal } from './refusal.ts'

export type FunctionNode = ArrowFunctionExpression | FunctionExpression

/** Parses a function's own text, as toString gives it. Positions in the tree count from the start of that text. */
export function parseFunction(text: string): FunctionNode {
  const node = attempt(text, 0) ?? attempt(`({${text}})`, 0)
  const found = node?.type === 'ObjectExpression' && node.properties[0].type === 'Property' ? node.properties[0].value : node
  if (found?.type === 'ArrowFunctionExpression' || found?.type === 'FunctionExpression') return found
  throw new Refusal('This function\'s source can\'t be read.', 'Write it in place: tick: (s, inputs) => …', 0)
}

function attempt(text: string, position: number): Expression | undefined {
  try {
    return parseExpressionAt(text, position, { ecmaVersion: 'latest' })
  } catch {
    return undefined // a method, tick(s) { … }, is no expression by itself
  }
}
