/** What the engine says, as text for a terminal: lists, one module, the status. */
import type { Input, Listing, Module } from './mirror.ts'

/** Values of a module that are shown in its line. */
const VALUES = 3

/** All modules of what plays. Ends without a newline, as all here. */
export function showListing({ patch, version, modules }: Listing): string {
  return [`${patch}, version ${version}`, ...modules.map(module => showModule(audible(module)))].join('\n')
}

/** What plays, a line each: its id, what it is, what it has that the player would turn. */
export function showModules({ modules }: Listing): string {
  const rows = modules.map(module => {
    const { id, kind, voices, inputs, pattern } = module
    const turned = audible(module).inputs.filter(({ value, gate }) => value !== null && !gate)
    const played = pattern !== undefined || inputs.some(({ pattern }) => pattern !== undefined) ? '♪' : ' '
    const values = turned.slice(0, VALUES).map(input => `${input.name} ${showValue(input)}`).join(', ')
    return [id, `${kind}${voices === undefined ? '' : ` × ${voices}`}`, played, `${values}${turned.length > VALUES ? ' …' : ''}`]
  })
  const widths = [0, 1, 2].map(column => Math.max(0, ...rows.map(row => row[column].length)))
  return rows.map(row => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd()).join('\n')
}

/** A module without its mute, which every module has, unless it is muted. */
function audible(module: Module): Module {
  return { ...module, inputs: module.inputs.filter(({ name, value }) => name !== 'mute' || value !== 0) }
}

/** A module with its inputs: value, range, unit, what it does. `parts`: the names of what else it is made of, as a drum is. */
export function showModule({ id, kind, doc, voices, pattern, inputs }: Module, parts: readonly string[] = []): string {
  const rows = inputs.map(input => [input.name, showValue(input), showRange(input), input.doc])
  const widths = [0, 1, 2].map(column => Math.max(0, ...rows.map(row => row[column].length)))
  const lines = rows.map(row => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
  const title = `${id} (${kind}${doc && `: ${doc}`})${voices === undefined ? '' : `, ${voices} voices`}`
  const more = parts.length > 0 ? [`  made of ${parts.map(part => `${id}.${part}`).join(', ')}`] : []
  return [title, ...pattern ? [`  ♪ ${pattern}`] : [], ...lines, ...more].join('\n')
}

/** Whether a unit is none that is said: the engine has names for those too. */
export const isBare = (unit: string): boolean => ['', 'amount', 'gate', 'number', 'whole'].includes(unit)

/** What an input has now: its value, what plays it or what it follows. */
export function showValue({ value, values, drivenBy, unit, choices, pattern }: Input): string {
  if (pattern !== undefined) return `♪ ${pattern}`
  const [first, ...others] = new Set(values)
  if (others.length > 0 && typeof first === 'number') {
    const numbers = values as number[]
    return `${short(Math.min(...numbers))} … ${short(Math.max(...numbers))}${isBare(unit) ? '' : ` ${unit}`}`
  }
  if (value === null) return `← ${drivenBy ?? 'a signal'}`
  if (typeof value !== 'number' || choices) return String(value)
  return isBare(unit) ? short(value) : `${short(value)} ${unit}`
}

function showRange({ min, max, choices, value, drivenBy }: Input): string {
  if (value === null && drivenBy) return ''
  if (choices) return choices.join('|')
  return Number.isFinite(min) && Number.isFinite(max) ? `${short(min)}..${short(max)}` : ''
}

/** A number as short as it may be said. */
export function short(value: number): string {
  return String(Number(value.toPrecision(6)))
}

/** The engine's state (the JSON of status) in a few lines. */
export function showStatus(status: any): string {
  const lines = status.decks.flatMap((deck: any) => [
    `${deck.patch}, version ${deck.version}`,
    ...deck.slots.map((slot: any) => row(`slot ${slot.index}`,
      `${slot.role}, ${slot.state}`, slot.pid && `pid ${slot.pid}`, slot.load !== null && `load ${percent(slot.load)}`)),
    row('so far', plural(deck.failovers, 'failover'), plural(deck.switchovers, 'switchover'),
      `${deck.framesLost} frames lost`),
  ])
  const { engine, output, osc, spare, samples, rate, block, bpm, beat } = status
  return [
    ...lines,
    row('spare', spare?.pid ? `pid ${spare.pid}` : 'none'),
    row('engine', `pid ${engine.pid}`, `load ${percent(engine.load)}`, `${engine.uptime.toFixed(1)} s`),
    row('output', output.kind, output.device, output.pid && `pid ${output.pid}`, plural(output.underruns, 'underrun')),
    row('osc', `${osc.host}:${osc.port}`, `${osc.received} received`, `${osc.rejected} rejected`, `${osc.dropped} dropped`,
      osc.late > 0 && `${osc.late} late`),
    ...samples?.files > 0 ? [row('samples', plural(samples.files, 'file'), `${samples.megabytes} MB`, `${samples.shared} MB shared`)] : [],
    row('time', `${rate} Hz`, `blocks of ${block}`, `${bpm} bpm`, `beat ${Number(beat).toFixed(1)}`),
    ...status.lastError ? [row('error', status.lastError)] : [],
  ].join('\n')
}

function row(name: string, ...cells: (string | null | false | 0)[]): string {
  return `  ${name.padEnd(7)} ${cells.filter(Boolean).join(', ')}`
}

function percent(load: number): string {
  return `${(100 * load).toFixed(1)} %`
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
