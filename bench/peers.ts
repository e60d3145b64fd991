/** This project beside other synthesizers, each on the same two works, offline: `make bench-peers`. What is compared, and how
 *  fairly, is in bench/README.md. A peer that isn't installed is left out. Exits with 1 when one fails or sounds otherwise. */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { cpus, tmpdir } from 'node:os'
import { join } from 'node:path'
import { chronus, withVoices } from './peers/chronus.ts'
import { chuck } from './peers/chuck.ts'
import { csound } from './peers/csound.ts'
import { faust } from './peers/faust.ts'
import { SECONDS, measure } from './peers/measure.ts'
import type { Entry, Figures } from './peers/measure.ts'
import { puredata } from './peers/puredata.ts'
import { scsynth } from './peers/scsynth.ts'
import { CHAINS, RATE, VOICES } from './peers/work.ts'
import type { Peer, Work } from './peers/work.ts'

/** In the order of the table. The level of the first that does a work is what the others are held to. */
const PEERS: Peer[] = [chronus, scsynth, csound, faust, puredata, chuck]
/** `tolerance`: by which the levels may differ, dB. Reverbs differ by more than oscillators and filters. */
const WORKS: Record<Work, { title: string, unit: string, units: number, tolerance: number }> = {
  voices: { title: `${VOICES} voices: sine → envelope → low-pass`, unit: 'voice', units: VOICES, tolerance: 0.5 },
  chains: { title: `${CHAINS} chains: noise → swept low-pass → delay → reverb, stereo`, unit: 'chain', units: CHAINS, tolerance: 6 },
}
const GROWTH = [10, 100, 1000]
/** What a further voice costs may change by this share, to be called the same. */
const LINEAR = 0.1

const folder = mkdtempSync(join(tmpdir(), 'chronus-peers-'))
process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
process.on('SIGINT', () => process.exit(130))

console.log(`${cpus()[0].model}, ${cpus().length} cores, Node ${process.version}; ${SECONDS} s at ${RATE} Hz`)
const peers = PEERS.filter(installed)
console.log(peers.map(peer => `${peer.name} ${version(peer)}`).join(', '))
for (const work of Object.keys(WORKS) as Work[]) compare(work)
growth()

function installed({ name, needs, install }: Peer): boolean {
  const missing = needs.filter(program => spawnSync('bash', ['-c', 'command -v "$0"', program]).status !== 0)
  if (missing.length > 0) console.log(`${name} is left out, there is no ${missing.join(', ')} here: ${install}`)
  return missing.length === 0
}

function version({ version: [program, ...args] }: Peer): string {
  const { stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' })
  return /\d+(\.\d+)+/.exec(stdout + stderr)?.[0] ?? ''
}

function compare(work: Work): void {
  const { title, unit, units, tolerance } = WORKS[work]
  const entries = peers.flatMap((peer): Entry[] => {
    const own = join(folder, `${work}-${peer.name}`)
    mkdirSync(own)
    try {
      const command = peer.works[work]?.(own)
      return command ? [{ name: peer.name, units, command }] : []
    } catch (error) {
      failed(peer.name, (error as Error).message)
      return []
    }
  })
  if (entries.length === 0) return console.log(`\n${title}: nobody here does it`)
  const figures = measure(entries, folder)
  const good = entries.filter(entry => typeof figures.get(entry) !== 'string')
  const of = (entry: Entry) => figures.get(entry) as Figures
  const base = good.find(({ name }) => name === scsynth.name)
  const times = (entry: Entry, what: 'sound' | 'whole') => base ? (of(base)[what] / of(entry)[what]).toFixed(2) : '-'

  console.log(`\n${title}`)
  line('', `ns per ${unit}-sample`, 'with start-up', '× scsynth', 'with start-up', `dB re ${good[0]?.name}`)
  for (const entry of good) {
    const { sound, whole, level } = of(entry)
    const off = level - of(good[0]).level
    line(entry.name, sound.toFixed(2), whole.toFixed(2), times(entry, 'sound'), times(entry, 'whole'), off.toFixed(2))
    if (!(Math.abs(off) <= tolerance)) failed(entry.name, `its level differs by more than ${tolerance} dB: that is another sound`)
  }
  for (const [{ name }, figure] of figures) if (typeof figure === 'string') failed(name, figure)
}

/** What this project takes for more and more voices: a share for the frame (mastering, the file) and one for each voice. */
function growth(): void {
  const entries = GROWTH.map(n => ({ name: `${n} voices`, units: n, command: withVoices(n, folder) }))
  const figures = measure(entries, folder)
  console.log(`\n${chronus.name}, more and more voices`)
  line('', 'ns per voice-sample', 'with start-up', 'ns per frame', 'of which new', 'per new voice')
  const costs: number[] = []
  let [voices, before] = [0, 0]
  for (const entry of entries) {
    const figure = figures.get(entry)!
    if (typeof figure === 'string') return failed(entry.name, figure)
    const frame = figure.sound * entry.units
    const cost = (frame - before) / (entry.units - voices)
    line(entry.name, figure.sound.toFixed(2), figure.whole.toFixed(2), frame.toFixed(0), ...voices > 0
      ? [(frame - before).toFixed(0), cost.toFixed(2)] : [])
    if (voices > 0) costs.push(cost)
    voices = entry.units
    before = frame
  }
  const change = costs[1] / costs[0] - 1
  const [few, more, most] = GROWTH
  console.log(`A new voice costs ${Math.abs(100 * change).toFixed(0)} % ${change < 0 ? 'less' : 'more'} from ${more} to ${most} voices ` +
    `than from ${few} to ${more}: ${Math.abs(change) <= LINEAR ? 'linear' : 'not linear'} within ${100 * LINEAR} %.`)
}

function line(first: string, ...cells: string[]): void {
  console.log(first.padEnd(14) + cells.map(cell => cell.padStart(21)).join(''))
}

function failed(name: string, why: string): void {
  console.log(`${name}: ${why}`)
  process.exitCode = 1
}
