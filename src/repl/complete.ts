/** What Tab offers: modules, their inputs and choices, the words and what they take, what patterns can do, files that load could take. */
import { FIXED } from '../engine/addresses.ts'
import { filesFrom, patchFiles } from './patches.ts'
import { EXPLAINED, FUNCTION_NAMES } from './help.ts'
import { MAKERS } from './makers.ts'
import type { Mirror, Module } from './mirror.ts'
import { completeWords } from './say.ts'
import { BARE } from './words.ts'

/** How long a glide takes, and when an edit comes in, for instance. */
const DURATIONS = ['1 beat', '1 bar', '2 bars', '4 bars', '8 bars', '16 bars', '500 ms', '2 s']
const QUANTISES = ['off', 'beat', 'bar', '2 bars', '4 bars', '8 bars']

/** A module in a line, with the parts of a drum and the number of a voice, up to the dot behind it. */
const MODULE = String.raw`(?:^|[^\w$.])(?:modules\.)?([\w$]+(?:\.[\w$]+)?)(?:\[\d+\])?`
const MAKER = Object.keys(MAKERS).join('|')

type Offer = (found: string[], mirror: Mirror, words: readonly string[]) => readonly string[] | undefined

/** What is offered for the last part of what an expression finds, which is what is completed. `quote`: the part before it, with which
 *  what is offered ends. */
const OFFERS: { pattern: RegExp, quote?: true, offer: Offer }[] = [
  { pattern: /\bload\(\s*(['"`])([^'"`]*)$/, quote: true, offer: ([, start], { listing: { patch } }) =>
    [...new Set([...filesFrom(start), ...patchFiles(patch).map(({ path }) => path)])] },
  { pattern: /\.to\([^()]*,\s*(['"`])([^'"`]*)$/, quote: true, offer: () => DURATIONS },
  { pattern: /\bquantise\(\s*(['"`])([^'"`]*)$/, quote: true, offer: () => QUANTISES },
  { pattern: /\bsend\(\s*(['"`])([^'"`]*)$/, quote: true, offer: (_, { listing: { modules } }) =>
    [...modules.flatMap(({ inputs }) => inputs.map(({ address }) => address)), ...FIXED] },
  { pattern: /\bhelp\(\s*(['"`])([^'"`]*)$/, quote: true, offer: ([, start], { listing: { modules } }, words) =>
    [...modules.map(({ id }) => id), ...start.includes('.') ? modules.flatMap(inputsOf) : [], ...words, ...EXPLAINED] },
  { pattern: /\bplay\(\s*(['"`])([^'"`]*)$/, quote: true, offer: ([, start], { listing: { modules } }) =>
    [...modules.filter(isPlayed).map(({ id }) => id), ...start.includes('.') ? modules.flatMap(inputsOf) : []] },
  { pattern: /\b(?:note|chord)\(\s*(['"`])([^'"`]*)$/, quote: true, offer: (_, { listing: { modules } }) =>
    modules.filter(({ kind }) => kind === 'note').map(({ id }) => id) },
  { pattern: /\b(gate|mute|reset|solo)\(\s*(['"`])([^'"`]*)$/, quote: true, offer: ([word, , start], { listing: { modules } }) =>
    modules.filter(module => word !== 'gate' || isGated(module)).flatMap(module => [module.id, ...voicesOf(module, start)]) },
  { pattern: new RegExp(`${MODULE}\\.([\\w$]+)\\s*=\\s*(['"\`])([\\w-]*)$`), quote: true, offer: ([id, name], mirror) =>
    moduleOf(id, mirror)?.inputs.find(input => input.name === name)?.choices ?? [] },
  { pattern: new RegExp(`${MODULE}\\.([\\w$]+)\\.([\\w$]*)$`), offer: ([id, name], mirror) =>
    moduleOf(id, mirror)?.inputs.some(input => input.name === name && !input.jump) ? ['to('] : undefined },
  { pattern: new RegExp(`${MODULE}\\.([\\w$]*)$`), offer: ([id], mirror) => {
    const module = moduleOf(id, mirror)
    return module && [...module.inputs.map(({ name }) => name), ...mirror.parts(module.id), ...isGated(module) ? ['pattern'] : [], 'to(']
  } },
  { pattern: /(?:^|[^\w$.])modules\.([\w$]*)$/, offer: (_, { listing: { modules } }) => modules.map(({ id }) => id) },
  { pattern: /(?:^|[^\w$.])signals\.([\w$]*)$/, offer: () => Object.keys(MAKERS.signals) },
  { pattern: new RegExp(`(?:^|[^\\w$.])(?:(?:${MAKER})\\(.*\\)|signals\\.\\w+(?:\\(.*\\))?|silence)\\.([\\w$]*)$`), offer: () =>
    FUNCTION_NAMES.map(name => `${name}(`) },
]

/** Completions and the text that they complete, as readline wants them; null where Node's own completion knows more. */
export function complete(line: string, mirror: Mirror, words: readonly string[]): [string[], string] | null {
  const inWords = completeWords(line)
  if (inWords) return inWords
  for (const { pattern, quote, offer } of OFFERS) {
    const [, ...found] = pattern.exec(line) ?? []
    const start = found.at(-1)
    if (start === undefined) continue
    const offered = offer(found, mirror, words)
    if (!offered) continue
    return [starting(offered, start).map(name => quote && !name.endsWith('/') ? name + found.at(-2) : name), start]
  }
  const [word] = /(?<![\w$.'"`])[\w$]*$/.exec(line) ?? ['']
  const calls = words.map(name => BARE.includes(name) ? `${name}()` : `${name}(`)
  const makers = Object.entries(MAKERS).map(([name, maker]) => typeof maker === 'function' ? `${name}(` : name)
  const all = starting([...mirror.listing.modules.map(({ id }) => id), 'modules', ...calls, ...word === '' ? [] : makers], word)
  return all.length > 0 && (word !== '' || line === '') ? [all, word] : null
}

function starting(names: readonly string[], start: string): string[] {
  return names.filter(name => name.startsWith(start))
}

const isGated = ({ inputs }: Module): boolean => inputs.some(({ gate }) => gate)
const isPlayed = (module: Module): boolean => isGated(module) || module.kind === 'note'
const inputsOf = ({ id, inputs }: Module): string[] => inputs.map(({ name }) => `${id}.${name}`)
/** The module that is written `kick` or `kick.body`. */
const moduleOf = (written: string, { listing: { modules } }: Mirror): Module | undefined =>
  modules.find(({ id }) => id === written || id === written.replace('.', '-'))
/** The voices of a module, for one who has begun to name one. */
const voicesOf = ({ id, voices = 0 }: Module, start: string): string[] =>
  start.startsWith(`${id}.`) ? Array.from({ length: voices }, (_, voice) => `${id}.${voice}`) : []
