/** The history: versions that played, in memory and on disk, and which of them comes back. */
import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Archive } from '../../src/engine/archive.ts'
import type { Happening } from '../../src/engine/command.ts'
import { History } from '../../src/engine/history.ts'
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
    values: fileValues(kernel), events: [], fault: 0, before: null,
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
  const { number, parent, values, events, fault, before, ...expected } = version(2, 1)
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
  assert.is((await now.before({ origin: 1, path: '/music/a.ts' })).settings.bpm, 102)
  assert.is((await now.before({ origin: -1, path: '/music/a.ts' })).settings.bpm, 101)
  await now.before({ origin: -2, path: '/music/a.ts' }).then(() => assert.unreachable(), error => assert.match(error.message, /no version before/))
}))

test('back, back, an edit, and back again: each time to what was heard before', () => scene(async ({ session }) => {
  const history = session('2000-01-01T00:00:00.000Z')
  for (const each of [version(1, null), version(2, 1), version(3, 2), version(4, 3, { origin: 2 }), version(5, 4)]) history.add(each)
  const before = async (origin: number): Promise<number> => (await history.before({ origin, path: '/music/a.ts' })).origin
  assert.is(await before(3), 2)
  assert.is(await before(2), 1)
  assert.is(await before(5), 2, 'version 4 was version 2 again')
}))

test('what is in quarantine is passed over', () => scene(async ({ session, quarantine }) => {
  const history = session('2000-01-01T00:00:00.000Z')
  for (const each of [version(1, null), version(2, 1), version(3, 2)]) history.add(each)
  quarantine.add(version(2, 1), 'SIGSEGV')
  assert.is((await history.before({ origin: 3, path: '/music/a.ts' })).origin, 1)
}))

test('without a disk it is said once, and what this engine has played comes back all the same', () => scene(async ({ folder, told, session }) => {
  writeFileSync(join(folder, 'versions'), 'in the way')
  const history = session('2000-01-01T00:00:00.000Z')
  for (const each of [version(1, null), version(2, 1)]) history.add(each)
  await history.written
  assert.match(told[0], /history can't be written/)
  assert.equal(await numbers(history), [1, 2])
  assert.is((await history.before({ origin: 2, path: '/music/a.ts' })).origin, 1)
  assert.is(told.length, 1)
}))

test('another release of the program says where the text is', () => scene(async ({ folder, session, settled }) => {
  session('2000-01-01T00:00:00.000Z').add(version(1, null))
  await settled()
  const other = new Archive(join(folder, 'versions'), new Date(Date.now() + 1).toISOString(), '9.9.9')
  await other.read(0).then(() => assert.unreachable(), error => assert.match(error.message, /chronus 1\.2\.3; its text is in .*files/))
}))

test.run()
