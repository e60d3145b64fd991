/** Takes: their names, their files and what is told, with a recorder that only counts. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Arg, Happening } from '../../src/engine/command.ts'
import { type Recorder, Recording } from '../../src/engine/recording.ts'

const RATE = 48_000
const root = mkdtempSync(join(tmpdir(), 'chronus-takes-'))
test.after(() => rmSync(root, { recursive: true }))
let scenes = 0
/** What goes on beside has gone on. */
const settled = (): Promise<void> => new Promise(done => setImmediate(done))

class Scene {
  readonly folder = join(root, `${++scenes}`, 'takes')
  readonly news: Happening[] = []
  attached: Recorder | null = null
  frames = 0
  /** Frames that the recorder fails to write. */
  missing = 0
  fail!: (frames: number, why: string) => void
  broken = false
  /** What is asked of FLAC, and what is wrong with it. */
  readonly flac: string[] = []
  noFlac = ''
  formats: string[] = []
  /** What the log was told, and what is wrong with it. */
  readonly logged: string[] = []
  noLog = ''
  loseLog!: (why: string) => void
  readonly recording = new Recording({
    folder: this.folder, rate: RATE, tell: news => this.news.push(news), attach: recorder => { this.attached = recorder },
    flac: {
      check: async () => { if (this.noFlac === 'missing') throw new Error('FLAC takes the program flac') },
      make: async (wav, flac) => {
        this.flac.push(basename(wav), basename(flac))
        if (this.noFlac !== '') throw new Error(this.noFlac)
      },
    },
    log: async (_, { take, format }, failed) => {
      if (this.noLog !== '') throw new Error(this.noLog)
      this.loseLog = failed
      const tell = (text: string): void => void this.logged.push(text)
      tell(`${take} ${format}`)
      await settled()
      return { begin: () => tell(this.attached ? 'begins' : 'too soon'), end: async frames => tell(`${frames} frames`) }
    },
    recorder: async (_, __, format, failed) => {
      this.formats.push(format)
      if (this.broken) throw new Error('no memory')
      this.fail = failed
      const scene = this
      return { get frames() { return scene.frames }, write() {}, close: async () => scene.frames - scene.missing }
    },
  })

  /** The file that a take got, or why there is none. */
  async start(name?: Arg, format?: Arg): Promise<string> {
    const file = (): string => this.recording.status().file!.replace(`${this.folder}/`, '')
    return this.recording.start(name, format).then(file, error => error.message)
  }

  async take(name?: Arg): Promise<string> {
    const file = await this.start(name)
    await this.recording.close()
    return file
  }

  /** The files with sound. */
  get files(): string[] {
    return this.all.filter(name => !name.endsWith('.jsonl'))
  }

  get all(): string[] {
    return existsSync(this.folder) ? readdirSync(this.folder).sort() : []
  }
}

test('a take from start to stop', async () => {
  const scene = new Scene()
  assert.equal(scene.recording.status(), { recording: false, file: null, seconds: 0 })
  assert.is(await scene.start('solo'), 'solo.wav')
  const file = join(scene.folder, 'solo.wav')
  assert.ok(scene.attached)
  scene.frames = 0.5 * RATE
  assert.equal(scene.recording.status(), { recording: true, file, seconds: 0.5 })
  assert.match(await scene.start('other'), `is recording already, to ${file}`)
  await scene.recording.stop()
  assert.is(scene.attached, null)
  assert.equal(scene.recording.status(), { recording: false, file, seconds: 0.5 })
  assert.equal(scene.news.map(({ text }) => text), [`recording to ${file}`, `recorded 0.5 s: ${file}`])
  try {
    await scene.recording.stop()
    assert.unreachable()
  } catch (error) {
    assert.match((error as Error).message, 'nothing is being recorded')
  }
  assert.equal(scene.files, ['solo.wav'])
})

test('a log lies beside the take, and begins when that does', async () => {
  const scene = new Scene()
  await scene.start('a', '16')
  scene.frames = 96
  await scene.recording.stop()
  assert.equal(scene.all, ['a.jsonl', 'a.wav'])
  assert.equal(scene.logged, ['a.wav 16', 'begins', '96 frames'])
  writeFileSync(join(scene.folder, 'take1.jsonl'), 'mine')
  assert.is(await scene.take(), 'take2.wav')
})

