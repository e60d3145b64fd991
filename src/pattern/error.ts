/** What the player is told of a pattern that can't be made or played. */
export interface PatternTrouble {
  message: string
  /** What to write instead. */
  hint?: string
  /** The notation, and where in it the trouble is: offsets of its first letter and of the one after its last. */
  text?: string
  start?: number
  end?: number
}

/** A pattern that is wrong, in words for a musician. Plain data crosses from process to process by toJSON. */
export class PatternError extends Error {
  readonly hint?: string
  readonly text?: string
  readonly start?: number
  readonly end?: number

  constructor({ message, hint, text, start, end }: PatternTrouble) {
    super(message)
    this.name = 'PatternError'
    Object.assign(this, { hint, text, start, end })
  }

  /** What happened; the line of the notation with carets under the place; what to write instead. */
  get report(): string {
    const { message, text, start = 0, end = start + 1, hint } = this
    const lines = [message]
    if (text !== undefined) {
      const first = text.lastIndexOf('\n', start - 1) + 1
      const after = text.indexOf('\n', first)
      const line = text.slice(first, after < 0 ? undefined : after)
      const from = Math.min(start - first, line.length)
      const to = Math.max(from + 1, Math.min(end - first, line.length))
      lines.push(`    ${line.replaceAll('\t', ' ')}`, `    ${' '.repeat(from)}${'^'.repeat(to - from)}`)
    }
    if (hint !== undefined) lines.push(`  ${hint}`)
    return lines.join('\n')
  }

  override toString(): string { return this.report }

  toJSON(): PatternTrouble {
    const { message, hint, text, start, end } = this
    return { message, hint, text, start, end }
  }
}

/** Refuses something about a pattern that has no place in a text. */
export function wrong(message: string, hint?: string): never {
  throw new PatternError({ message, hint })
}
