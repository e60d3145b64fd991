/** help('filter'), help('filter.cutoff'), help('play'), help('fast'), help('biquad'): what a name stands for, and a line that works. */
import type { Spec } from '../dsp/module.ts'
import { nearest } from '../dsp/nearest.ts'
import { FUNCTIONS } from '../pattern/methods.ts'
import { isBare, short, showModule, showValue } from './display.ts'
import { MAKERS, MAKER_DOCS } from './makers.ts'
import { type Input, type Mirror, type Module, PlayerError } from './mirror.ts'
import { idOf, isModule, nameOf } from './modules.ts'

/** Names of which help tells what is near where it knows none. */
const TOLD = 12

const FUNCTION_DOCS = Object.assign({}, ...Object.values(FUNCTIONS)) as Record<string, { doc: string, example: string }>

/** All that help knows but for modules, kinds of modules and words. */
export const FUNCTION_NAMES = Object.keys(FUNCTION_DOCS)
export const EXPLAINED = [...new Set([...Object.keys(MAKERS), ...FUNCTION_NAMES])]

/** What there is to say of a name, a module or a function. `words`: the functions of the REPL by their names; `lines`: the lines of its
 *  help. Errors: rejects with PlayerError that names what is near. */
export async function helpOn(asked: unknown, mirror: Mirror, words: Record<string, unknown>, lines: string): Promise<string> {
  const { modules } = mirror.listing
  const known = { ...words, ...MAKERS }
  const ofFunction = (): string | undefined => Object.entries(known).find(([, value]) => Object.is(value, asked))?.[0]
  const name = isModule(asked) ? idOf(asked) : typeof asked === 'string' ? asked : ofFunction()
  if (name === undefined) throw new PlayerError("help takes a name: help('filter'), help('filter.cutoff'), help('play'), help('fast')")
  // kick.body is the module kick-body.
  const module = mirror.found(name) ?? mirror.found(name.replaceAll('.', '-'))
  if (module) return explainModule(module, mirror.parts(module.id), await specOf(module.kind))
  const [, owner, input] = /^(.+)\.([^.]+)$/.exec(name) ?? []
  if (owner !== undefined && mirror.found(owner)) return explainInput(owner, mirror.input(owner, input))
  if (name === 'modules' || Object.hasOwn(words, name)) return linesOf(name, lines)
  if (Object.hasOwn(MAKER_DOCS, name)) return explained(name, ...MAKER_DOCS[name as keyof typeof MAKERS])
  if (Object.hasOwn(FUNCTION_DOCS, name)) return explained(`.${name}`, FUNCTION_DOCS[name].doc, FUNCTION_DOCS[name].example)
  const spec = await specOf(name)
  if (spec) return explainKind(spec)
  const ids = modules.map(({ id }) => id)
  const near = nearest(name, [...ids, ...Object.keys(words), ...EXPLAINED, ...Object.keys(await specs())])
  const hint = near ? `Did you mean '${near}'?` : `Modules: ${ids.slice(0, TOLD).join(', ')}; help() lists the words`
  throw new PlayerError(`nothing is called '${name}'. ${hint}`)
}

/** Every kind of module by its name; read only when somebody asks. */
async function specs(): Promise<Record<string, Spec>> {
  const library: Record<string, unknown> = await import('../dsp/index.ts')
  return Object.fromEntries(Object.values(library).flatMap(value => typeof value === 'function' && 'spec' in value
    ? [[(value.spec as Spec).name, value.spec as Spec]] : []))
}

const specOf = async (kind: string): Promise<Spec | undefined> => {
  const all = await specs()
  return Object.hasOwn(all, kind) ? all[kind] : undefined
}

function explained(name: string, doc: string, example: string): string {
  return `${name}: ${doc}\n  ${example}`
}

/** The lines of help that tell of a word, with those that go on. */
function linesOf(word: string, lines: string): string {
  const named = new RegExp(`(^|[^\\w$.])${word}[(.]`)
  let tells = false
  return lines.split('\n').filter(line => tells = named.test(line) || tells && /^ {10}/.test(line)).join('\n') || `  ${word}()`
}

