/** A line of TypeScript made JavaScript. */
import { stop, transformSync } from 'esbuild'
import type { TransformFailure } from 'esbuild'
import { Script } from 'node:vm'

/** The code ends in the middle of something: more lines are to come. */
export class Incomplete extends Error {}

/** A syntax error, its message cut to what a player wants to know. */
export class BadSyntax extends Error {}

/** esbuild's words for code that ends too soon. */
const ENDS_TOO_SOON = /end of file|terminate multi-line comment/
/** `f<number>(x)` is JavaScript too, and means something else. */
const TYPE_ARGUMENTS = /<[\w\s,|[\]{}.'"]+>\s*\(/

/** Errors: throws Incomplete, or BadSyntax with the place in the line. */
export function toJavaScript(code: string): string {
  // What begins with a brace is an object literal if it can be one, as the REPL of Node has it.
  const literal = /^\s*\{[^]*\}\s*$/.test(code) ? `(${code.trim()})` : null
  if (!TYPE_ARGUMENTS.test(code) && (isJavaScript(code) || (literal && isJavaScript(literal)))) return code
  if (!literal) return transform(code)
  try { return transform(literal) } catch { return transform(code) }
}

/** Compiles it, to see; costs a fraction of what esbuild does, and most lines are plain JavaScript. */
function isJavaScript(code: string): boolean {
  try {
    new Script(`(async () => {${code}\n})`)
    return true
  } catch {
    return false
  }
}

function transform(code: string): string {
  try {
    return withoutTypes(code)
  } catch (error) {
    const [first] = (error as Partial<TransformFailure>).errors ?? []
    if (!first) throw error
    const { column, lineText } = first.location ?? { column: 0, lineText: '' }
    // A template literal that is still open is reported at the end, where nothing is.
    if (ENDS_TOO_SOON.test(first.text) || lineText === '') throw new Incomplete(first.text)
    throw new BadSyntax(`${first.text}\n  ${lineText}\n  ${' '.repeat(column)}^`)
  }
}

/** esbuild works in a process of its own, which a Ctrl-C meant for a line ends too: then it is started again. */
function withoutTypes(code: string, again = false): string {
  try {
    return transformSync(code, {
      loader: 'ts', target: 'esnext', logLevel: 'silent', tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
    }).code
  } catch (error) {
    const { errors } = error as Partial<TransformFailure>
    if (errors?.length || again) throw error
    void stop()
    return withoutTypes(code, true)
  }
}
