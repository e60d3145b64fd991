/** Words instead of code: say('darker, and add some wobble'), or a line that begins with a quotation mark, "darker. */
import { inspect } from 'node:util'
import { beginnings } from '../say/index.ts'
import { PlayerError } from './mirror.ts'
import type { Mirror } from './mirror.ts'

/** The code that a line in words stands for; null for other lines. A quotation mark at its end may be left out. */
export function asCode(line: string): string | null {
  const [, sentence] = /^\s*["“]([^]*?)["”]?\s*;?\s*$/.exec(line) ?? []
  return sentence === undefined ? null : `say(${JSON.stringify(sentence)})`
}

/** Says it and gives the messages that were sent, which show themselves as text. */
export async function say(mirror: Mirror, sentence: unknown): Promise<unknown> {
  if (typeof sentence !== 'string') throw new PlayerError("say takes words: say('darker, and add some wobble')")
  const [{ args: [text, messages] }] = await mirror.send('/say', sentence)
  const sent: { address: string }[] = JSON.parse(String(messages))
  // Other things are told as news.
  if (sent.some(({ address }) => /^\/(solo|reset|patch)/.test(address))) await mirror.refresh()
  return Object.defineProperty(sent, inspect.custom, { value: () => String(text) })
}

/** What can be said that begins as the last wish of a line in words does; null where the line is none. */
export function completeWords(line: string): [string[], string] | null {
  const [, sentence] = /^\s*"([^"]*)$/.exec(line) ?? /\bsay\(\s*['"`]([^'"`]*)$/.exec(line) ?? []
  if (sentence === undefined) return null
  const wish = sentence.slice(/^(?:.*(?:[,;]|\b(?:and|then|but)\b))?\s*/.exec(sentence)![0].length)
  return [beginnings(wish), wish]
}
