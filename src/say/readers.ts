/** What fills the slots of phrases, where that depends on what plays. */
import { phrase, readAmount, readTime, readWhen } from './amounts.ts'
import type { Read, Readers } from './match.ts'
import type { Parts } from './parts.ts'
import { readChord, readInterval, readKey, readNote } from './pitch.ts'
import type { ValueSaid } from './phrases/knobs.ts'
import type { Scene } from './scene.ts'
import type { Token } from './tokens.ts'

/** Other words for inputs. */
const KNOBS: Record<string, readonly string[]> = {
  'resonance': ['q', 'resonance'], 'q': ['q', 'resonance'], 'frequency': ['freq', 'cutoff'], 'cutoff frequency': ['cutoff'],
  'speed': ['rate', 'freq'],
  'wetness': ['mix'], 'wet': ['mix'], 'room size': ['size'], 'volume': ['gain', 'level'], 'tuning': ['tune', 'pitch'], 'swell': ['attack'],
  'tail': ['decay', 'release'], 'wave': ['shape', 'wave'], 'waveform': ['shape', 'wave'], 'pulse width': ['width'],
}
/** Inputs that are no knobs: signals, and what has words of its own. */
const NO_KNOBS = new Set(['in', 'left', 'right', 'gate', 'mute', 'link'])
const UNITS: Record<string, string> = {
  'hz': 'hz', 'hertz': 'hz', 'khz': 'khz', 'kilohertz': 'khz', 'ms': 'ms', 'milliseconds': 'ms', 's': 's', 'sec': 's', 'seconds': 's',
  'second': 's',
  'db': 'db', 'decibels': 'db', '%': '%', 'percent': '%', 'semitones': 'semitones', 'octaves': 'octaves', 'cents': 'cents',
}
const ENDS: Record<string, string> = { 'max': 'max', 'maximum': 'max', 'full': 'max', 'min': 'min', 'minimum': 'min' }

/** The words that only readers know: for saying which word of a sentence nobody does. */
export const READ_WORDS = [
  ...'sharp flat middle above below major minor percent % by over bars beats seconds hz khz ms db to at slowly quickly'.split(' '),
  ...'immediately bit much lot little slightly semitone semitones octaves steps tones'.split(' '), ...Object.keys(KNOBS),
]

/** What stands between things that are wished for together. "Then" is none of them: that is one after the other. */
const TOGETHER = new Set([',', ';', '&', '+', 'and', 'plus'])

/** Reads two or more notes. */
const several = (one: Read): Read => (tokens, at) => {
  const values: unknown[] = []
  /** Whether a word is the article of the note after it, "a C", and no note itself, as in "a c e". */
  const isArticle = (at: number): boolean => {
    const [after] = one(tokens, at + 1)
    if (after === undefined) return false
    return tokens[at].raw === 'an' || tokens[at].raw === 'a' && (/^[A-G]/.test(tokens[at + 1].raw) || one(tokens, after.next).length === 0)
  }
  for (let next = at, end = at; ; end = next) {
    while (values.length > 0 && TOGETHER.has(tokens[next]?.text)) next++
    if (isArticle(next)) next++
    const [found] = one(tokens, next)
    if (found === undefined) return values.length > 1 ? [{ value: values, next: end }] : []
    values.push(found.value)
    next = found.next
  }
}

export function readersOf(scene: Scene, parts: Parts): Readers {
  const names: Record<string, readonly string[]> = { ...KNOBS }
  const choices: Record<string, string> = {}
  for (const { inputs } of scene.modules) {
    for (const { name, choices: own = [], gate } of inputs) {
      if (NO_KNOBS.has(name) || gate) continue
      const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
      for (const each of [words, name.toLowerCase()]) if (!Object.hasOwn(names, each)) names[each] = [name]
      for (const choice of own) {
        if (!/^[a-z]{3,}$/i.test(choice)) continue
        choices[choice.toLowerCase()] = choice
        choices[choice.toLowerCase().replace(/(pass|shelf)$/, ' $1')] = choice
      }
    }
  }
  const word = (test: (token: Token) => unknown): Read => (tokens, at) => {
    const value = at < tokens.length ? test(tokens[at]) : undefined
    return value === undefined || value === false ? [] : [{ value, next: at + 1 }]
  }
  const value: Read = (tokens, at) => {
    const [first, unit] = tokens.slice(at, at + 2)
    if (first?.number !== undefined) {
      const plain: ValueSaid = { number: first.number, name: first.text }
      const measured = UNITS[unit?.text ?? '']
      return [...measured ? [{ value: { ...plain, unit: measured }, next: at + 2 }] : [], { value: plain, next: at + 1 }]
    }
    return [...phrase(ENDS, tokens, at), ...phrase(choices, tokens, at)].map(({ value, next }) => ({ value: { name: value }, next }))
  }
  const inWords = (name: string) => name.toLowerCase().replace(/[-_]/g, ' ')
  const patches = Object.fromEntries(Object.entries(scene.playing.patches).map(([name, path]) => [inWords(name), path]))
  return {
    target: parts.read, amount: readAmount, time: readTime, when: readWhen, note: readNote, chord: readChord, interval: readInterval, key: readKey,
    notes: several(readNote), value,
    number: word(({ number }) => number),
    steps: word(({ raw }) => /^[xX.]{4,64}$/.test(raw) && /x/i.test(raw) ? raw : undefined),
    name: (tokens, at) => {
      const [first, second] = tokens.slice(at, at + 2).map(({ raw }) => raw)
      // "take 1" is take1.
      const whole = second !== undefined && /^\d+$/.test(second) ? [{ value: first + second, next: at + 2 }] : []
      return first === undefined ? [] : [...whole, { value: first, next: at + 1 }]
    },
    knob: (tokens, at) => phrase(names, tokens, at),
    choice: (tokens, at) => phrase(choices, tokens, at),
    patch: (tokens, at) => phrase(patches, tokens, at),
    euclid: (tokens, at) => {
      const numbers: number[] = []
      let next = at
      for (; next < tokens.length && numbers.length < 3; next++) {
        const { number, text } = tokens[next]
        if (number !== undefined) numbers.push(number)
        else if (!['in', 'over', 'of', ',', 'and', '(', ')', 'by'].includes(text)) break
      }
      const [pulses, steps, turn] = numbers
      return steps === undefined ? [] : [{ value: { pulses, steps, turn }, next }]
    },
  }
}
