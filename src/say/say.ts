/** Natural language to OSC, by a small grammar: a sentence, what plays, and what was said before give the messages to be sent. The same
 *  always gives the same. A sentence of which a part isn't understood gives none. */
import type { Amount, When } from './amounts.ts'
import { type Context, MOST_UNDONE } from './context.ts'
import { Heard } from './heard.ts'
import { Budget, match, remembering } from './match.ts'
import { notUnderstood } from './nearest.ts'
import { Parts, type Target } from './parts.ts'
import type { Manner, Phrase, Wish } from './phrase.ts'
import { again } from './phrases/again.ts'
import { shape } from './phrases/shape.ts'
import { sound } from './phrases/sound.ts'
import { readersOf } from './readers.ts'
import { Cannot, type Playing, Scene, type Sent } from './scene.ts'
import { PHRASES } from './table.ts'
import { LONGEST, type Token, tokens } from './tokens.ts'

export interface Said {
  messages: readonly Sent[]
  /** What there is to know beside the messages. */
  notes: readonly string[]
  /** With what the messages are to be sent; at once where nothing is said of it. */
  when?: When
  /** What was said, for the next sentence. */
  context: Context
}

/** A sentence that changes nothing: its message says which part of it isn't understood and what would be, or why it can't be done. */
export class NotDone extends Error {}

/** Wishes that a sentence may have, with commas between them. */
const MOST_PARTS = 12
/** Parts that may belong to one wish: mute the kick, the snare and the hats. */
const MOST_TOGETHER = 6
/** What can be done with the next beat or bar. */
const WAITS = /^\/(mod|gate|note|pattern|bpm|solo|reset|panic|play)(\/|$)/
/** Rows that go on about what the wish before them was about: make the bass darker and louder. */
const QUALITIES = new Set([...sound, ...shape])

interface Read { phrase: Phrase, tokens: readonly Token[], slots: Readonly<Record<string, unknown>>, leads: boolean }

/** Understands a sentence. Errors: throws NotDone, in words for a musician. */
export function understand(sentence: string, playing: Playing, before: Context): Said {
  if (sentence.length > LONGEST) throw new NotDone(`that is too long: say it in ${LONGEST} letters`)
  const all = tokens(sentence)
  const scene = new Scene(playing)
  const parts = new Parts(scene)
  const heard = new Heard(scene, parts)
  const context: Context = { ...before }
  const readers = readersOf(scene, parts)
  const budget = new Budget()
  const one = (words: readonly Token[]): Read | null => {
    const own = remembering(readers)
    const present = new Set(words.map(({ text }) => text))
    for (const phrase of PHRASES) {
      const found = match(phrase.words, words, present, own, [...phrase.takes ?? [], 'when'], budget)
      if (found !== null) return { phrase, tokens: words, slots: found.slots, leads: (found.places.time ?? Infinity) < found.begins }
    }
    return null
  }
  const wishes = split(all, one)
  if (!Array.isArray(wishes)) throw new NotDone(notUnderstood(wishes.rest, parts))
  const timed = times(wishes)
  const [when, ...others] = new Set(wishes.flatMap(({ slots }) => (slots.when as When | undefined) ?? []))
  if (others.length > 0) throw new NotDone('all of a sentence is done with the next beat, or with the next bar: say the rest by itself')
  let last: string[] = []
  const run = ({ phrase, slots }: Read, { time, target, amount }: Pick<Wish, Manner>, act = phrase.run): void => act({
    scene, heard, parts, context, slots, time, target, amount,
    again: (by, over) => {
      if (before.last.length === 0) throw new Cannot("nothing was said before that could be done again: say 'brighter', then 'more'")
      for (const text of before.last) {
        const read = one(tokens(text))
        if (read === null) throw new Cannot(`'${text}' means nothing in this patch`)
        const takes = read.phrase.takes ?? []
        const isBack = by !== undefined && 'steps' in by && by.steps < 0
        if (isBack && !takes.includes('amount')) throw new Cannot(`'${text}' has no opposite: say 'undo that'`)
        const own = slotsOf(read)
        const manner = { ...own, time: over === undefined ? own.time : over, ...takes.includes('amount') && { amount: by ?? own.amount } }
        run(read, manner, read.phrase.more)
      }
      last = [...before.last]
    },
  })
  try {
    let target: Target | null = null
    wishes.forEach((wish, index) => {
      const own = slotsOf(wish)
      // "make the bass darker and louder", "euclid 3 8 on the kick and make it louder"
      const goesOn = index > 0 && [wish, wishes[index - 1]].every(({ phrase }) => QUALITIES.has(phrase))
      const isSame = wish.tokens.some(({ text }) => text === 'it' || text === 'them')
      if (own.target === null && wish.phrase.takes?.includes('target') && (goesOn || isSame)) own.target = target
      target = own.target
      run(wish, { ...own, time: timed[index] })
      if (!again.includes(wish.phrase)) last.push(wish.tokens.map(({ raw }) => raw).join(' '))
    })
  } catch (error) {
    throw error instanceof Cannot ? new NotDone(error.message) : error
  }
  if (scene.messages.length === 0 && scene.notes.length === 0) scene.note('it is so already')
  const late = scene.messages.find(({ address }) => !WAITS.test(address))
  if (when !== undefined && late) throw new NotDone(`${late.address} can't wait for the next ${when}: say it without that`)
  const isUndo = context.undo.length < before.undo.length
  if (last.length > 0) context.last = last
  if (!isUndo && scene.back.length > 0) context.undo = [...context.undo, scene.back.toReversed()].slice(-MOST_UNDONE)
  return { messages: scene.messages, notes: scene.notes, ...when && { when }, context }
}

