/** docs/tutorial.md: each step's patch has the sound that the text tells of; and all of it, saved and typed into the real command in its
 *  order, is understood. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { correlation } from '../../src/analysis/correlation.ts'
import { loudness } from '../../src/analysis/loudness.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import { loadPatch } from '../../src/patch/load.ts'
import { balance, type Band, truePeak } from '../balance.ts'
import { onsets } from '../onsets.ts'
import { GENRES, LOUDNESS, TRUE_PEAK } from '../patches/figures.ts'
import { type Cue, decibels, left, peak, pitch, play, RATE, rms } from '../play.ts'
import { playing, until } from './chronus.ts'
import { CHRONUS } from './run.ts'
import { Typist } from './typist.ts'

const tutorial = readFileSync(fileURLToPath(new URL('../../docs/tutorial.md', import.meta.url)), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'chronus-tutorial-'))
const song = join(folder, 'song.ts')
const blocks = [...tutorial.matchAll(/^```(\w*)\n([^]*?)^```$/gm)].map(([, language, text]) => ({ language, text }))
const steps = blocks.filter(({ language }) => language === 'ts').map(({ text }) => text)

const SIXTEENTH = 15 / 174
const BAR = 16 * SIXTEENTH
/** The second bar and the one after it are heard: by then all has begun. */
const at = (sixteenth: number): number => Math.round((BAR + sixteenth * SIXTEENTH) * RATE)
const between = (sound: Float32Array, from: number, to: number): Float32Array => sound.subarray(at(from), at(to))
/** The sixteenths of the second bar on which something begins. */
const strokes = (sound: Float32Array): number[] => onsets(sound.subarray(0, at(17)), RATE)
  .map(({ time }) => Math.round((time - BAR) / SIXTEENTH)).filter(place => place >= 0 && place < 16)

async function kernelOf(step: number): Promise<Kernel> {
  const file = join(folder, `step${step}.ts`)
  writeFileSync(file, steps[step - 1])
  const { kernel, warnings } = await loadPatch(file, RATE)
  assert.equal(warnings, [])
  return kernel
}
const listen = (kernel: Kernel, bars: number, ...cues: [address: string, value: number][]): Float32Array =>
  play(kernel, Math.round(bars * BAR * RATE), cues.map(([address, value]): Cue => [0, address, value]))

test('the tutorial has its steps', () => assert.is(steps.length, 6))

test('1: a tone of 220 Hz, and A3 is that', async () => {
  const sound = left(listen(await kernelOf(1), 1))
  assert.ok(Math.abs(pitch(sound, 220) - 220) < 0.01)
  assert.ok(Math.abs(peak(sound) - 0.15) < 0.001)
})

test('2: a kick on the one, and between the third beat and the fourth', async () => {
  assert.equal(strokes(left(listen(await kernelOf(2), 3))), [0, 10])
})

test('3: the snare on two and four, ghosts far below it, hats between', async () => {
  const kernel = await kernelOf(3)
  const sound = left(listen(kernel, 3))
  for (const place of [0, 2, 4, 6, 7, 8, 9, 10, 12, 14]) assert.ok(strokes(sound).includes(place), `${place}`)
  const snare = left(listen(kernel, 3, ['/mod/kick-level/gain', 0], ['/mod/hats-level/gain', 0]))
  const stroke = (place: number): number => rms(between(snare, place, place + 1))
  assert.ok(decibels(stroke(7) / stroke(4)) < -8, `${decibels(stroke(7) / stroke(4))} dB`)
  assert.ok(peak(listen(kernel, 4)) < 1)
})

test('4: the notes f1, ab1, eb1 a bar each; the filter takes away what is above it', async () => {
  const kernel = await kernelOf(4)
  const pcm = listen(kernel, 4)
  const sound = left(pcm)
  // Within a stroke that is held: between the tenth sixteenth and the twelfth.
  for (const [bar, hertz] of [[0, 43.654], [1, 43.654], [2, 51.913], [3, 38.891]]) {
    const heard = pitch(sound.subarray(...[10.2, 12].map(place => Math.round((bar * BAR + place * SIXTEENTH) * RATE))), hertz)
    assert.ok(Math.abs(heard / hertz - 1) < 0.02, `bar ${bar + 1}: ${heard} Hz`)
  }
  const open = balance(listen(kernel, 4, ['/mod/reese/cutoff', 2500]), RATE), shut = balance(pcm, RATE)
  assert.ok(open.mid > shut.mid + 6, `${open.mid} dB, ${shut.mid} dB`)
})

test('5: a sub of its own, and both are pushed aside by kick and snare', async () => {
  const kernel = await kernelOf(5)
  const drumless: [string, number][] = [['/mod/kick-level/gain', 0], ['/mod/snare-level/gain', 0]]
  const bass = listen(kernel, 4, ...drumless)
  const dry = listen(kernel, 4, ...drumless, ['/mod/sub/mute', 1])
  assert.ok(balance(bass, RATE).sub > balance(dry, RATE).sub + 6, 'the sub')
  const pushed = left(bass), free = left(listen(kernel, 4, ...drumless, ['/mod/duck/mute', 1]))
  const by = [10, 12, 15].map(place => decibels(rms(between(pushed, place, place + 0.4)) / rms(between(free, place, place + 0.4))))
  assert.ok(by[0] < -3 && by[1] < -3 && by[2] > -0.5, `the duck: ${by} dB`)
})

