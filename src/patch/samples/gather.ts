/** Gathers what the samplers of a patch play: finds the files, decodes those that the store hasn't got, and gives each its place. What
 *  can't be played is named, and is silence. */
import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { isSignal } from '../../dsp/signal.ts'
import type { Node, Part } from '../../dsp/signal.ts'
import { pool } from '../../dsp/pool.ts'
import { SOUND, wantedOf } from '../../dsp/sound.ts'
import type { Wanted } from '../../dsp/sound.ts'
import type { Graph } from '../../kernel/graph.ts'
import type { Sample, SampleInfo, Samples, Stored } from '../../kernel/samples.ts'
import { find as stored, keep } from '../../kernel/store.ts'
import { reason } from '../reason.ts'
import { decode } from './decode.ts'
import { called, find } from './find.ts'
import { mixDown } from './mix.ts'
import { resample } from './resample.ts'
import { MOST_BYTES, MOST_FILE_BYTES, tooLong, Unreadable } from './sound.ts'
import type { Sound } from './sound.ts'

/** Bytes that the samples of a patch may take: every worker has them in its memory. */
const MOST = 160 * 2 ** 20
const NO_ROOM = `finds no room: the samples of a patch may take ${MOST / 2 ** 20} MB. Name the files that you play`
/** Changes with what is made of a file. */
const MADE = 1

/** `files`: what was played, and the folders that were looked into; `warnings`: what is silent, and why. */
export interface Gathered { graph: Graph, files: string[], warnings: string[] }

/** Gathers the samples of a graph. `rate`: of the engine, Hz; `folder`: the patch file's; `reading`: called before a file is decoded. */
export async function gather(graph: Graph, rate: number, folder: string, reading = () => {}): Promise<Gathered> {
  const steps = gathering(graph, rate, folder, reading)
  let step = steps.next()
  while (!step.done) {
    const sound = step.value
    step = await Promise.resolve(sound).then(given => steps.next(given), error => steps.throw(error))
  }
  return step.value
}

/** The same at once, where no file is compressed. */
export function gatherNow(graph: Graph, rate: number, folder: string): Gathered {
  const steps = gathering(graph, rate, folder, () => {})
  let step = steps.next()
  while (!step.done) step = step.value instanceof Promise ? steps.throw(new Unreadable('is compressed')) : steps.next(step.value)
  return step.value
}

/** Reads samples again that are gone from the store. Errors: throws when a file isn't what it was. */
export async function gatherAgain(samples: readonly SampleInfo[], rate: number, reading = () => {}): Promise<void> {
  for (const { key, path, name, mono } of samples) {
    if (stored(key)) continue
    reading()
    const bytes = readFileSync(path)
    if (keyOf(bytes, rate, mono) !== key) throw new Error(`${name} has changed since: its sound of then is gone`)
    store(await decode(bytes), key, rate, mono)
  }
}

type Steps = Generator<Sound | Promise<Sound>, Gathered, Sound>

function* gathering(graph: Graph, rate: number, folder: string, reading: () => void): Steps {
  const users = usersOf(graph.nodes)
  if (users.size === 0) return { graph, files: [], warnings: [] }
  const warnings: string[] = []
  const watched = new Set<string>()
  const files = new Map<string, Sample>()
  const refused = new Set<string>()
  let bytes = 0
  const sounds: Sample[][] = []
  for (const [wanted, { ids }] of users) {
    const { files: paths, folders, trouble } = find(wanted.text, folder)
    for (const path of [...paths, ...folders]) watched.add(path)
    const who = [...ids].join(' and ')
    if (trouble !== undefined) warnings.push(`${who} is silent: ${trouble}`)
    const entries: Sample[] = []
    for (const path of paths) {
      const key = `${wanted.mono} ${path}`
      const name = called(path, folder)
      if (!files.has(key) && !refused.has(path)) {
        try {
          const sample = { ...yield* load(path, rate, wanted.mono, reading), name, path, mono: wanted.mono }
          if (bytes + 4 * sample.length > MOST) throw new Unreadable(NO_ROOM)
          if (sample.flaw !== undefined) warnings.push(`${who}: ${name} ${sample.flaw}`)
          bytes += 4 * sample.length
          files.set(key, sample)
        } catch (error) {
          refused.add(path)
          const why = error instanceof Unreadable ? error.message : `can't be read: ${reason((error as Error).message)}`
          warnings.push(`${who} is silent${paths.length > 1 ? ` where it plays ${name}` : ''}: ${name} ${why}`)
        }
      }
      const sample = files.get(key)
      // In a bank what can't be played keeps its number.
      entries.push(sample ?? SILENCE)
    }
    sounds.push(entries)
  }
  ;[...users.values()].forEach(({ nodes }, index) => nodes.forEach(set => set(index)))
  return { graph: { ...graph, samples: arrange(sounds, [...files.values()]) }, files: [...watched], warnings }
}

/** What stands for a file that can't be played. */
const SILENCE: Sample = { key: '', name: '', path: '', mono: true, length: 0, frames: 0, channels: 1, rate: 0 }

