/** `filter.cutoff.to(200, '4 bars')`. What an input gives is a plain number: an object in its place would be unlike any number in
 *  `filter.cutoff === 1200`, `typeof` and `if (lfo.depth)`. A number knows no input, so it is the line that is read: every `a.b.to(…)`
 *  in it becomes `$to(a, 'b', …)`, which lets the input b of the module a glide, and calls whatever else has a `to`. Where no line is
 *  read, in a file that is imported, `filter.to({ cutoff: 200 }, '4 bars')` does the same. */
import { parse } from 'acorn'
import { type Node, visit } from './breath.ts'

/** The name by which a line's code lets an input glide. */
export const TO = '$to'

/** The code with its glides. Code that can't be read is left as it is. */
export function gliding(code: string): string {
  if (!/\.\s*to\b/.test(code)) return code
  const edits: { from: number, to: number, text: string }[] = []
  try {
    visit(parse(code, {
      ecmaVersion: 'latest', allowAwaitOutsideFunction: true, allowReturnOutsideFunction: true, preserveParens: true,
    }), node => {
      const { type, start, end, callee, arguments: args, optional } = node
      const input = type === 'CallExpression' && !optional && callee.type === 'MemberExpression' && !callee.computed &&
        !callee.optional && callee.property.name === 'to' ? callee.object as Node : null
      const isOther = input?.type !== 'MemberExpression' || input.optional || input.object.type === 'Super'
      if (isOther || input.property.type === 'PrivateIdentifier') return
      const [open, close] = input.computed ? ['(', ')'] : ["'", "'"]
      edits.push({ from: start, to: start, text: `${TO}(` })
      edits.push({ from: input.object.end, to: input.property.start, text: `, ${open}` })
      edits.push({ from: input.property.end, to: args[0]?.start ?? end - 1, text: args.length > 0 ? `${close}, ` : close })
    })
  } catch {
    return code
  }
  // From the end, so that positions stay true; of calls that begin together any may open first.
  edits.sort((a, b) => b.from - a.from)
  return edits.reduce((code, { from, to, text }) => code.slice(0, from) + text + code.slice(to), code)
}
