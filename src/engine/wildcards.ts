/** A message to many: what its address pattern stands for in what plays, each told in turn and on the same frame. */
import { nearest, suggest } from '../dsp/nearest.ts'
import type { Layout } from '../kernel/kernel.ts'
import { synonyms, voiceOf } from '../kernel/parameters.ts'
import { playable } from '../kernel/score/keys.ts'
import { FIXED, FIXED_VALUES } from './addresses.ts'
import type { Arg, Command, Message, Said } from './command.ts'
import { addressMatcher, partMatcher } from './matching.ts'

/** Addresses that a message may stand for: as many changes as are done in a moment. */
const MOST = 512
/** Refusals and names that an error tells of. */
const TOLD = 8

/** Every address that a pattern may stand for: those of what plays, and the fixed ones that have a value. `voices`: those of each voice
 *  too, which a pattern means that has a dot in it. */
export function addressesOf(layout: Layout | undefined, voices = false): string[] {
  if (!layout) return [...FIXED_VALUES]
  const { modules, notes } = layout
  const each = !voices ? [] : modules.flatMap(module => Array.from({ length: module.voices ?? 0 }, (_, i) => voiceOf(module, i)))
  const all = [...modules, ...each]
  const gated = all.filter(({ inputs }) => inputs.some(({ gate }) => gate))
  return [
    ...all.flatMap(({ id, inputs }) => inputs.filter(({ gate }) => !gate).map(({ name }) => `/mod/${id}/${name}`)),
    ...gated.map(({ id }) => `/gate/${id}`),
    ...notes.map(({ id }) => `/note/${id}`),
    ...playable(layout).map(({ key, input }) => `/pattern/${input?.gate ? key.slice(0, key.lastIndexOf('.')) : key}`),
    ...FIXED_VALUES,
  ]
}

/** The addresses that a pattern stands for, in the order of the patch. Errors: throws when it stands for none, saying what is near,
 *  or for too many. */
export function matched(pattern: string, layout: Layout | undefined): string[] {
  if (pattern.endsWith('/')) throw new Error('is no address: it ends with a /')
  const all = addressesOf(layout, pattern.includes('.'))
  const found = all.filter(addressMatcher(pattern, isNamed))
  // An asterisk that meant gates and notes doesn't mean every input of every module beside them.
  const own = pattern.startsWith('/pattern/') && !pattern.includes('.') ? found.filter(address => !address.includes('.')) : found
  if (own.length > MOST) throw new Error(`stands for ${own.length} addresses: say which you mean, ${MOST} at the most`)
  if (own.length === 0) throw new Error(nothing(pattern, all))
  return own
}

/** Does a message to each of many. Errors: throws when one of them refuses, or rather says so beside the replies of the others. */
export function toEach(one: Command, pattern: string, addresses: readonly string[], args: Arg[], said?: Said): Message[] {
  const replies: Message[] = []
  const refused: string[] = []
  for (const address of addresses) {
    try {
      // What a pattern stands for is done at once.
      replies.push(...one(address, args, said) as Message[])
    } catch (error) {
      refused.push(`${address} (${(error as Error).message})`)
    }
  }
  if (refused.length === 0) return replies
  const more = refused.length > TOLD ? ` and ${refused.length - TOLD} more` : ''
  const reason = `${addresses.length - refused.length} of ${addresses.length} done, but not ${refused.slice(0, TOLD).join(', ')}${more}`
  if (replies.length === 0) throw new Error(reason)
  return [...replies, { address: '/error', args: [pattern, reason] }]
}

/** Whether a part that is no pattern names something: by its own name or by another. */
const isNamed = (part: string, name: string): boolean => part === name || synonyms.get(part) === name

/** What to say of a pattern that stands for nothing: from which part on, and what there is instead. */
function nothing(pattern: string, all: readonly string[]): string {
  if (FIXED.some(addressMatcher(pattern))) return 'stands only for what does more than set a value: say it in full'
  const parts = pattern.split('/').slice(1)
  let left = all.map(address => address.split('/').slice(1))
  for (const [level, part] of parts.entries()) {
    // Beyond // a part may stand for one anywhere.
    const here = level > 0 && parts[level - 1] === '' || part === '' ? null : left.filter(address => level < address.length)
    if (here === null) break
    const matches = partMatcher(part, isNamed)
    const next = here.filter(address => matches(address[level]))
    if (next.length > 0) {
      left = next
      continue
    }
    const names = [...new Set(here.map(address => address[level]))]
    const before = `/${parts.slice(0, level).join('/')}`
    if (names.length === 0) return `stands for nothing: ${before} has nothing below it`
    const bare = part.replace(/\[[^\]]*\]|[*?{}]/g, '')
    const near = nearest(bare, names)
    const hint = suggest(near ?? bare, near ? [near] : names.slice(0, TOLD))
    return `stands for nothing: '${part}' is none of what ${level === 0 ? 'there is' : `${before} has`}. ${hint}`
  }
  return `stands for nothing that plays; ${all.length} addresses are there, /list tells which`
}
