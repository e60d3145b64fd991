/** Reads the command line as commands.ts declares it. */
import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { nearest } from '../dsp/nearest.ts'
import type { Quantise } from '../patch/quantise.ts'
import { COMMANDS, OPTIONS } from './commands.ts'
import type { OptionSpec } from './commands.ts'

/** A command line that is wrong: exit status 2. */
export class UsageError extends Error {}

export interface Options {
  output: { kind: 'auto' | 'portaudio' | 'null' | 'wav', file?: string }
  device?: string
  oscPort?: number
  oscHost: string
  rate: number
  block: number
  headless: boolean
  noStatus: boolean
  quantise: Quantise
  fade: number
  probation?: number
  recordings: string
  patches: string[]
  seconds?: number
  out?: string
  events?: string
  cycles: number
  as?: string
  json: boolean
}

export interface CommandLine {
  /** A name in COMMANDS; 'play' when none is given. */
  command: string
  args: string[]
  options: Options
  help: boolean
  version: boolean
}

const SPECS: Record<string, OptionSpec> = OPTIONS
const SHORT: Record<string, string> = { h: 'help', v: 'version' }

/** Reads it. Errors: throws UsageError, saying what is wrong, what may have been meant and where to read on. */
export function readCommandLine(argv: string[]): CommandLine {
  const types = Object.entries(SPECS).map(([name, { value }]) => [name, { type: value ? 'string' : 'boolean' }])
  // parseArgs takes a negative number, and a notation that begins with a rest, for options: it is shown a word in its place.
  const { tokens } = parseArgs({
    args: argv.map(arg => /^-(\.?\d|\s)/.test(arg) ? 'number' : arg),
    options: Object.fromEntries(types), strict: false, allowPositionals: true, tokens: true,
  })
  const positionals = tokens.flatMap(token => token.kind === 'positional' ? [argv[token.index]] : [])
  const all = tokens.flatMap(token => token.kind !== 'option' ? [] : [{
    name: SHORT[token.name] ?? token.name, rawName: token.rawName,
    value: token.inlineValue === false ? argv[token.index + 1] : token.value,
  }])
  const given = new Map(all.map(token => [token.name, token]))
  const named = Object.keys(COMMANDS).find(name => name === positionals[0])
  const command = named ?? 'play'
  const args = named ? positionals.slice(1) : positionals

  const help = given.delete('help')
  const version = given.delete('version')
  for (const [name, { rawName, value }] of given) {
    if (!SPECS[name]) throw unknownOption(rawName, command)
    if (!SPECS[name].value && value !== undefined) throw new UsageError(`${rawName} takes no value: it is there or not`)
  }
  if (!named) checkNoCommand(args)
  for (const name of given.keys())
    if (COMMANDS[command]?.options.every(option => option !== name)) throw foreign(name, command)
  if (!help && !version && COMMANDS[command]) checkArgs(command, args)
  const options = Object.fromEntries(Object.entries(SPECS).map(([name, spec]) => {
    const each = all.filter(token => token.name === name)
    if (spec.many) return [camel(name), each.map(({ value }) => read(name, spec, value, true))]
    const token = given.get(name)
    return [camel(name), spec.value ? read(name, spec, token?.value, token !== undefined) : token !== undefined]
  }))
  return { command, args, options: options as unknown as Options, help, version }
}

function read(name: string, spec: OptionSpec, text: string | undefined, given: boolean): unknown {
  const value = given ? text : spec.fallback
  if (given && !value) throw new UsageError(`--${name} needs a value: ${spec.value} (${spec.doc})`)
  if (value === undefined) return undefined
  try {
    return spec.read ? spec.read(value) : value
  } catch (error) {
    throw new UsageError(`--${name} ${(error as Error).message}, not '${value}'`)
  }
}

/** What neither is nor looks like a file was meant to be a command. */
function checkNoCommand([name]: string[]): void {
  if (name === undefined || /[./\\]/.test(name) || existsSync(name)) return
  const meant = nearest(name, Object.keys(COMMANDS))
  throw new UsageError(`unknown command '${name}'${meant ? `: did you mean '${meant}'?` : '.'} See chronus --help`)
}

function checkArgs(command: string, args: string[]): void {
  const { args: [least, most], usage } = COMMANDS[command]
  if (args.length >= least && args.length <= most) return
  const trouble = args.length < least ? 'something is missing' : `'${args[most]}' is too much`
  throw new UsageError(`${trouble}: ${usage}`)
}

function unknownOption(name: string, command: string): UsageError {
  const meant = nearest(name.replace(/^-+/, ''), ['help', 'version', ...COMMANDS[command]?.options ?? []])
  const page = command === 'play' ? 'chronus --help' : `chronus ${command} --help`
  return new UsageError(`unknown option ${name}${meant ? `: did you mean --${meant}?` : '.'} See ${page}`)
}

function foreign(name: string, command: string): UsageError {
  const owners = Object.entries(COMMANDS).filter(([, { options }]) => options.some(option => option === name))
  const owner = owners.map(([owner]) => owner === 'play' ? 'chronus' : `chronus ${owner}`).join(', ')
  return new UsageError(`--${name} belongs to ${owner}, not to ${command === 'play' ? 'chronus' : `chronus ${command}`}`)
}

function camel(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}
