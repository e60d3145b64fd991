/** `chronus analyse`: what a recording sounds like, or what the engine that runs puts out. */
import { Analyser, type Analysis } from '../analysis/analysis.ts'
import { WavReader } from '../io/wavreader.ts'
import { showAnalysis } from '../repl/figures.ts'
import { hear } from '../repl/hearing.ts'
import { type CommandLine, UsageError } from './options.ts'
import { findEngine } from './remote.ts'

/** Prints the figures, for people or as JSON. Errors: rejects when the file is none that can be read, or no engine runs. */
export async function run({ args: [file], options: { seconds, json, oscPort } }: CommandLine): Promise<number> {
  if ((file === undefined) === (seconds === undefined)) throw new UsageError('say which: analyse FILE.wav, or analyse --seconds S')
  if (file !== undefined && oscPort !== undefined) throw new UsageError('--osc-port goes with --seconds: a file needs no engine')
  const analysis = file === undefined ? await live(seconds!, oscPort) : analyseFile(file)
  process.stdout.write(json ? `${JSON.stringify(analysis)}\n` : `${file === undefined ? '' : `${file}\n`}${showAnalysis(analysis)}\n`)
  return 0
}

async function live(seconds: number, port: number | undefined): Promise<Analysis> {
  const control = await findEngine(port)
  try {
    return await hear(control, seconds)
  } finally {
    control.close()
  }
}

/** Errors: throws what WavReader says, and where there is nothing to measure. */
export function analyseFile(path: string): Analysis {
  const wav = new WavReader(path)
  try {
    if (wav.frames === 0) throw new Error(`${path} has no frame of sound in it`)
    const analyser = new Analyser(wav.rate, wav.channels, { full: wav.full })
    wav.each((pcm, frames) => analyser.take(pcm, frames))
    return analyser.result()
  } finally {
    wav.close()
  }
}
