/** The messages that lay a pattern over what plays: `/pattern/hats 'x.x.xxx.'`, `/pattern/filter.cutoff '<400 1200>'`, `/pattern/lead 'c4 g4'`;
 *  'default' is the pattern of the file again. No switchover: every version that plays is told from which frame on. */
import { nearest, suggest } from '../dsp/nearest.ts'
import { DEFAULT } from '../kernel/parameters.ts'
import { type Playable, playable } from '../kernel/score/keys.ts'
import { laidText, OVERLAY_BYTES } from '../kernel/score/overlay.ts'
import { checkValues } from '../kernel/score/value.ts'
import { Pattern, PatternError, type Tree, toPattern } from '../pattern/index.ts'
import { gridOf } from '../patch/quantise.ts'
import { MAX_TEXT } from '../slot/messages.ts'
import type { Arg, Message, Said } from './command.ts'
import type { Engine } from './engine.ts'
import { endGlides } from './glides.ts'
import { playing } from './knobs.ts'
import { lay } from './laid.ts'
import type { Version } from './version.ts'

/** Bytes that all patterns may take that are laid over those of a file: what there is room for in a kernel, less some for what is
 *  stopped. */
const MOST_LAID = OVERLAY_BYTES - 2048

/** How a pattern that was built in a REPL comes: as its tree. */
const TREE = '{"tree":'

/** Lays a pattern over an input or notes, or says what was laid there. Errors: an Error in words for a musician. */
export function pattern(engine: Engine, address: string, [wanted, ...rest]: Arg[], said?: Said): Message[] {
  const version = engine.deck.meant ?? playing(engine)
  const one = named(version, address.slice('/pattern/'.length))
  if (wanted === undefined) return [{ address, args: [version.patterns?.[one.key]?.text ?? (one.tree ? JSON.stringify(one.tree) : '')] }]
  if (rest.length > 0) throw new Error(`${address} takes one pattern: put it in quotes`)
  const text = String(wanted)
  const tree = text === DEFAULT ? null : treeOf(text, one)
  if (Buffer.byteLength(laidText(one.key, tree)) > MAX_TEXT) {
    throw new Error('this pattern is too large to be sent: write it into the patch file')
  }
  const laid = { ...version.patterns, ...tree && { [one.key]: { text, tree } } }
  if (Buffer.byteLength(JSON.stringify(Object.entries(laid).map(([key, { tree }]) => ({ key, tree, from: engine.frame })))) > MOST_LAID) {
    throw new Error('there is no room for more patterns beside those of the file: ' +
      "take some away, play('hats', 'default'), or write them into it")
  }
  const key = `/pattern/${one.key}`
  const before = version.patterns?.[one.key]?.text ?? DEFAULT
  if (!said?.undone) engine.deeds.note([{ address: key, args: [before] }], { address: key, args: [text] })
  const { meter, block, deck } = engine
  const grid = gridOf(quantiseOf(engine, version), version.kernel.layout.metre)
  const start = meter.next(grid, deck.soonest(said?.frame) + 1)
  const beat = grid === 0 ? NaN : Math.round(meter.beat(start) / grid) * grid
  for (const other of deck.versions()) {
    const there = playable(other.kernel.layout).find(({ key }) => key === one.key)
    if (there === undefined) continue
    if (there.input) endGlides(other, there.param, there.input.defaults?.length ?? 0, start, block)
    lay(other, there, tree, { start, beat, after: deck.requested * block, block })
    const { [one.key]: _, ...others } = other.patterns ?? {}
    other.patterns = tree === null ? others : { ...others, [one.key]: { text, tree } }
  }
  const seconds = (start - deck.requested * block) / engine.rate
  const when = seconds > 0.5 ? `, in ${seconds.toFixed(1)} s` : ''
  engine.tell({
    event: 'set', level: 'info', module: one.key, input: 'pattern', value: shown(text), clamped: false,
    sets: { address, args: [text] }, text: `${one.key} plays ${shown(text)}${when}`,
  })
  return []
}

/** What modules play by hand gives way to what their file says. `ids`: of the modules, none for all. */
export function giveBack(engine: Engine, ids: readonly Arg[], said?: Said): void {
  const keys = Object.keys((engine.deck.meant ?? playing(engine)).patterns ?? {})
  const isMeant = (key: string): boolean => ids.length === 0 || ids.some(id => key === id || key.startsWith(`${id}.`))
  for (const key of keys.filter(isMeant)) pattern(engine, `/pattern/${key}`, [DEFAULT], said)
}

/** When a pattern takes over: as the player, the patch or the command line say, and with the next bar where they say nothing. */
function quantiseOf({ supervisor: { loader } }: Engine, version: Version): ReturnType<typeof loader.mannerOf>['quantise'] {
  const said = loader.manner.quantise ?? version.settings.quantise
  const { quantise } = loader.mannerOf(version)
  return said === undefined && quantise === 'off' ? 'bar' : quantise
}

/** What a name stands for: a poly, the gate of a module, or an input by `module.input`. Errors: an Error that says what there is. */
function named({ kernel: { layout } }: Version, name: string): Playable {
  const all = playable(layout)
  const notes = layout.notes.find(({ id }) => id === name) ?? layout.notes.find(({ modules }) => modules.includes(name))
  const module = layout.modules.find(({ id }) => id === name)
  const gate = module?.inputs.find(({ gate }) => gate)
  const key = notes?.id ?? (gate ? `${name}.${gate.name}` : name)
  const found = all.find(one => one.key === key)
  if (found !== undefined) return found
  if (module && !gate) throw new Error(`'${name}' (${module.kind}) has no gate: name one of its inputs, '${name}.${module.inputs[0].name}'`)
  const [id, input] = key.split('.')
  const follows = layout.modules.find(module => module.id === id)?.inputs.find(({ name }) => name === input)?.drivenBy
  if (follows !== undefined) throw new Error(`${key} follows '${follows}': give it a number or a pattern in the patch file first`)
  const names = [...layout.notes.map(({ id }) => id), ...all.filter(({ input }) => input?.gate).map(({ key }) => key.split('.')[0])]
  const near = nearest(name, [...names, ...all.map(({ key }) => key)])
  throw new Error(`a pattern plays a gate, notes, or an input, 'filter.cutoff': there is no '${name}'. ${suggest(near ?? name, near ? [near] : names)}`)
}

function treeOf(text: string, { input }: Playable): Tree {
  try {
    const made = text.startsWith(TREE) ? built(text) : toPattern(text)
    checkValues(made, input)
    return made.tree
  } catch (error) {
    throw error instanceof PatternError ? new Error(error.report) : error
  }
}

function built(text: string): Pattern {
  try {
    return Pattern.fromJSON(JSON.parse(text).tree)
  } catch (error) {
    throw error instanceof PatternError ? error : new Error('that is no pattern')
  }
}

/** What is shown of a pattern. */
export const shown = (text: string): string => text.startsWith(TREE) ? 'a pattern' : `'${text}'`
