/** The history: versions that played, in memory and on disk, and which of them comes back. */
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Archive } from '../../src/engine/archive.ts'
import type { Happening } from '../../src/engine/command.ts'
import { History } from '../../src/engine/history.ts'
import { programOf } from '../../src/engine/program.ts'
import { Quarantine } from '../../src/engine/quarantine.ts'
import type { Version } from '../../src/engine/version.ts'
import { fileValues } from '../../src/engine/version.ts'
import { sine } from '../../src/index.ts'
import { kernelOf } from '../play.ts'

const PROGRAM = '1.2.3'

function version(number: number, parent: number | null, { origin = number, path = '/music/a.ts' } = {}): Version {
  const kernel = kernelOf(() => sine('tone', { freq: 100 + number }))
  return {
    number, origin, parent, path, name: path.slice(1), kernel, settings: { bpm: 100 + number }, files: [path, '/music/lib/b.ts'],
    texts: [[path, `text ${number}`], ['/music/lib/b.ts', 'more']], fingerprint: `content ${origin}`,
    values: fileValues(kernel), events: [], fault: 0, stopped: new Set<number>(), before: null,
  }
}

interface Scene { folder: string, told: string[], quarantine: Quarantine, session: (began: string) => History, settled: () => Promise<void> }

async function scene(use: (scene: Scene) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'chronus-history-'))
  const told: string[] = []
  const quarantine = new Quarantine()
  const histories: History[] = []
  const session = (began: string): History => {
    const archive = new Archive(join(folder, 'versions'), began, PROGRAM)
    histories.push(new History(archive, quarantine, ({ text }: Happening) => told.push(text)))
    return histories.at(-1)!
  }
  const settled = async (): Promise<void> => { for (const { written } of histories) await written }
  try {
    await use({ folder, told, quarantine, session, settled })
  } finally {
    await settled()
    rmSync(folder, { recursive: true, force: true })
  }
}

const numbers = async (history: History): Promise<number[]> => (await history.list()).map(({ number }) => number)

test('what played is listed, and found again as it was', () => scene(async ({ session, settled }) => {
  const history = session('2000-01-01T00:00:00.000Z')
  for (const each of [version(1, null), version(2, 1)]) history.add(each)
  assert.equal(await numbers(history), [1, 2])
  await settled()
  // Another engine of the same session has only what is on disk.
  const again = session('2000-01-01T00:00:00.000Z')
  assert.equal(await again.list(), await history.list())
  const { number, parent, values, events, fault, stopped, before, ...expected } = version(2, 1)
  assert.equal(await again.find(2), expected)
  await again.find(3).then(() => assert.unreachable(), error => assert.match(error.message, /no version 3/))
}))

test('the files of a version lie on disk as text', () => scene(async ({ folder, session, settled }) => {
  session('2000-01-01T00:00:00.000Z').add(version(1, null))
  await settled()
  const [name] = readdirSync(join(folder, 'versions'))
  const place = join(folder, 'versions', name)
  assert.is(readFileSync(join(place, 'files/a.ts'), 'utf8'), 'text 1')
  assert.is(readFileSync(join(place, 'files/lib/b.ts'), 'utf8'), 'more')
  const { number, time, path } = JSON.parse(readFileSync(join(place, 'version.json'), 'utf8'))
  assert.equal([number, path], [1, '/music/a.ts'])
  assert.ok(Math.abs(Date.now() - Date.parse(time)) < 60_000)
}))

