/** A text that is read from left to right, and what is said when it is wrong. */
import { PatternError } from '../error.ts'

/** Brackets in brackets, and letters in a text, that are read at most. */
const DEEPEST = 64
const LONGEST = 20_000

export class Reader {
  readonly text: string
  at = 0
  /** Places of chance so far: each has a number of its own. */
  seeds = 0
  private depth = 0

  constructor(text: string) {
    this.text = text
    if (text.length > LONGEST) this.fail(LONGEST, LONGEST + 1, 'This notation is too long.', `It may have ${LONGEST} letters.`)
  }

  /** The next letter; '' at the end. */
  get next(): string { return this.text[this.at] ?? '' }

  /** What the expression (sticky) finds here; the place is after it then. */
  match(expression: RegExp): RegExpExecArray | null {
    expression.lastIndex = this.at
    const found = expression.exec(this.text)
    if (found !== null) this.at += found[0].length
    return found
  }

  accept(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false
    this.at += text.length
    return true
  }

  spaces(): void { this.match(/\s*/y) }

  /** Reads what is between brackets. `start` is where the open one is. */
  inside<T>(start: number, close: string, read: () => T): T {
    const open = this.text[start]
    if (++this.depth > DEEPEST) this.fail(start, start + 1, 'There are too many brackets inside each other.', `There may be ${DEEPEST}.`)
    const result = read()
    this.depth--
    if (this.next === '') this.fail(start, start + 1, `This ${open} is never closed.`, `Write ${close} where it ends.`)
    if (!this.accept(close)) this.unexpected(`the ${open} before it wants a ${close}`)
    return result
  }

  unexpected(why?: string): never {
    const closed: Record<string, string> = { ']': '[', '>': '<', '}': '{', ')': '(' }
    const { next, at } = this
    if (next === '') this.fail(at, at + 1, 'The notation ends too soon.', why && `At its end ${why}.`)
    const hint = why ? `Here ${why}.` : closed[next] ? `No ${closed[next]} comes before it: write one, or leave it out.` : meaning(next)
    this.fail(at, at + 1, `'${next}' can't be here.`, hint)
  }

  fail(start: number, end: number, message: string, hint?: string): never {
    throw new PatternError({ message, hint, text: this.text, start, end })
  }
}

/** What to write instead of a letter that has no meaning where it is. */
function meaning(letter: string): string {
  const hints: Record<string, string> = {
    '*': 'It makes what is right before it faster: bd*2.',
    '/': 'It makes what is right before it slower: bd/2.',
    '!': 'It repeats what is before it: bd!3.',
    '@': 'It makes what is before it longer: bd@3.',
    '_': 'It makes what is before it longer: bd _ sn.',
    '?': 'It leaves out what is right before it by chance: bd?.',
    '(': 'It makes a rhythm of what is right before it: bd(3,8).',
    '%': 'It says how many steps a cycle has: {a b c}%4.',
    '^': 'Variables of other programs are not known here: write their pattern itself.',
    "'": "A chord is a note and a name: c'maj.",
  }
  return hints[letter] ?? 'Write words, numbers, notes, or ~ for a rest, with spaces between them.'
}
