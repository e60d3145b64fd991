/** `chronus render PATCH`: the sound of a patch, offline, to a file: the same samples as a live run's. */
import type { Arg } from '../engine/command.ts'
import { Master } from '../engine/master.ts'
import { addTone } from '../engine/tone.ts'
import { WavGatherer, WavWriter } from '../io/wav.ts'
import { Instance } from '../kernel/instance.ts'
import type { Layout } from '../kernel/kernel.ts'
import { change } from '../kernel/parameters.ts'
import { render } from '../patch/render.ts'
import type { Event } from '../patch/render.ts'
import { reason } from '../slot/reason.ts'
import { checkOutput, readJson } from './files.ts'
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
  const { kernel } = await load(name, rate)
  const { events, tests } = options.events ? readEvents(options.events, kernel.layout) : { events: [], tests: [] }
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

/** The events of a file, at their frames, sorted; and the frames at which a test tone starts. Errors: throws, saying which
 *  event is wrong and what it should be. */
function readEvents(path: string, layout: Layout): { events: Event[], tests: number[] } {
  const list = readJson(path)
  if (!Array.isArray(list)) throw new Error(`${path} is no list: [{ "at": seconds, "address": "/mod/…", "args": […] }]`)
  const tests: number[] = []
  const events = list.flatMap((item, index): Event[] => {
    try {
      const { frame, address, args } = readEvent(item, layout.rate)
      if (address !== '/test') return [{ ...change(layout, address, args), frame }]
      tests.push(frame)
      return []
    } catch (error) {
      throw new Error(`${path}, event ${index + 1}: ${(error as Error).message}`)
    }
  })
  return { events: events.sort((a, b) => a.frame - b.frame), tests }
}

function readEvent(item: any, rate: number): { frame: number, address: string, args: Arg[] } {
  const { at, address, args = [] } = item ?? {}
  if (typeof at !== 'number' || !(at >= 0)) throw new Error('"at" is a time in seconds, 0 or more')
  if (typeof address !== 'string') throw new Error('"address" is an OSC address such as "/mod/sine/freq"')
  if (!Array.isArray(args) || !args.every(arg => ['number', 'string', 'boolean'].includes(typeof arg)))
    throw new Error('"args" is a list of numbers and texts')
  return { frame: Math.round(at * rate), address, args }
}