test('the sessions before this one count down from 0', () => scene(async ({ session, settled }) => {
  const earlier = session('2000-01-01T00:00:00.000Z')
  for (const each of [version(1, null), version(2, 1), version(3, 2, { path: '/music/b.ts' })]) {
    earlier.add(each)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
  await settled()
  const now = session(new Date().toISOString())
  assert.equal((await now.list()).map(({ number, path }) => [number, path]), [[-2, '/music/a.ts'], [-1, '/music/a.ts'], [0, '/music/b.ts']])
  assert.is((await now.find(-1)).settings.bpm, 102)
  // Before the first version of a session comes the last one of the same file.
  now.add(version(1, null))
  const back = await now.before(version(1, null))
  assert.is(back.settings.bpm, 102)
  // And so on, back to the first one.
  const { origin, parent } = back
  now.add(version(2, parent!, { origin }))
  const first = await now.before(version(2, parent!, { origin }))
  assert.is(first.settings.bpm, 101)
  await now.before(version(3, first.parent!, { origin: first.origin })).then(() => assert.unreachable(), error => assert.match(error.message, /no version before/))
}))

test('each time back to what was heard before; after a version by its number, to what it took the place of', () => scene(async ({ session }) => {
  const history = session('2000-01-01T00:00:00.000Z')
  const played: Version[] = []
  /** An edit; or the version of that number, by undo or by the number. Gives what is heard. */
  const hear = async (how: 'edit' | 'undo' | number): Promise<number> => {
    const number = played.length + 1
    const current = played.at(-1)
    const back = how === 'edit' ? {} : how === 'undo' ? await history.before(current!) : await history.find(how)
    played.push({ ...version(number, current?.number ?? null), ...back, number })
    history.add(played.at(-1)!)
    return played.at(-1)!.origin
  }
  const heard: number[] = []
  for (const how of ['edit', 'edit', 'edit', 'undo', 'undo', 'edit', 'undo', 2, 'undo'] as const) heard.push(await hear(how))
  assert.equal(heard, [1, 2, 3, 2, 1, 6, 1, 2, 1])
  await history.before(played.at(-1)!).then(() => assert.unreachable(), error => assert.match(error.message, /no version before/))
}))

test('what is in quarantine is passed over', () => scene(async ({ session, quarantine }) => {
  const history = session('2000-01-01T00:00:00.000Z')
  for (const each of [version(1, null), version(2, 1), version(3, 2)]) history.add(each)
  quarantine.add(version(2, 1), 'SIGSEGV')
  assert.is((await history.before(version(3, 2))).origin, 1)
}))

test('without a disk it is said once, and what this engine has played comes back all the same', () => scene(async ({ folder, told, session }) => {
  writeFileSync(join(folder, 'versions'), 'in the way')
  const history = session('2000-01-01T00:00:00.000Z')
  for (const each of [version(1, null), version(2, 1)]) history.add(each)
  await history.written
  assert.match(told[0], /history can't be written/)
  assert.equal(await numbers(history), [1, 2])
  assert.is((await history.before(version(2, 1))).origin, 1)
  assert.is(told.length, 1)
}))

test('what is no version is not listed', () => scene(async ({ folder, session, settled }) => {
  const history = session('2000-01-01T00:00:00.000Z')
  history.add(version(1, null))
  await settled()
  for (const [name, text] of [['1999-01-01T00-00-00.000Z_0001', 'null'], ['1999-01-01T00-00-00.000Z_0002', '{ "number": 1 }'], ['1999_3', '']]) {
    mkdirSync(join(folder, 'versions', name))
    writeFileSync(join(folder, 'versions', name, 'version.json'), text)
  }
  assert.equal(await numbers(history), [1])
}))

test('another release of the program says where the text is', () => scene(async ({ folder, session, settled }) => {
  session('2000-01-01T00:00:00.000Z').add(version(1, null))
  await settled()
  const other = new Archive(join(folder, 'versions'), new Date(Date.now() + 1).toISOString(), '9.9.9')
  await other.read(0).then(() => assert.unreachable(), error => assert.match(error.message, /chronus 1\.2\.3; its text is in .*files/))
}))

test('a program is another one when the source of its kernels is: their layout may be', () => {
  const folder = mkdtempSync(join(tmpdir(), 'chronus-program-'))
  const source = (text: string): string => {
    mkdirSync(join(folder, 'lanes'), { recursive: true })
    writeFileSync(join(folder, 'lanes', 'a.ts'), text)
    return programOf('1.2.3', folder)
  }
  const first = source('one')
  assert.match(first, /^1\.2\.3 \([0-9a-f]{8}\)$/)
  assert.is.not(source('two'), first)
  assert.is(source('one'), first)
  assert.is(programOf('1.2.3'), programOf('1.2.3'))
  rmSync(folder, { recursive: true })
})

test.run()
