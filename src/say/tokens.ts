/** A sentence as words: lower case, numbers in digits or in words as numbers, politeness marked as what may be left out. */

export interface Token {
  /** In lower case; what was written in several words, a number, with spaces. */
  text: string
  /** As it was written. */
  raw: string
  number?: number
  /** It stands between wishes: a comma, and, then, but. */
  separates?: true
}

/** Letters that a sentence may have: more is no sentence. */
export const LONGEST = 400

const SEPARATORS = new Set([',', ';', '.', '!', '?', '&', '+', 'and', 'then', 'but', 'also', 'plus'])
const ONES = ['zero', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve', 'thirteen',
  'fourteen', 'fifteen', 'sixteen', 'seventeen', 'eighteen', 'nineteen']
const TENS = ['twenty', 'thirty', 'forty', 'fifty', 'sixty', 'seventy', 'eighty', 'ninety']
const NUMBERS = new Map<string, number>([...ONES.entries(), ...TENS.map((word, i) => [10 * (i + 2), word] as const)]
  .map(([number, word]) => [word, number]))

/** Words that mean nothing here. What turns a meaning round (no, not) or says where (on, in) is none of them. */
const FILLERS = new Set(`
  a an another are be bro can chronus could do dude get give go going hello hey hi i id is it its just kindly lets like love make makes
  making man mate maybe me music my need ok okay our perhaps please really should so some something sound sounding sounds thank thanks
  that thats the them there theyre these this those try us want we well while would yo you your`.trim().split(/\s+/))
export const isFiller = ({ text, separates }: Token): boolean => separates === true || FILLERS.has(text)

/** Reads a sentence. What is neither a word nor a number nor a sign between wishes stays as a word that nothing will understand. */
export function tokens(sentence: string): Token[] {
  const text = sentence.normalize('NFKC').replace(/[\p{Cc}\p{Cf}"“”„«»]/gu, ' ').replace(/♯/g, '#').replace(/♭/g, 'b')
  const found: Token[] = []
  const sign = /[xX][xX.]{3,}|\.[xX.]{3,}|[-−]?\d+(?:\.\d+)?|\p{L}[\p{L}\p{N}_#'’-]*|\S/gu
  for (const [written] of text.matchAll(sign)) {
    const raw = written.replace('−', '-')
    const word = raw.toLowerCase().replace(/['’]/g, '')
    const number = /^-?\d/.test(raw) ? Number(raw) : NUMBERS.get(word)
    found.push({ text: word, raw, ...number !== undefined && { number }, ...SEPARATORS.has(word) && { separates: true } })
  }
  return joined(found)
}

/** Numbers of several words as one: one hundred and twenty, zero point five. */
function joined(all: readonly Token[]): Token[] {
  const result: Token[] = []
  for (let at = 0; at < all.length;) {
    const isSpelt = all[at].number !== undefined && !/^-?\d/.test(all[at].raw)
    const { length, value } = isSpelt ? spelt(all, at) : { length: 1, value: all[at].number }
    const words = all.slice(at, at + length)
    result.push(length === 1 ? all[at] : {
      text: words.map(({ text }) => text).join(' '), raw: words.map(({ raw }) => raw).join(' '), number: value,
    })
    at += length
  }
  return result
}

/** The number that is spelt from a place on, and of how many words. */
function spelt(all: readonly Token[], from: number): { length: number, value: number } {
  const word = (at: number) => all[at]?.text
  const small = (at: number): { at: number, value: number } | null => {
    const ten = TENS.indexOf(word(at))
    if (ten >= 0) {
      const one = ONES.indexOf(word(at + 1))
      return one > 0 && one < 10 ? { at: at + 2, value: 10 * (ten + 2) + one } : { at: at + 1, value: 10 * (ten + 2) }
    }
    const one = ONES.indexOf(word(at))
    return one >= 0 ? { at: at + 1, value: one } : null
  }
  let { at, value } = small(from)!
  if (word(at) === 'hundred' && value > 0) {
    value *= 100
    at++
    const rest = small(word(at) === 'and' ? at + 1 : at)
    if (rest) ({ at, value } = { at: rest.at, value: value + rest.value })
  } else if (word(at) === 'point') {
    const digits = []
    for (let next = at + 1; ONES.indexOf(word(next)) >= 0 && ONES.indexOf(word(next)) < 10; next++) digits.push(ONES.indexOf(word(next)))
    if (digits.length > 0) return { length: at + 1 + digits.length - from, value: Number(`${value}.${digits.join('')}`) }
  }
  return { length: at - from, value }
}