const slotsOf = ({ slots: { target = null, amount, time } }: Read): Pick<Wish, Manner> =>
  ({ target: target as Target | null, amount: amount as Amount | undefined, time: time as string | null | undefined })

/** The wishes of a sentence: its parts between commas and ands, as few as make sense; or the part that doesn't. */
function split(all: readonly Token[], one: (words: readonly Token[]) => Read | null): Read[] | { rest: readonly Token[] } {
  const edges = all.flatMap(({ separates }, at) => separates ? [at] : [])
  if (edges.length > MOST_PARTS) return { rest: all }
  const known = new Map<number, Read[] | null>()
  let furthest = 0
  const from = (start: number): Read[] | null => {
    while (all[start]?.separates) start++
    if (start >= all.length) return []
    const before = known.get(start)
    if (before !== undefined) return before
    known.set(start, null)
    furthest = Math.max(furthest, start)
    const ends = [...edges.filter(edge => edge > start), all.length].slice(0, MOST_TOGETHER).toReversed()
    for (const end of ends) {
      const first = one(all.slice(start, end))
      const rest = first && from(end)
      if (!first || !rest) continue
      known.set(start, [first, ...rest])
      return known.get(start)!
    }
    return null
  }
  const found = from(0)
  if (found !== null && found.length > 0) return found
  const next = edges.find(edge => edge > furthest) ?? all.length
  return { rest: all.slice(furthest, next) }
}

/** Over how long each wish goes: a time that is said at the end is that of those before it that say none, one at the beginning that of
 *  those after it. */
function times(wishes: readonly Read[]): (string | null | undefined)[] {
  const own = wishes.map(({ slots }) => slots.time as string | null | undefined)
  const takes = wishes.map(({ phrase }) => phrase.takes?.includes('time') ?? false)
  const result = [...own]
  for (let i = wishes.length - 2; i >= 0; i--) {
    if (takes[i] && result[i] === undefined && !(wishes[i + 1].leads && own[i + 1] !== undefined)) result[i] = result[i + 1]
  }
  if (wishes[0]?.leads) for (let i = 1; i < wishes.length; i++) if (takes[i] && result[i] === undefined) result[i] = own[0]
  return result
}
