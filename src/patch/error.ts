/** Where and why a patch doesn't load. Plain data, so that it crosses from process to process. */
export interface Trouble {
  message: string
  /** Path of the file, line and column from 1, and the line itself. */
  file?: string
  line?: number
  column?: number
  text?: string
  /** What to write instead. */
  hint?: string
}

/** A patch that can't be played, in words for a musician. */
export class PatchError extends Error {
  readonly file?: string
  readonly line?: number
  readonly column?: number
  readonly text?: string
  readonly hint?: string

  /** Takes what toJSON gives, too. */
  constructor({ message, file, line, column, text, hint }: Trouble) {
    super(message)
    this.name = 'PatchError'
    Object.assign(this, { file, line, column, text, hint })
  }

  /** What happened; file:line:column; the line with a mark under the place; what to write instead. */
  get report(): string {
    const { message, file, line, column, text, hint } = this
    const lines = [message]
    if (file !== undefined) lines.push(`  ${[file, line, column].filter(part => part !== undefined).join(':')}`)
    if (text !== undefined) {
      const indent = text.length - text.trimStart().length
      lines.push(`    ${text.trim()}`)
      if (column !== undefined) lines.push(`    ${' '.repeat(Math.max(0, column - 1 - indent))}^`)
    }
    if (hint !== undefined) lines.push(`  ${hint}`)
    return lines.join('\n')
  }

  override toString(): string { return this.report }

  toJSON(): Trouble {
    const { message, file, line, column, text, hint } = this
    return { message, file, line, column, text, hint }
  }
}