test('6: the loop sounds right: as loud as the patches are, its bands in their places, stereo, on the beat', async () => {
  const pcm = listen(await kernelOf(6), 8)
  const [lufs, top, alike] = [loudness(pcm, RATE), truePeak(pcm), correlation(pcm)]
  assert.ok(Math.abs(lufs - LOUDNESS.aim) <= LOUDNESS.off, `${lufs} LUFS`)
  assert.ok(top < TRUE_PEAK, `${top} dBTP`)
  assert.ok(alike > 0.3 && alike < 0.99, `correlation ${alike}`)
  for (const [band, level] of Object.entries(balance(pcm, RATE)) as [Band, number][]) {
    const [least, most] = GENRES.club[band]
    assert.ok(level >= least && level <= most, `${band} ${level} dB`)
  }
  const found = strokes(left(pcm))
  for (const place of [4, 12]) assert.ok(found.includes(place), `${found}`)
  assert.ok(found.length >= 8, `it rolls: ${found}`)
})

/** What is to be heard, by the line after which it is. */
const hears = (seconds: number, is: (heard: Float32Array) => boolean): Promise<void> =>
  until(`it is heard: ${is}`, async () => is(await player.hear(seconds)))
const isTone = (hertz: number) => (heard: Float32Array): boolean => rms(heard) > 0.01 && Math.abs(pitch(heard, hertz) - hertz) < 1
const HEARD: Record<string, () => Promise<void>> = {
  'tone.freq = 110': () => hears(0.2, isTone(110)),
  "tone.freq = 'A3'": () => hears(0.2, isTone(220)),
  'tone.gain = 0.05': () => hears(0.1, heard => Math.abs(peak(heard) - 0.05) < 0.002),
  "solo('hats')": () => hears(BAR, heard => rms(heard) > 0.001 && rms(heard) < 0.03),
  "solo('snare')": () => hears(BAR, heard => rms(heard) > 0.005),
  "play('kick', 'X...x...x...x...')": () => hears(2 * BAR, heard => onsets(heard, RATE).length >= 7),
  'history()': async () => assert.match((await player.type('history()')).out, /song\.ts/),
  'save()': async () => assert.match(readFileSync(song, 'utf8'), /drive: 24/),
  "record('mine')": async () => void await player.hear(0.1),
  'stop()': async () => assert.ok(existsSync(join(folder, 'takes', 'mine.wav'))),
}

let player: Typist
/** A shell in which chronus is the program, with the port of this test for what asks the engine. */
const bash = (line: string): { status: number | null, stdout: string, stderr: string } => {
  const port = `case $1 in status|send) set -- "$@" --osc-port ${player?.port};; esac`
  return spawnSync('bash', ['-c', `chronus() { ${port}; node '${CHRONUS}' "$@"; }\n${line}`], { cwd: folder, encoding: 'utf8' })
}
const plays = (): string => player.news.map(({ text }) => text).join('\n')

test('saved and typed in its order, all of it is understood, and the music goes on', async () => {
  let saved = 0
  for (const { language, text } of blocks) {
    if (language === 'ts') {
      writeFileSync(song, text)
      const heading = `song.ts, version ${saved + 2}`
      await until(() => `step ${saved + 1} plays: ${plays()}`, async () => (await player.type('list()')).out.startsWith(heading))
      saved++
    } else if (language === 'text') await mistake(text)
    else for (const line of text.trim().split('\n')) await type(line)
  }
  assert.is(saved, steps.length)
})

async function type(line: string): Promise<void> {
  const [, code] = /^♪ (.*)$/.exec(line) ?? []
  if (line === 'chronus song.ts') {
    player = await Typist.start(folder, options => [process.execPath, CHRONUS, 'song.ts', ...options])
  } else if (line.startsWith('kill')) {
    const { decks: [{ slots, active }] } = await playing(player.port)
    bash(line.replace('PID', slots[active].pid))
    await until('it is told', () => /failed \(SIGKILL\)/.test(plays()))
    await playing(player.port)
    await hears(0.2, heard => rms(heard) > 0.01)
  } else if (code === undefined) {
    const { status, stderr } = bash(line)
    assert.is(status, 0, `${line}: ${stderr}`)
  } else if (!code.startsWith('while')) { // test/live/repl.test.ts types that, at a terminal
    assert.is((await player.type(code)).err, '', code)
    await HEARD[code]?.()
  }
}

/** Section 7: the file is spoilt, what is told is what stands there, the loop goes on; and the file is mended. */
async function mistake(told: string): Promise<void> {
  const text = readFileSync(song, 'utf8')
  writeFileSync(song, text.replace('cutoff: 90', 'cutof: 90'))
  await until(() => `it is told: ${plays()}`, () => plays().replaceAll(`${folder}/`, '').includes(told.trimEnd()))
  await hears(0.2, heard => rms(heard) > 0.01)
  writeFileSync(song, text)
}

test('it ends in order', async () => {
  assert.is((await player.leave()).status, 0)
})

test.after(() => {
  player?.end()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

test.run()
