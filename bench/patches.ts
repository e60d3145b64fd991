/** What the patches in patches/ sound like, in figures: each is rendered by the real command, 16 bars of it at the least, and measured.
 *
 *      make patches                                      all of them
 *      make patches ARGS='roller techno'                 some
 *      make patches ARGS='roller --pictures /tmp'        with spectrograms, where sox is installed: /tmp/roller.png
 *
 *  The last columns: how much of a processor it takes, and how many of the strokes that are heard are within 10 ms of the sixteenths. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readWav } from '../test/wav.ts'
import { loadPatch } from '../src/patch/load.ts'
import { correlation } from '../src/analysis/correlation.ts'
import { loudness } from '../src/analysis/loudness.ts'
import { BANDS, balance, constant, crest, truePeak } from '../test/balance.ts'
import { offsets, onsets, onTime } from '../test/onsets.ts'
import { figures, LOUDNESS, TRUE_PEAK } from '../test/patches/figures.ts'

const RATE = 48_000
const ROOT = fileURLToPath(new URL('..', import.meta.url))
/** What a patch plays at the least, bars, and where it has no tempo, s. */
const [BARS, SECONDS] = [16, 30]
const ON_TIME = 10
/** Most that one may take of a processor, %. */
const MOST_LOAD = 15
/** Those that are too loud, too soft or too heavy. */
const off: string[] = []

const args = process.argv.slice(2)
const at = args.indexOf('--pictures')
const pictures = at < 0 ? undefined : args.splice(at, 2)[1]
const names = readdirSync(join(ROOT, 'patches')).filter(file => file.endsWith('.ts')).map(file => file.slice(0, -3))
  .filter(name => args.length === 0 || args.includes(name))
const folder = mkdtempSync(join(tmpdir(), 'chronus-patches-'))

const columns: [heading: string, width: number][] = [
  ['patch', 12], ['bpm', 4], ['LUFS', 6], ['dBTP', 6], ['crest', 6], ...Object.keys(BANDS).map((name): [string, number] => [name, 6]),
  ['L=R', 6], ['DC', 7], ['load', 6], ['strokes', 8], ['on time', 8],
]
const print = (cells: readonly string[]) =>
  console.log(cells.map((cell, i) => i === 0 ? cell.padEnd(columns[i][1]) : cell.padStart(columns[i][1])).join(' '))

print(columns.map(([heading]) => heading))
try {
  for (const name of names) print([name, ...await measured(name)])
} finally {
  rmSync(folder, { recursive: true })
}
if (off.length > 0) {
  console.error(`outside of ${LOUDNESS.aim} ± ${LOUDNESS.off} LUFS, ${TRUE_PEAK} dBTP and a load of ${MOST_LOAD} %: ${off.join(', ')}`)
  process.exitCode = 1
}

async function measured(name: string): Promise<string[]> {
  const file = join(ROOT, 'patches', `${name}.ts`)
  const { settings: { bpm } } = await loadPatch(file, RATE)
  const { swing = 0, bars = BARS, notes = [], onTime: rhythm } = figures[name] ?? {}
  const wav = join(folder, `${name}.wav`)
  const seconds = bpm === undefined ? SECONDS : bars * 240 / bpm
  const events = join(folder, 'events.json')
  writeFileSync(events, JSON.stringify(notes.map(midi => ({ at: 0, address: `/note/${name}`, args: [midi, 0.8] }))))
  const chronus = (...args: string[]) => execFileSync(process.execPath, [join(ROOT, 'src/chronus.js'), ...args], { encoding: 'utf8' })
  chronus('render', file, '--seconds', String(seconds), '--out', wav, '--events', events)
  const load = /load ([\d.]+) %/.exec(chronus('check', file))?.[1] ?? '?'
  const { data: pcm } = readWav(wav)
  if (pictures !== undefined) execFileSync('sox', [wav, '-n', 'spectrogram', '-x', '1400', '-y', '300', '-z', '90', '-o', join(pictures, `${name}.png`)])
  const mono = Float32Array.from({ length: pcm.length / 2 }, (_, i) => (pcm[2 * i] + pcm[2 * i + 1]) / 2)
  const struck = bpm === undefined || rhythm === undefined ? [] : onsets(mono.subarray(0, 40 * RATE), RATE)
  const late = offsets(struck, bpm ?? 120, swing)
  const bands = Object.values(balance(pcm, RATE))
  const [lufs, peak] = [loudness(pcm, RATE), truePeak(pcm)]
  if (Math.abs(lufs - LOUDNESS.aim) > LOUDNESS.off || peak > TRUE_PEAK || Number(load) > MOST_LOAD) off.push(name)
  return [
    String(bpm ?? '-'), lufs.toFixed(1), peak.toFixed(1), crest(pcm).toFixed(1), ...bands.map(db => db.toFixed(1)),
    correlation(pcm).toFixed(2), constant(pcm).toExponential(0), `${load} %`, String(struck.length),
    late.length === 0 ? '-' : `${(100 * onTime(late, ON_TIME)).toFixed(0)} %`,
  ]
}
