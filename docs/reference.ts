/** docs/reference.md: the modules as they declare themselves, and the functions beside them with their docstrings. */
import type { Spec } from '../src/dsp/module.ts'
import type { Input } from '../src/dsp/units.ts'
import * as library from '../src/index.ts'
import { program } from '../src/kernel/program.ts'
import { exported, methods } from './exported.ts'
import type { Exported } from './exported.ts'
import { plain, prose, table } from './markdown.ts'

/** Files with what takes part in the making of modules. */
const MAKING = ['src/dsp/module.ts', 'src/dsp/line.ts', 'src/dsp/units.ts']
const SIGNAL = 'src/dsp/signal.ts'
const DRUMS = 'src/dsp/drums/'

/** The text of the reference. */
export function reference(): string {
  const all = exported('src/index.ts')
  const modules = all.flatMap(one => specOf(one) ?? [])
  const others = all.filter(one => specOf(one) === undefined && one.file !== SIGNAL)
  const drums = others.filter(({ file }) => file.startsWith(DRUMS))
  const functions = others.filter(({ file }) => !MAKING.includes(file) && !file.startsWith(DRUMS))
  const making = others.filter(({ file }) => MAKING.includes(file))
  return `${[
    '# Reference',
    '<!-- Made by `make docs` from what the modules declare. Change it there. -->',
    INTRODUCTION,
    '## Modules',
    table(['module', 'what it is'], modules.map(({ spec }) => [link(spec.name), plain(spec.doc)])),
    ...modules.map(described),
    '## Signals',
    'What a module puts out can be calculated with, by numbers and by other signals.',
    table(['method', 'what it makes'], methods(SIGNAL).map(({ call, docstring }) => [`\`.${call}\``, plain(docstring)])),
    '## Drums',
    'Functions that connect several modules; each of these has addresses of its own.',
    ...drums.map(explained),
    '## Functions',
    ...functions.map(explained),
    '## For modules of your own',
    'How they are used: [Writing modules](writing-modules.md).',
    table(['function', 'what it is'], making.map(({ name, docstring }) => [`\`${name}\``, prose(docstring)])),
  ].join('\n\n')}\n`
}

const INTRODUCTION = `Everything here is imported from 'music-chronus'. A module is made by its name, an id of your own and its inputs:
\`sine('tone', { freq: 220 })\`. Each input is a number or a signal, and an address: \`/mod/tone/freq\`. What you leave out has its default.
A choice takes one of its names. A gate is opened by \`/gate/tone\`, by a number or by a signal; above 0 is open, and the value is the
velocity.

*Follows* says how often a signal on that input is looked at: in every sample, or in every 16th, with straight lines between where it
makes a difference. Numbers that you turn glide there within 10 ms; choices, gates and whole numbers jump.
Every module has one more input, \`mute\`: at 1 it puts out nothing and goes on unheard.`

interface Module { spec: Spec, file: string }

function specOf({ name, file }: Exported): Module | undefined {
  const value = (library as Record<string, unknown>)[name]
  return typeof value === 'function' && 'spec' in value ? { spec: value.spec as Spec, file } : undefined
}

const link = (name: string) => `[${name}](#${name.toLowerCase()})`

function described({ spec, file }: Module): string {
  const { name, doc, example, outputs, first } = spec
  const inputs = Object.entries(spec.inputs).filter(([input]) => input !== 'mute')
  const { tick } = program(spec)
  const taken = `const [${outputs.join(', ')}] = ${name}(…)`
  const quick = new Set(tick.reads.map(variable => variable.name))
  const rows = inputs.map(([input, declared]) =>
    [`\`${input}\``, unit(declared), start(declared), range(declared), follows(declared, quick.has(input)), plain(declared.doc)])
  return [
    `### ${name}`,
    `${plain(doc)}. Equation, source and limits: [${file}](../${file})`.replace(/^./, first => first.toUpperCase()),
    `\`\`\`ts\n${example}\n\`\`\``,
    ...rows.length > 0 ? [table(['input', 'unit', 'default', 'range', 'follows', 'what it is'], rows)] : [],
    ...outputs.length > 0 && !first ? [`Outputs: \`${taken}\``] : [],
  ].join('\n\n')
}

const unit = ({ unit, gate }: Input) => gate ? 'gate' : unit === 'audio' ? 'signal' : unit === 'amount' ? '' : unit

function start({ unit, choices, like, default: value }: Input<any>): string {
  if (unit === 'sound') return '\'kit\''
  return like ? `as \`${like}\`` : choices ? `'${choices[value]}'` : String(value)
}

function range({ unit, choices, min, max }: Input<any>): string {
  if (unit === 'audio' || unit === 'sound') return ''
  return choices ? choices.map((name: string) => `'${name}'`).join(', ') : `${min} … ${max}`
}

const follows = ({ unit, choices }: Input, isQuick: boolean) => choices || unit === 'sound' ? '' : isQuick ? 'every sample' : 'every 16th'

const explained = ({ name, docstring, calls, file }: Exported): string => [
  `### ${name}`,
  ...calls.length > 0 ? [`\`\`\`ts\n${calls.join('\n')}\n\`\`\``] : [],
  ...docstring === '' ? [] : [prose(docstring)],
  `In full: [${file}](../${file})`,
].join('\n\n')
