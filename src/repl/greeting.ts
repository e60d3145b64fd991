/** What is said first at the terminal. */
import type { EngineReady } from '../engine/config.ts'
import type { Mirror } from './mirror.ts'
import type { Company } from './others.ts'

/** Inputs that are worth turning first. */
const TELLING = ['freq', 'cutoff', 'q', 'gain', 'position']

/** To the player whose engine it is. */
export function greeting({ oscHost, oscPort, patch }: EngineReady, mirror: Mirror): string {
  const heard = mirror.listing.modules.filter(({ kind }) => kind !== 'lfo')
  const inputs = heard.flatMap(({ id, inputs }) => inputs.map(input => ({ id, ...input })))
  const knobs = TELLING.flatMap(name => inputs.find(input => input.name === name && typeof input.value === 'number') ?? [])
  const lines = knobs.slice(0, 2).map(({ id, name, value, max }) =>
    `${/^[a-z_$][\w$]*$/i.test(id) ? id : `modules['${id}']`}.${name} = ${Math.min(max, Number(value) * 1.5 || max / 2)}`)
  return [
    `Music Chronus plays ${patch} and listens for OSC on ${oscHost}, port ${oscPort}.`,
    'Three things to try:',
    ...[...lines, `edit and save ${patch}: the change is heard without a gap`].map(line => `  ${line}`),
    'help() says what else there is; Tab completes; Ctrl-D ends.',
  ].join('\n')
}

/** To one who comes to an engine that plays. */
export function welcome(company: Company, port: number, { listing: { patch, version } }: Mirror): string {
  const you = company.find(({ you }) => you)?.name
  const others = company.flatMap(({ name, you }) => you ? [] : name)
  const here = [...you === undefined ? [] : [`you are '${you}' here`], ...others.length === 0 ? [] : [`with you: ${others.join(', ')}`]]
  return `${[`${patch} (version ${version}) plays on port ${port}`, ...here].join('; ')}.\n` +
    'help() says what there is; who() who is there; Ctrl-D leaves, and the music plays on.'
}
