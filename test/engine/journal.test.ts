/** The journal: what one engine writes and the next one reads. */
import { closeSync, existsSync, openSync, readSync, writeSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adsr, sine } from '../../src/dsp/index.ts'
import type { Happening } from '../../src/engine/command.ts'
import { type Circumstances, Journal, createJournal, readJournal } from '../../src/engine/journal.ts'
import { type Version, fileValues, setAt } from '../../src/engine/version.ts'
import { now } from '../../src/slot/clock.ts'
import { kernelOf } from '../play.ts'

const NOTHING: Circumstances = { known: [], number: 1, failures: [], manner: {}, silent: false, held: false, take: null }
const MUCH: Circumstances = {
  known: [['/tmp/a.ts', 'fingerprint']], number: 7, silent: true, held: true, take: { file: 'recordings/take1.wav', format: '24' }, manner: { quantise: '4 bars', fade: 50 },
  failures: [['/tmp/b.ts', { number: 6, fingerprint: 'content', why: 'exit 1' }]],
}
const HEAD_BYTES = 32
const COUNTS = { failovers: 1, switchovers: 2, framesLost: 3 }

function version(number: number, build: () => unknown = () => sine('tone', { freq: 220 })): Version {
  const kernel = kernelOf(build)
  return {
    number, path: '/tmp/a.ts', name: 'a.ts', kernel, settings: { bpm: 140 }, files: ['/tmp/a.ts'], values: fileValues(kernel), events: [],
    fault: 0, stopped: new Set<number>(), fingerprint: `content ${number}`, texts: [['/tmp/a.ts', 'text']], origin: number, parent: null, before: null,
  }
}

/** Runs a test with an empty journal, and with what the player is told. */
function scene(use: (fd: number, journal: Journal, told: Happening[]) => void): void {
  const fd = createJournal()
  const told: Happening[] = []
  try {
    use(fd, new Journal(fd, news => told.push(news)), told)
  } finally {
    closeSync(fd)
  }
}

test('an empty journal has no past', () => scene(fd => assert.is(readJournal(fd), null)))

test('version, values and place are read as they were written', () => scene((fd, journal, told) => {
  const first = version(1)
  journal.keep(first, () => MUCH)
  setAt(first, '/mod/tone/freq', [333.25], 0, 128)
  journal.keep(first, () => MUCH)
  const before = now()
  journal.mark(123_456, 5.125, COUNTS)
  const past = readJournal(fd)!
  assert.equal(past.played, { ...MUCH, version: { ...first, events: [] } })
  assert.equal([past.frame, past.beat, past.failovers, past.switchovers, past.framesLost], [123_456, 5.125, 1, 2, 3])
  assert.ok(past.at >= before && past.at <= now())
  assert.equal(told, [])
}))

test('what is on its way goes on', () => scene((fd, journal) => {
  const first = version(1)
  journal.keep(first, () => MUCH)
  for (const [to, frame] of [[880, 0], [110, 4800]]) {
    setAt(first, '/mod/tone/freq', [to], frame, 128, 9600)
    journal.keep(first, () => MUCH)
    journal.mark(frame, 0, COUNTS)
    assert.equal(readJournal(fd)!.played!.version, { ...first, events: [] })
  }
}))

test('without a version there is a place all the same', () => scene((fd, journal) => {
  journal.mark(4800, 0, COUNTS)
  const { played, frame } = readJournal(fd)!
  assert.equal([played, frame], [null, 4800])
}))

test('a new version takes the place of the one before it, whatever its size, and so on', () => scene((fd, journal) => {
  journal.mark(0, 0, COUNTS)
  for (let number = 1; number < 6; number++) {
    const { played } = readJournal(fd)!
    const before = played && { ...played.version, before: null }
    const build = () => adsr('amp', { in: sine('tone', { freq: 100 * number }), gate: 1 })
    const next = { ...version(number, number % 2 ? undefined : build), before }
    journal.keep(next, () => NOTHING)
    assert.equal(readJournal(fd)!.played!.version, next)
  }
}))

test('what goes on from a journal goes on in it', () => scene((fd, journal) => {
  journal.mark(0, 0, COUNTS)
  for (const number of [1, 2]) journal.keep(version(number), () => NOTHING)
  for (const number of [3, 4, 5]) {
    const played = readJournal(fd)!.played!.version
    assert.is(played.number, number - 1)
    const next = new Journal(fd, () => assert.unreachable())
    next.keep(played, () => MUCH)
    assert.equal(readJournal(fd)!.played!.known, MUCH.known)
    next.keep(version(number), () => NOTHING)
  }
}))

test('other files are known after renew', () => scene((fd, journal) => {
  const first = version(1)
  journal.mark(0, 0, COUNTS)
  journal.keep(first, () => NOTHING)
  journal.keep(first, () => MUCH)
  assert.equal(readJournal(fd)!.played!.known, [])
  journal.renew()
  journal.keep(first, () => MUCH)
  assert.equal(readJournal(fd)!.played!.known, MUCH.known)
}))

test('a killed writer has left the old version or the new one, whole', () => scene((fd, journal) => {
  // As far as it came: all but the head, which is written last.
  journal.mark(0, 0, COUNTS)
  journal.keep(version(1), () => MUCH)
  const head = new Uint8Array(HEAD_BYTES)
  readSync(fd, head, 0, HEAD_BYTES, 0)
  journal.keep(version(2), () => MUCH)
  writeSync(fd, head, 0, HEAD_BYTES, 0)
  assert.is(readJournal(fd)!.played!.version.number, 1)
}))

const full = existsSync('/dev/full')
if (!full) console.log('skipped: a journal that cannot be written: needs /dev/full (Linux)')
const withFull = full ? test : test.skip
withFull('one that cannot be written is told once, and nothing is thrown', () => {
  const fd = openSync('/dev/full', 'r+')
  const told: Happening[] = []
  const journal = new Journal(fd, news => told.push(news))
  for (let turn = 0; turn < 100; turn++) {
    journal.keep(version(turn), () => MUCH)
    journal.mark(turn, 0, COUNTS)
  }
  closeSync(fd)
  assert.is(told.length, 1)
  assert.match(told[0].text, /journal can't be written \(no space left on device\): the music is not affected/)
})

test.run()
