/** The table of sentences in phrases.txt: `patch: sentence → messages`. Sentences before the last one, with `//` between them, were said
 *  before; `✘` stands before the beginning of what is said where nothing is sent. */
import { readFileSync } from 'node:fs'
import { toPattern } from '../../src/pattern/index.ts'
import { NOTHING_SAID, type Playing, type Said, understand } from '../../src/say/index.ts'

export interface Row { patch: string, sentences: string[], expected: string }

export function rows(): Row[] {
  const text = readFileSync(new URL('phrases.txt', import.meta.url), 'utf8')
  const lines = text.split('\n').filter(line => line !== '' && !line.startsWith('#'))
  return lines.map(line => {
    const [, patch, said, expected] = /^(\w+): ?(.*?) (→ .*|✘ .*)$/.exec(line) ?? []
    if (patch === undefined) throw new Error(`no row: ${line}`)
    return { patch, sentences: said.split(' // '), expected }
  })
}

/** What comes of the last of some sentences, as the table has it. `sent` applies messages to what plays. */
export function outcome(playing: Playing, sentences: readonly string[]): string {
  let context = NOTHING_SAID
  let state = playing
  for (const [index, sentence] of sentences.entries()) {
    try {
      const said = understand(sentence, state, context)
      if (index === sentences.length - 1) return shown(said)
      context = said.context
      state = after(state, said)
    } catch (error) {
      return `✘ ${(error as Error).message}`
    }
  }
  return ''
}

function shown({ messages, notes }: Said): string {
  const sent = messages.map(({ address, args, shown }) => [address, ...shown === undefined ? args : [shown]].join(' ')).join(' · ')
  return `→ ${sent}${notes.length > 0 ? `${sent && ' '}(${notes.join('; ')})` : ''}`
}

/** What plays when some messages have been obeyed. */
export function after(playing: Playing, { messages }: Pick<Said, 'messages'>): Playing {
  const values = Float64Array.from(playing.values)
  const patterns = { ...playing.patterns }
  let { bpm, silent, recording } = playing
  for (const { address, args: [value] } of messages) {
    const [, door, name, input] = address.split('/')
    if (address === '/bpm') bpm = Number(value)
    if (address === '/panic' || address === '/play') silent = address === '/panic'
    if (door === 'record') recording = name === 'start'
    if (door === 'pattern' && value === 'default') delete patterns[name]
    else if (door === 'pattern') patterns[name] = { text: String(value), tree: treeOf(String(value)) }
    if (door !== 'mod' && door !== 'gate') continue
    const [id, voice] = name.split('.')
    const { param, choices, defaults = [] } = playing.layout.modules.find(module => module.id === id)!.inputs
      .find(each => door === 'gate' ? each.gate : each.name === input)!
    const number = choices ? choices.indexOf(String(value)) : value === 'on' ? 1 : value === 'off' ? 0 : Number(value)
    if (voice !== undefined) values[param! + 1 + Number(voice)] = number
    else values.fill(number, param!, param! + 1 + defaults.length)
  }
  return { ...playing, values, patterns, bpm, silent, recording }
}

const treeOf = (text: string) => (text.startsWith('{') ? JSON.parse(text).tree : toPattern(text).tree)