function explainModule(module: Module, parts: readonly string[], spec: Spec | undefined): string {
  const input = module.inputs.find(({ value }) => typeof value === 'number') ?? module.inputs[0]
  return [
    showModule(module, parts),
    ...input ? [`  OSC: ${input.address} …; help('${module.id}.${input.name}') says more of one input`] : [],
    ...spec?.example ? [`  in a patch: ${spec.example.trim().replaceAll('\n', '\n  ')}`] : [],
  ].join('\n')
}

function explainKind({ name, doc, example, inputs }: Spec): string {
  const own = Object.entries(inputs).filter(([input]) => input !== 'mute')
  const rows = own.map(([input, { default: value, min, max, unit, choices, doc }]) =>
    [input, choices ? String(choices[value]) : withUnit(value, unit), choices ? choices.join('|') : rangeOf(min, max), doc])
  const widths = [0, 1, 2].map(column => Math.max(0, ...rows.map(row => row[column].length)))
  return [
    `${name}, a kind of module: ${doc}`,
    ...rows.map(row => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd()),
    `  in a patch: ${example.trim().replaceAll('\n', '\n  ')}`,
  ].join('\n')
}

function explainInput(owner: string, input: Input): string {
  const { name, doc, unit, min, max, choices, default: file, defaults = [], drivenBy, pattern, address, left, now, value } = input
  const own = (index: number): string => choices ? choices[index] : withUnit(index, unit)
  const isFree = value !== null
  const isVaried = new Set([file, ...defaults]).size > 1
  const rows = [
    ['now', isFree || pattern !== undefined ? showValue(input) : followed(drivenBy)],
    ...left === undefined ? [] : [['', `on its way: ${withUnit(now!, unit)} by now, there in ${left.toFixed(1)} s`]],
    ...pattern === undefined ? [] : [['', `play('${input.gate ? owner : `${owner}.${name}`}', 'default') is what the file says`]],
    ...isFree ? [['in the file', isVaried ? defaults.map(own).join(', ') : own(file)]] : [],
    [choices ? 'one of' : 'range', choices ? choices.join(', ') : `${rangeOf(min, max)}${isBare(unit) ? '' : ` ${unit}`}`],
    ...isFree ? [['OSC', `${address} ${sample(input)}`]] : [],
    ...isFree ? [['try', tryOf(owner, input)]] : [],
  ]
  return [`${owner}.${name}: ${doc}`, ...rows.map(([title, text]) => `  ${title.padEnd(11)} ${text}`)].join('\n')
}

const followed = (module = 'a signal'): string =>
  `follows ${module}${module === 'a signal' ? '' : `: help('${module}')`}, or give it a number in the patch file`
const withUnit = (value: number, unit: string): string => isBare(unit) ? short(value) : `${short(value)} ${unit}`
const rangeOf = (min: number, max: number): string => Number.isFinite(min) && Number.isFinite(max) ? `${short(min)}..${short(max)}` : 'any'

/** A value that is another than now, for an example. */
function sample({ choices, value, min, max, gate }: Input): string | number {
  if (gate) return 'on'
  if (choices) return choices.find(name => name !== value) ?? choices[0]
  const half = Number(value) / 2
  return Number(short(half > min ? half : Math.min(max, Number.isFinite(min + max) ? (min + max) / 2 : 1)))
}

/** A line that works. */
function tryOf(owner: string, input: Input): string {
  const written = nameOf(owner)
  if (input.gate) return `gate('${owner}', 0.8); play('${owner}', 'x..x..x.')`
  if (input.choices) return `${written}.${input.name} = '${sample(input)}'`
  const glide = input.jump ? '' : `; ${written}.${input.name}.to(${short(Number(input.value))}, '4 bars')`
  return `${written}.${input.name} = ${sample(input)}${glide}`
}
