/** `chronus render PATCH`: the sound of a patch, offline, to a file: the same samples as a live run's. */
import { Master } from '../engine/master.ts'
import { addTone } from '../engine/tone.ts'
import { WavGatherer, WavWriter } from '../io/wav.ts'
import { Instance } from '../kernel/instance.ts'
import { render } from '../patch/render.ts'
import { reason } from '../patch/reason.ts'
import { readEvents } from './events.ts'
import { checkOutput } from './files.ts'
import { load } from './load.ts'
import { UsageError } from './options.ts'
import type { CommandLine } from './options.ts'

/** Frames in a block, as live. */
const BLOCK = 128
/** Progress is shown this often, in ms. */
const PROGRESS = 200

/** Renders the file. Errors: rejects with what is wrong with the patch, the events or the file. */
export async function run({ args: [name], options }: CommandLine): Promise<number> {
  const { seconds, out, rate } = options
  if (seconds === undefined) throw new UsageError('how long? --seconds S')
  if (out === undefined) throw new UsageError('into which file? --out F.wav')
  checkOutput(out, [name, ...options.events ? [options.events] : []])
  const { kernel, warnings } = await load(name, rate)
  for (const text of warnings) process.stderr.write(`${text}\n`)
  const { events, tests } = options.events ? readEvents(options.events, kernel, BLOCK) : { events: [], tests: [] }
  const frames = Math.round(seconds * rate)
  const master = new Master(rate)
  const wav = open(out, rate)
  const started = performance.now()
  let shown = started
  let done = 0
  let peak = 0
  for (const pcm of render(new Instance(kernel), frames + master.latency, BLOCK, events)) {
    const length = pcm.length / 2
    for (const start of tests) addTone(pcm, length, done, start, rate)
    const heard = master.process(pcm, length)
    peak = highest(pcm, heard, peak)
    wav.write(pcm, heard)
    done += length
    if (process.stderr.isTTY && performance.now() - shown > PROGRESS) {
      shown = performance.now()
      process.stderr.write(`\r${out}: ${Math.min(100, Math.floor(100 * done / frames))} %`)
    }
  }
  wav.close()
  const speed = seconds / ((performance.now() - started) / 1000)
  const level = peak > 0 ? `peak ${(20 * Math.log10(peak)).toFixed(1)} dBFS` : 'silent'
  if (process.stderr.isTTY) process.stderr.write('\r')
  process.stdout.write(`${out}: ${seconds} s, ${level}, ${speed.toFixed(0)} times real time\n`)
  return 0
}

/** The highest of `peak` and the samples of so many frames. */
function highest(pcm: Float32Array, frames: number, peak: number): number {
  for (let i = 0; i < 2 * frames; i++) {
    const level = Math.abs(pcm[i])
    if (level > peak) peak = level
  }
  return peak
}

function open(out: string, rate: number): WavGatherer {
  try {
    return new WavGatherer(new WavWriter(out, rate))
  } catch (error) {
    throw new Error(`can't write ${out}: ${reason((error as Error).message)}`)
  }
}
