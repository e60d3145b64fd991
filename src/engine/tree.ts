/** What there is, node by node, for a controller that builds its page from it: `/list /mod`, `/list /mod/filter`, `/list
 *  /mod/filter/cutoff`. A reply is the address of a node and then names and values in turn, named as OSCQuery does; what is below a
 *  node comes last, CONTENTS and the names. */
import { ADDRESSES, type AddressSpec, FIXED } from './addresses.ts'
import type { Arg, Message } from './command.ts'
import { addressMatcher, isPattern } from './matching.ts'

/** Nodes that are told of at once. */
const MOST = 512
/** What can be done at an address: read, write, or both; as OSCQuery numbers it. */
const [NONE, READ, WRITE, BOTH] = [0, 1, 2, 3]

/** The kind of what plays notes: it has a pattern of its own, and its inputs have none. */
const NOTES = 'note'

/** A patch as `list` in status.ts gives it. */
export interface Listing { modules: ListedModule[] }
interface ListedModule { id: string, kind: string, doc: string, voices?: number, pattern?: string, inputs: ListedInput[] }
interface ListedInput {
  name: string, doc: string, unit: string, default: number, min: number, max: number, value: number | string | null,
  choices?: string[], gate?: boolean, drivenBy?: string, pattern?: string, address: string
}

/** What is said of a node, and what is below it. */
interface Node { about: Arg[], below: string[] }

/** The nodes that an address, or a pattern, stands for. Errors: throws when there is none. */
export function nodes({ modules }: Listing, wanted: Arg): Message[] {
  if (typeof wanted !== 'string' || !wanted.startsWith('/')) throw new Error('takes an address, /mod/filter, or nothing')
  const all = new Map<string, Node>([['/', { about: [], below: [] }]])
  const add = (path: string, about: Arg[]): void => {
    all.set(path, { about, below: [] })
    const cut = path.lastIndexOf('/')
    const parent = path.slice(0, cut) || '/'
    if (!all.has(parent)) add(parent, [])
    all.get(parent)!.below.push(path.slice(cut + 1))
  }
  for (const module of modules) addModule(module, add)
  for (const address of FIXED) add(address, fixed(ADDRESSES[address]))

  const matches = isPattern(wanted) ? addressMatcher(wanted) : (path: string) => path === wanted
  const found = [...all].filter(([path]) => matches(path))
  if (found.length === 0) throw new Error(`there is no ${wanted}: /list ${parentOf(wanted, all)} tells what there is`)
  if (found.length > MOST) throw new Error(`stands for ${found.length} nodes: say which you mean, ${MOST} at the most`)
  return found.map(([path, { about, below }]) => {
    const contents = below.length > 0 ? ['CONTENTS', ...below] : []
    return { address: '/list/reply', args: [path, ...about, ...contents] }
  })
}

function addModule({ id, kind, doc, voices, pattern, inputs }: ListedModule, add: (path: string, about: Arg[]) => void): void {
  add(`/mod/${id}`, ['DESCRIPTION', doc, 'KIND', kind, ...voices === undefined ? [] : ['VOICES', voices]])
  for (const input of inputs) {
    add(input.address, leaf(input))
    if (input.value !== null && kind !== NOTES) add(`/pattern/${input.gate ? id : `${id}.${input.name}`}`, text(input.pattern))
  }
  if (kind !== NOTES) return
  add(`/note/${id}`, ['TYPE', 'ff', 'ACCESS', WRITE, 'DESCRIPTION', ADDRESSES['/note/<poly>'].doc])
  add(`/pattern/${id}`, text(pattern))
}

function leaf({ doc, unit, min, max, value, choices, gate, drivenBy, ...input }: ListedInput): Arg[] {
  const about: Arg[] = ['DESCRIPTION', doc]
  if (value === null) return [...about, 'ACCESS', NONE, 'FOLLOWS', drivenBy ?? 'a signal']
  const range = choices ? ['CHOICES', choices.join(' ')] : ['UNIT', gate ? '' : unit, 'MIN', min, 'MAX', max]
  const usual = choices?.[input.default] ?? input.default
  return [...about, 'TYPE', choices ? 's' : 'f', ...range, 'DEFAULT', usual, 'VALUE', value, 'ACCESS', BOTH]
}

const text = (pattern = ''): Arg[] => ['TYPE', 's', 'VALUE', pattern, 'ACCESS', BOTH, 'DESCRIPTION', 'the pattern that plays it']

function fixed({ args, doc, reply }: AddressSpec): Arg[] {
  const access = reply === undefined ? WRITE : args === '' ? READ : BOTH
  return ['ACCESS', access, 'DESCRIPTION', doc]
}

/** The nearest address above one that there is something to say of. */
function parentOf(path: string, all: ReadonlyMap<string, Node>): string {
  let parent = path
  while (parent !== '' && !all.has(parent)) parent = parent.slice(0, parent.lastIndexOf('/'))
  return parent || '/'
}
