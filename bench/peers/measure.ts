/** Measures what commands take, in turn, so that whatever else the machine does meets all of them alike. */
import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { readWav } from '../../test/wav.ts'
import { median } from '../figures.ts'
import { RATE } from './work.ts'
import type { Command } from './work.ts'

const ROUNDS = 5
export const SECONDS = 20
/** What a run of so much sound takes more, s, is the sound alone: start-up varies by more than 20 s of sound take. */
const LONGER = 80
/** Left out when the level is taken: the attack and the decay, s. */
const SETTLED = 0.2
/** A run may take so long, ms. */
const PATIENCE = 120_000

/** `units`: voices or chains. */
export interface Entry { name: string, units: number, command: Command }

export interface Figures {
  /** User CPU of the whole command, and of what is left without its start-up; ns per unit and frame, from the medians of the rounds. */
  whole: number
  sound: number
  /** RMS of the sound, dB of full scale. */
  level: number
}

/** Runs all entries in turn, ROUNDS times. Without start-up: the median of runs of LONGER, less that of the runs just before each, by
 *  the frames that the first have more. A command that fails gives the reason instead of figures. */
export function measure(entries: readonly Entry[], folder: string): Map<Entry, Figures | string> {
  const runs = entries.map(entry => ({ entry, whole: [] as number[], longer: [] as number[], level: NaN, failed: '' }))
  const out = join(folder, 'out.wav')
  for (let round = 0; round < ROUNDS; round++) {
    for (const run of runs.filter(({ failed }) => failed === '')) {
      const { command } = run.entry
      try {
        const whole = userSeconds(command(SECONDS, out))
        if (round === 0) run.level = level(out)
        run.longer.push(userSeconds(command(LONGER, out)))
        run.whole.push(whole)
      } catch (error) {
        run.failed = (error as Error).message
      }
      rmSync(out, { force: true })
    }
  }
  return new Map(runs.map(({ entry, whole, longer, level, failed }) => {
    const each = 1e9 / (entry.units * RATE)
    const [short, long] = [whole, longer].map(median)
    return [entry, failed || { whole: each * short / SECONDS, sound: each * (long - short) / (LONGER - SECONDS), level }]
  }))
}

/** The user CPU of a command and of all that it starts. bash asks getrusage, and gives ms. */
function userSeconds(command: string[]): number {
  const { status, stdout, stderr, error } = spawnSync('bash', ['-c', 'TIMEFORMAT=%3U; time "$@" 2>&1', 'bash', ...command],
    { encoding: 'utf8', timeout: PATIENCE, env: { ...process.env, LC_ALL: 'C' } })
  if (status !== 0) throw new Error(`${command.join(' ')}: ${error?.message ?? stdout.trim().split('\n').at(-1)}`)
  return Number(stderr)
}

function level(file: string): number {
  const { rate, channels, data } = readWav(file)
  const from = Math.round(SETTLED * rate) * channels
  let sum = 0
  for (let i = from; i < data.length; i++) sum += data[i] ** 2
  return 10 * Math.log10(sum / (data.length - from))
}