/** Who wants what: the ids of the modules, and what gives the sound its number once that is known. */
function usersOf(nodes: readonly Node[]): Map<Wanted, { ids: Set<string>, nodes: ((number: number) => void)[] }> {
  const users: ReturnType<typeof usersOf> = new Map()
  const user = (asked: number) => {
    const wanted = wantedOf(asked)
    const known = users.get(wanted) ?? { ids: new Set(), nodes: [] }
    users.set(wanted, known)
    return known
  }
  const isSound = ({ spec }: Node) => spec.name === SOUND.name && spec.where.message === SOUND.where.message
  const all = nodes.flatMap((node): (Pick<Part, 'node'> & Partial<Part>)[] => node.voices?.parts ?? [{ node }])
  for (const { node, values } of all.filter(({ node }) => isSound(node))) {
    const asked = node.inputs.number as number
    user(asked).nodes.push(number => { node.inputs.number = number })
    if (values === undefined) continue
    const numbers = [...values.number]
    values.number = numbers
    values.number.forEach((asked, voice) => user(asked).nodes.push(number => { numbers[voice] = number }))
  }
  for (const { node } of all) {
    for (const source of Object.values(node.inputs)) {
      if (!isSignal(source) || !isSound(source.node)) continue
      const own = all.find(part => part.node === source.node)?.values?.number ?? [source.node.inputs.number as number]
      for (const asked of own) if (node.id !== undefined) user(asked).ids.add(node.id)
    }
  }
  return users
}

/** A sample of a file, out of the store where it is there. Errors: Unreadable, and what the system says. */
function* load(path: string, rate: number, mono: boolean, reading: () => void): Generator<Sound | Promise<Sound>, Stored, Sound> {
  const { dev, ino, size, mtimeNs, ctimeNs } = statSync(path, { bigint: true })
  if (size > MOST_FILE_BYTES) {
    const megabytes = (Number(size) / 2 ** 20).toFixed(0)
    throw new Unreadable(`has ${megabytes} MB; a sample may have ${MOST_FILE_BYTES / 2 ** 20}. Cut out what you play`)
  }
  // The same file, untouched, needs not be read again to see that.
  const alias = `at-${digest(`${dev} ${ino} ${size} ${mtimeNs} ${ctimeNs} ${rate} ${mono} ${MADE}`)}`
  const known = stored(alias)
  const same = known && stored(known.key)
  if (same) return same
  reading()
  const bytes = readFileSync(path)
  const key = keyOf(bytes, rate, mono)
  const info = stored(key) ?? store(yield decode(bytes), key, rate, mono)
  keep(info, new Float32Array(0), alias)
  return info
}

const digest = (data: Uint8Array | string) => createHash('sha256').update(data).digest('base64url').slice(0, 22)
const keyOf = (bytes: Uint8Array, rate: number, mono: boolean) => `${digest(bytes)}-${rate}-${mono ? 1 : 2}-${MADE}`

/** Puts a sound into the store as it will lie in memory. */
function store({ rate, channels, flaw }: Sound, key: string, to: number, mono: boolean): Stored {
  const sides = mixDown(channels, mono)
  const frames = Math.max(1, Math.round(channels[0].length * to / rate))
  if (4 * frames * sides.length > MOST_BYTES) throw tooLong(channels[0].length / rate, MOST_BYTES / (4 * sides.length * to))
  const stride = strideOf(frames)
  const data = new Float32Array(stride * sides.length)
  sides.forEach((side, i) => data.set(resample(side, rate, to), i * stride + pool.guard))
  const info: Stored = { key, length: data.length, frames, channels: sides.length, rate, ...flaw !== undefined && { flaw } }
  keep(info, data)
  return info
}

/** Numbers that a channel takes with the zeros around it. */
const strideOf = (frames: number) => Math.ceil((frames + 2 * pool.guard) / pool.unit) * pool.unit

/** The table of sounds, and the places behind it. */
function arrange(sounds: readonly (readonly Sample[])[], files: readonly Sample[]): Samples {
  const entries = sounds.flat()
  const first = 1 + pool.soundLength * sounds.length
  const size = Math.ceil((first + pool.entryLength * entries.length) / pool.unit) * pool.unit
  const directory = new Float32Array(size)
  const places = new Map<Sample, number>()
  let next = size
  for (const file of files) {
    places.set(file, next)
    next += file.length
  }
  directory[0] = sounds.length
  let entry = first
  sounds.forEach((own, i) => {
    directory.set([entry, own.length], pool.sound + i * pool.soundLength)
    for (const sample of own) {
      const { frames, channels } = sample
      const start = ((places.get(sample) ?? 0) + (frames > 0 ? pool.guard : 0)) / pool.unit
      directory.set([start, Math.floor(frames / pool.step), frames % pool.step, channels > 1 ? strideOf(frames) / pool.unit : 0], entry)
      entry += pool.entryLength
    }
  })
  return { directory, files: files.map(file => ({ ...file, at: places.get(file)! })), length: next }
}
