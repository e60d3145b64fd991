/** Every module of the registry in patches that try it: what the contract tests and the tests of failover walk. */
import * as assert from 'uvu/assert'
import * as registry from '../../src/dsp/index.ts'
import type { Signal } from '../../src/dsp/signal.ts'
import type { Layout } from '../../src/kernel/kernel.ts'
import type { Cue } from '../play.ts'

export const kinds = Object.values(registry).filter(value => typeof value === 'function' && 'spec' in value) as any[]

/** A repeatable random number, 0 … 1. */
export const random = (seed: number) => () => {
  seed = Math.imul(seed ^ seed >>> 15, seed | 1)
  seed ^= seed + Math.imul(seed ^ seed >>> 7, seed | 61)
  return ((seed ^ seed >>> 14) >>> 0) / 2 ** 32
}

/** What is heard of a module, on both sides. */
export const asPatch = (made: any): any => Array.isArray(made) ? made.slice(0, 2) : [made, made]

/** The names of a kind's audio inputs. */
export const audioInputs = (kind: any): string[] =>
  Object.entries<any>(kind.spec.inputs).filter(([, input]) => input.unit === 'audio').map(([name]) => name)

/** A kind with every audio input fed with noise, to which `shape` does something. `rest`: what else it is given. */
export const fed = (kind: any, shape = (signal: Signal, _: number) => signal, rest: object = {}) => () => {
  const audio = audioInputs(kind).map((name, i) => [name, shape(registry.noise(`noise${i}`, { seed: i }), i)])
  return asPatch(kind('it', { ...Object.fromEntries(audio), ...rest }))
}

/** A kind with every input that can follow a signal driven by noise over its range. */
export const shaken = (kind: any) => () => {
  const driven = Object.entries<any>(kind.spec.inputs).filter(([name, input]) => !input.choices && name !== 'mute')
  return asPatch(kind('it', Object.fromEntries(driven.map(([name, { min, max }], i) => {
    const [low, high] = [Math.max(min, -20_000), Math.min(max, 20_000)]
    return [name, registry.noise(`noise${i}`, { seed: i }).mul((high - low) / 2).add((high + low) / 2)]
  }))))
}

/** Random settings of every parameter at random frames. */
export function turning(layout: Layout, frames: number, seed: number): Cue[] {
  const next = random(seed)
  const { inputs } = layout.modules.find(module => module.id === 'it')!
  const cues = inputs.filter(input => input.param !== null).flatMap(input => Array.from({ length: 4 }, (): Cue => {
    const value = input.min + (input.max - input.min) * next()
    const whole = input.choices !== undefined || input.unit === 'whole'
    return [Math.floor(next() * frames), `/mod/it/${input.name}`, whole ? Math.round(value) : value]
  }))
  return cues.sort((a, b) => a[0] - b[0])
}

/** Numbers within their ranges, those of a choice too, for all inputs that take no sound and no gate. */
export function settings(kind: any, seed: number): Record<string, number | string> {
  const next = random(seed)
  const inputs = Object.entries<any>(kind.spec.inputs).filter(([name, { unit }]) => !['audio', 'gate', 'sound'].includes(unit) && name !== 'mute')
  return Object.fromEntries(inputs.map(([name, { min, max, unit, choices }]) => {
    const value = min + (max - min) * next()
    return [name, choices ? choices[Math.round(value)] : unit === 'whole' ? Math.round(value) : value]
  }))
}

export function finite(pcm: Float32Array, what: string): void {
  const at = pcm.findIndex(sample => !Number.isFinite(sample))
  assert.is(at, -1, `${what}: sample ${at} is ${pcm[at]}`)
}

/** Two sounds are the same, to the bit. */
export function same(actual: Float32Array, expected: Float32Array, what = ''): void {
  const at = actual.findIndex((sample, i) => !Object.is(sample, expected[i]))
  assert.is(at, -1, `${what}: sample ${at} is ${actual[at]}, not ${expected[at]}`)
  assert.is(actual.length, expected.length, what)
}

/** The text of a patch file in which all modules of the registry play at once, each alone and in voices. */
export function everything(): string {
  const call = (kind: any, id: string, i: string): string => {
    const gates = Object.entries<any>(kind.spec.inputs).filter(([, { unit }]) => unit === 'gate').map(([name]) => `${name}: beat`)
    const audio = audioInputs(kind).map((name, k) => `${name}: noise('${id}-noise${k}', { seed: ${k} + ${i}, gain: 0.3 })`)
    return `first(${kind.spec.name}('${id}', { ${[...gates, ...audio].join(', ')} }))`
  }
  const names = kinds.map(kind => kind.spec.name)
  return `import { ${[...names, 'feedback', 'patch', 'poly', 'voices'].join(', ')} } from 'music-chronus'
const first = (made: any) => Array.isArray(made) ? made[0] : made
let n = 0
export default patch(() => {
  const beat = lfo('beat', { shape: 'square', freq: 5, min: 0, max: 0.8 })
  const keys = poly('keys', 5, ({ freq, gate, velocity }) => sine('key', { freq, gain: 0.5 }).mul(gate).add(velocity.mul(0.01)))
  const ring = feedback('ring', back => noise('strike', { gain: 0.05 }).add(back.mul(0.9)))
  const alone = [${kinds.map(kind => call(kind, `a-${kind.spec.name}`, '0')).join(',\n    ')}]
  const many = [${kinds.map(kind => `voices(3, i => ${call(kind, `v-${kind.spec.name}`, 'i')})`).join(',\n    ')}]
  return [...alone, ...many, keys, ring].map(one => clip('clip' + n++, { in: one, min: -1, max: 1 })).reduce((a, b) => a.add(b)).mul(0.004)
})
`
}