test('a log that cannot be had, or ends, is told, and the take goes on', async () => {
  const scene = new Scene()
  const log = join(scene.folder, 'take1.jsonl')
  await scene.start()
  scene.loseLog('ENOSPC: no space left on device, write')
  const told = `the log ${log} ends (no space left on device): the take goes on, but can't be rendered again from there`
  assert.is(scene.news.at(-1)!.text, told)
  scene.loseLog('again')
  await scene.recording.stop()
  assert.equal(scene.logged, ['take1.wav float', 'begins'])
  scene.noLog = 'no process'
  await scene.start()
  assert.is(scene.news.length, 5)
  assert.match(scene.news[3].text, 'take2.jsonl ends (no process): the take goes on')
  assert.equal(scene.all, ['take1.jsonl', 'take1.wav', 'take2.wav'])
  await scene.recording.stop()
})

test('a take that fails while its log is opened ends with it', async () => {
  const scene = new Scene()
  const start = scene.start()
  while (!scene.fail) await settled()
  scene.fail(0, 'ENOSPC: no space left on device, write')
  await start
  assert.is(scene.attached, null)
  assert.equal(scene.logged, ['take1.wav float', '0 frames'])
  assert.not(scene.recording.status().recording)
  await scene.start()
  assert.ok(scene.attached)
})

test('formats, by name or by number', async () => {
  const scene = new Scene()
  for (const format of [undefined, 'float', '24', 16, 'FLAC']) {
    assert.match(await scene.start(undefined, format), /^take\d\.wav$/)
    await scene.recording.stop()
  }
  assert.equal(scene.formats, ['float', 'float', '24', '16', 'flac'])
  await settled()
  assert.equal(scene.flac, ['take5.wav', 'take5.flac'])
  assert.is(scene.recording.status().file, join(scene.folder, 'take5.flac'))
  assert.match(await scene.start('a', 'mp3'), 'a take is kept as float, 24, 16, flac (float: bit for bit;')
  assert.is(await scene.start('b.flac'), 'b.wav')
  assert.is(scene.formats.at(-1), 'flac')
})

test('without flac no such take begins; where it fails the take stays what it is', async () => {
  const scene = new Scene()
  scene.noFlac = 'missing'
  assert.is(await scene.start('a', 'flac'), 'FLAC takes the program flac')
  assert.equal(scene.files, [])
  scene.noFlac = 'no space left'
  await scene.start('a', 'flac')
  await scene.recording.stop()
  await settled()
  assert.is(scene.news.at(-1)!.text, `${join(scene.folder, 'a.wav')} stays a WAV file of 24 bits: no space left`)
  assert.is(scene.recording.status().file, join(scene.folder, 'a.wav'))
  writeFileSync(join(scene.folder, 'b.flac'), 'mine')
  assert.match(await scene.start('b'), 'b is there already')
})

