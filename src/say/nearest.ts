/** What is said of a sentence that isn't understood: which part, which of its words nobody knows, and the nearest phrases. */
import { nearest } from '../dsp/nearest.ts'
import { itemsOf, plainWays, wordsOf } from './match.ts'
import { KNOWN, type Parts } from './parts.ts'
import { READ_WORDS } from './readers.ts'
import { PHRASES } from './table.ts'
import { type Token, isFiller } from './tokens.ts'

const OFFERED = 3
/** What is offered where nothing is near. */
const FIRST = ['brighter', 'louder', 'play C4']
/** Parts that are named. */
const MOST_NAMED = 12
/** Words of a part that phrases are looked for by. */
const MOST_COMPARED = 8
/** Letters of a part that are repeated. */
const SHOWN = 60

const vocabulary = new Set([...PHRASES.flatMap(({ words }) => wordsOf(itemsOf(words))), ...READ_WORDS])

export function notUnderstood(rest: readonly Token[], parts: Parts): string {
  const text = rest.map(({ raw }) => raw).join(' ').replace(/ ([,.;!?])/g, '$1').trim()
  const told = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text
  const names = new Set([...parts.names.keys()].flatMap(name => name.split(' ')))
  const isKnown = (token: Token) => isFiller(token) || token.number !== undefined || vocabulary.has(token.text) || names.has(token.text)
  const strange = [...new Set(rest.filter(token => !isKnown(token)))]
  const absent = rest.length < 2 ? undefined
    : rest.find(token => (strange.length === 0 || strange.includes(token)) && isAbsent(token.text, parts))
  const unknown = strange.slice(0, OFFERED).map(({ raw }) => `'${raw.slice(0, SHOWN)}'`).join(', ')
  const lead = absent ? `this patch has no ${absent.raw} ('${told}')` : text === '' ? 'say what you would like to hear'
    : `I don't understand '${told}'${strange.length > 0 && strange.length < rest.length ? ` (${unknown} I don't know)` : ''}`
  const near = nearestPhrases(rest.filter(token => !isFiller(token)).map(({ text }) => text), parts).map(phrase => `'${phrase}'`).join(', ')
  const there = absent || strange.length > 0 && strange.length < rest.length ? parts.own.map(({ name }) => name).slice(0, MOST_NAMED) : []
  const parted = there.length > 0 ? `. There is ${there.join(', ')}` : ''
  return `${lead}. ${text === '' ? '' : 'Nothing was changed. '}You could say: ${near}${parted}`
}

/** Whether a word is the name of a part that other patches have. */
const isAbsent = (word: string, { names }: Parts): boolean =>
  [word, word.replace(/s$/, '')].some(name => KNOWN.has(name) && !names.has(name))

/** Each row with the words that are its own, and those of its example that are not. */
const rows = PHRASES.map(({ words: pattern, example }) => {
  const [words, said] = [wordsOf(itemsOf(pattern)), example.toLowerCase().split(' ')]
  return {
    example, simple: plainWays(itemsOf(pattern)), others: said.filter(word => !words.includes(word)),
    own: [...new Set([...words, ...said])].filter(word => word.length > 1),
  }
})
const known = [...new Set(rows.flatMap(({ own }) => own))]

/** The examples that have most in common with some words, of those that mean something in the patch. */
function nearestPhrases(words: readonly string[], parts: Parts): string[] {
  const wanted = [...new Set(words)].filter(({ length }) => length > 1).slice(0, MOST_COMPARED)
  /** What each word is taken for. */
  const meant = wanted.map(word => known.includes(word) ? { word, likeness: 1 }
    : { word: word.length > 2 ? nearest(word, known) : undefined, likeness: 0.7 })
  const meaningful = rows.filter(({ others }) => !others.some(word => isAbsent(word, parts)))
  const ranked = meaningful.map(({ example, simple, own }) => {
    const common = meant.reduce((sum, { word, likeness }) => sum + (word !== undefined && own.includes(word) ? likeness : 0), 0)
    const close = meant.find(({ word }) => word !== undefined && simple.includes(word))?.word
    return { shown: close ?? example, score: common - 0.001 * own.length }
  })
  const found = ranked.filter(({ score }) => score > 0.4).sort((a, b) => b.score - a.score).map(({ shown }) => shown)
  return [...new Set([...found, ...FIRST])].slice(0, OFFERED)
}
