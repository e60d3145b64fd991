/** `chronus replay TAKE.jsonl`: renders a recorded take again from its log, and compares it with the take where that lies beside it. */
import { createReadStream, existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Entry, fromLine, type TakeEntry } from '../engine/entry.ts'
import { programOf, soundOf } from '../engine/program.ts'
import { Replay } from '../engine/replay.ts'
import { type Take, takeOf } from '../engine/take.ts'
import { wavFormat } from '../engine/takename.ts'
import { compareFlac, compareWavs } from '../io/compare.ts'
import { WavGatherer, WavWriter } from '../io/wav.ts'
import type { WavFormat } from '../io/wavheader.ts'
import { gatherAgain } from '../patch/samples/gather.ts'
import { reason } from '../patch/reason.ts'
import { checkFile, checkOutput } from './files.ts'
import { type CommandLine, UsageError } from './options.ts'

/** Progress is shown this often, in ms. */
const PROGRESS = 200

/** Renders the file. Errors: rejects with what is wrong with the log, the recordings or the file. */
export async function run({ args: [name], options: { out } }: CommandLine, version: string): Promise<number> {
  if (out === undefined) throw new UsageError('into which file? --out F.wav')
  checkFile(name, name)
  const { entries, cutOff } = await readLog(name, version)
  const take = orderOf(entries, name)
  const original = join(dirname(name), take.head.take)
  const flac = original.replace(/\.wav$/, '.flac')
  checkOutput(out, [name, original, flac])
  await haveSamples(take)
  const began = performance.now()
  const seconds = render(take, out) / take.head.rate
  const speed = seconds / ((performance.now() - began) / 1000)
  const whole = take.frames !== null
  if (cutOff) tell(`${name}: the last line is cut off`)
  if (!whole) tell(`${name} ends without an end, as when the program was killed: this is the take up to there`)
  process.stdout.write(`${out}: ${seconds.toFixed(3)} s, ${speed.toFixed(0)} times real time\n`)
  if (existsSync(original)) return compared(out, original, take)
  // What the player has made of another take may have other bits.
  if (take.head.format === 'flac' && existsSync(flac)) return comparedToFlac(out, flac)
  tell(`${original} isn't there: it was compared with nothing`)
  return 0
}

function tell(text: string): void {
  process.stderr.write(`${text}\n`)
}

/** The entries of a log, as far as it goes; whether its last line is cut off. Errors: rejects where a line is none. */
async function readLog(name: string, version: string): Promise<{ entries: Entry[], cutOff: boolean }> {
  const entries: Entry[] = []
  let broken: string | null = null
  for await (const line of createInterface({ input: createReadStream(name), crlfDelay: Infinity })) {
    if (broken !== null) throw new Error(entries.length === 0 ? `${name} is no log of a take` : broken)
    try {
      entries.push(fromLine(line))
    } catch (error) {
      // Only the last one may be.
      broken = `${name}, line ${entries.length + 1}, ${(error as Error).message}`
    }
    if (entries.length === 1 && entries[0].is === 'take') checkProgram(entries[0], name, version)
  }
  if (entries.length === 0) throw new Error(`${name} ${broken === null ? 'is empty' : 'is no log of a take'}`)
  return { entries, cutOff: broken !== null }
}

/** What another program has made can't be rendered, or might sound differently. */
function checkProgram({ program, sound, node }: TakeEntry, name: string, version: string): void {
  const own = programOf(version)
  if (program !== own) {
    throw new Error(`${name} was recorded by chronus ${program}, this is ${own}: only the same program renders it. ` +
      'The text of its patches is in its lines "version"')
  }
  if (sound !== soundOf() || node !== process.version) {
    const where = node === process.version ? '' : `, on Node ${node}`
    tell(`${name} was recorded by another state of this program${where}: it may not be the same to the bit`)
  }
}

function orderOf(entries: Entry[], name: string): Take {
  try {
    return takeOf(entries)
  } catch (error) {
    throw new Error(`${name} ${(error as Error).message}`)
  }
}

async function haveSamples({ versions, head: { rate } }: Take): Promise<void> {
  for (const { kernel: { layout: { samples } }, name } of versions.values()) {
    for (const { path, name: sound } of samples) {
      if (!existsSync(path)) throw new Error(`${name} plays ${sound}, and there is no file ${path}`)
    }
    await gatherAgain(samples, rate)
  }
}

/** Gives the frames that were rendered. */
function render(take: Take, out: string): number {
  const { head: { rate, format }, frames } = take
  const wav = open(out, rate, wavFormat(format))
  let [shown, done] = [performance.now(), 0]
  for (const pcm of new Replay(take).render()) {
    wav.write(pcm, pcm.length / 2)
    done += pcm.length / 2
    if (!process.stderr.isTTY || performance.now() - shown < PROGRESS) continue
    shown = performance.now()
    const share = frames === null ? '' : ` of ${(frames / rate).toFixed(0)}`
    process.stderr.write(`\r${out}: ${(done / rate).toFixed(0)}${share} s`)
  }
  wav.close()
  if (process.stderr.isTTY) process.stderr.write('\r')
  return done
}

function open(out: string, rate: number, format: WavFormat): WavGatherer {
  try {
    return new WavGatherer(new WavWriter(out, rate, format))
  } catch (error) {
    throw new Error(`can't write ${out}: ${reason((error as Error).message)}`)
  }
}

/** Says whether it is the same as the take; gives the exit status. */
function compared(out: string, original: string, { head: { format }, frames: whole }: Take): number {
  const { frames, differ, longer } = compareWavs(out, original, wavFormat(format))
  if (differ > 0) {
    tell(`${differ} of ${frames} frames are not those of ${original}`)
    return 1
  }
  process.stdout.write(`every sample is that of ${original}${whole === null ? '' : rest(longer)}\n`)
  return 0
}

function comparedToFlac(out: string, original: string): number {
  const { isSame, longer } = compareFlac(out, original)
  if (isSame === null) {
    tell(`${original} is ${-longer} frames longer, and a FLAC file can only be compared as a whole: it was compared with nothing`)
    return 0
  }
  if (isSame) process.stdout.write(`every sample is that of ${original}${rest(longer)}\n`)
  else tell(`the samples are not those of ${original}`)
  return isSame ? 0 : 1
}

/** That the take has another length than what was rendered, if so. */
const rest = (longer: number): string =>
  longer === 0 ? '' : `, which is ${Math.abs(longer)} frames ${longer > 0 ? 'shorter' : 'longer'}`