test('commands that come at once are carried out in turn', async () => {
  const scene = new Scene()
  const { recording } = scene
  const outcomes = await Promise.allSettled(
    [recording.start(), recording.start(), recording.stop(), recording.start(), recording.stop()])
  assert.equal(outcomes.map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled', 'fulfilled', 'fulfilled'])
  assert.equal(scene.files, ['take1.wav', 'take2.wav'])
})

test('names that are taken as they are', async () => {
  const scene = new Scene()
  for (const [name, file] of [
    ['take1', 'take1.wav'], ['live 2.1_b-c', 'live 2.1_b-c.wav'], ['a.wav', 'a.wav'], ['b.WAV', 'b.wav'], ['7', '7.wav'],
    ['Übung', 'Übung.wav'], ['U\u0308bung 2', 'Übung 2.wav'], ['夜', '夜.wav'], ['कि', 'कि.wav'], ['_', '_.wav'],
    ['é'.repeat(100), `${'é'.repeat(100)}.wav`], ['console', 'console.wav'], ['a.ts', 'a.ts.wav'],
  ]) assert.is(await scene.take(name), file)
  assert.is(await scene.take(12), '12.wav')
})

test('names that could lead anywhere else, or that no file can have, are refused and leave nothing', async () => {
  const scene = new Scene()
  for (const name of [
    '../../etc/passwd', '..', '.', '...', '../take', 'a/b', '/etc/take', '/', 'a\\b', '..\\..\\take', 'C:take', 'a:b', '~',
    '~/take', '.hidden', 'a..b', 'a.', 'a ', ' a', '-rf', '', ' ', '.wav', '..wav', 'a\0b', 'a\0', '\0', 'a\nb', 'a\tb',
    '\u001b[2J', 'a\u007f', 'a\u0085', 'a\u2215b', 'a\uff0fb', 'a\u2044b', '\u2024\u2024', '\uff0e\uff0e', 'a\u202egnp', 'a\u200bb',
    'a\ufeff', '\u0301a', '\ud800', '$(id)', '`id`', 'a;b', 'a|b', 'a*b', 'a?b', 'a"b', "a'b", '%2e%2e%2f',
    true, false, -1, 1.5e300, -Infinity,
  ] as Arg[]) assert.match(await scene.take(name), 'the name of a take has letters', JSON.stringify(name))
  for (const name of ['con', 'CON', 'nul.wav', 'nul.a', 'com1', 'LPT9']) assert.match(await scene.take(name), 'is the name of a device')
  for (const name of ['x'.repeat(201), 'é'.repeat(101), 'x'.repeat(1e6)]) assert.match(await scene.take(name), '200 letters at the most')
  assert.equal(scene.files, [])
  assert.not(existsSync(dirname(scene.folder)))
  assert.equal(scene.news, [])
})

test('what is there is never written over: a file, a folder, or a link, wherever it leads', async () => {
  const scene = new Scene()
  mkdirSync(scene.folder, { recursive: true })
  const outside = join(scene.folder, '..', 'outside')
  writeFileSync(outside, 'mine')
  writeFileSync(join(scene.folder, 'take1.wav'), 'mine')
  mkdirSync(join(scene.folder, 'take2.wav'))
  symlinkSync(outside, join(scene.folder, 'take3.wav'))
  symlinkSync(join(scene.folder, '..', 'nothing'), join(scene.folder, 'take4.wav'))
  symlinkSync('solo.wav', join(scene.folder, 'solo.wav'))
  for (const name of ['take1', 'take2', 'take3', 'take4'])
    assert.is(await scene.take(name), `${name} is there already, and a take is never written over: take5 is free`)
  assert.match(await scene.take('solo'), 'solo1 is free')
  assert.is(await scene.take(), 'take5.wav')
  assert.is(await scene.take(), 'take6.wav')
  assert.is(readFileSync(outside, 'utf8'), 'mine')
  assert.is(readFileSync(join(scene.folder, 'take1.wav'), 'utf8'), 'mine')
  assert.not(existsSync(join(scene.folder, '..', 'nothing')))
})

test('a folder that cannot be is said, and a recorder that cannot begin leaves no file', async () => {
  const scene = new Scene()
  mkdirSync(dirname(scene.folder), { recursive: true })
  writeFileSync(scene.folder, '')
  assert.is(await scene.take('a'), `can't record into ${scene.folder}: file already exists`)
  rmSync(scene.folder)
  scene.broken = true
  assert.is(await scene.take('a'), "can't record: no memory")
  assert.equal(scene.files, [])
  scene.broken = false
  assert.is(await scene.take('a'), 'a.wav')
})

test('a recorder that fails ends the take, and the next can begin', async () => {
  const scene = new Scene()
  await scene.start('a')
  scene.frames = 2 * RATE
  scene.fail(1.5 * RATE, 'ENOSPC: no space left on device, write')
  const file = join(scene.folder, 'a.wav')
  const { level, text } = scene.news.at(-1)!
  assert.is(text, `${file} ends after 1.5 s (no space left on device); the music is not affected`)
  assert.is(level, 'error')
  assert.is(scene.attached, null)
  assert.equal(scene.recording.status(), { recording: false, file, seconds: 1.5 })
  await scene.start('b')
  scene.missing = 0.5 * RATE
  await scene.recording.stop()
  assert.is(scene.news.at(-1)!.text, `${join(scene.folder, 'b.wav')} ends 0.5 s too soon; the music is not affected`)
})

test.run()
