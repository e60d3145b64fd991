/** What the engine says, as text for a terminal: lists, one module, the status. */
import type { Input, Listing, Module } from './mirror.ts'

/** All modules of what plays. Ends without a newline, as all here. */
export function showListing({ patch, version, modules }: Listing): string {
  return [`${patch}, version ${version}`, ...modules.map(module => showModule(audible(module)))].join('\n')
}

/** A module without its mute, which every module has, unless it is muted. */
function audible(module: Module): Module {
  return { ...module, inputs: module.inputs.filter(({ name, value }) => name !== 'mute' || value !== 0) }
}

/** A module with its inputs: value, range, unit, what it does. */
export function showModule({ id, kind, doc, voices, inputs }: Module): string {
  const rows = inputs.map(input => [input.name, showValue(input), showRange(input), input.doc])
  const widths = [0, 1, 2].map(column => Math.max(0, ...rows.map(row => row[column].length)))
  const lines = rows.map(row => `  ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}`.trimEnd())
  return [`${id} (${kind}${doc && `: ${doc}`})${voices === undefined ? '' : `, ${voices} voices`}`, ...lines].join('\n')
}

/** What the engine calls a unit where there is none. */
const BARE_UNITS = ['', 'amount', 'gate', 'number']

function showValue({ value, values, drivenBy, unit, choices }: Input): string {
  const [first, ...others] = new Set(values)
  if (others.length > 0 && typeof first === 'number') {
    const numbers = values as number[]
    return `${short(Math.min(...numbers))} … ${short(Math.max(...numbers))}${BARE_UNITS.includes(unit) ? '' : ` ${unit}`}`
  }
  if (value === null) return `← ${drivenBy ?? 'a signal'}`
  if (typeof value !== 'number' || choices) return String(value)
  return BARE_UNITS.includes(unit) ? short(value) : `${short(value)} ${unit}`
}

function showRange({ min, max, choices, value, drivenBy }: Input): string {
  if (value === null && drivenBy) return ''
  if (choices) return choices.join('|')
  return Number.isFinite(min) && Number.isFinite(max) ? `${short(min)}..${short(max)}` : ''
}

/** A number as short as it may be said. */
function short(value: number): string {
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
  const { engine, output, osc, spare, rate, block, bpm, beat } = status
  return [
    ...lines,
    row('spare', spare?.pid ? `pid ${spare.pid}` : 'none'),
    row('engine', `pid ${engine.pid}`, `load ${percent(engine.load)}`, `${engine.uptime.toFixed(1)} s`),
    row('output', output.kind, output.device, output.pid && `pid ${output.pid}`, plural(output.underruns, 'underrun')),
    row('osc', `${osc.host}:${osc.port}`, `${osc.received} received`, `${osc.rejected} rejected`, `${osc.dropped} dropped`),
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
