/** From names to samples in memory: what is found, what is decoded once only, what is silent and named; and the store that processes
 *  share. */
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bank, sampler, sine, stereoSampler, voices } from '../../../src/index.ts'
import { sampleStatus, shelved, sweep } from '../../../src/engine/shelf.ts'
import { compile } from '../../../src/kernel/compile.ts'
import { Instance } from '../../../src/kernel/instance.ts'
import type { Kernel } from '../../../src/kernel/kernel.ts'
import { sampleBytes } from '../../../src/kernel/samples.ts'
import { find as stored, STORE } from '../../../src/kernel/store.ts'
import { nameFrom } from '../../../src/patch/samples/bank.ts'
import { find } from '../../../src/patch/samples/find.ts'
import { gather, gatherAgain } from '../../../src/patch/samples/gather.ts'
import { walk } from '../../../src/patch/walk.ts'
import { wav } from './write.ts'

const RATE = 48_000
const folder = mkdtempSync(join(tmpdir(), 'chronus-test-'))
test.after(() => rmSync(folder, { recursive: true }))
test.after.each(() => { delete process.env[STORE] })

const level = (value: number, frames = 100) => wav([new Float32Array(frames).fill(value)], RATE, 32, true)
function file(path: string, bytes: Uint8Array = level(0.5)): string {
  const place = join(folder, path)
  mkdirSync(join(place, '..'), { recursive: true })
  writeFileSync(place, bytes)
  return place
}
/** What is gathered for a patch in the folder; how many files were decoded for it. */
async function load(build: () => unknown): Promise<{ kernel: Kernel, warnings: string[], files: string[], decoded: number }> {
  let decoded = 0
  const { graph, warnings, files } = await gather(walk(build()), RATE, folder, () => { decoded++ })
  return { kernel: compile(graph, RATE), warnings, files, decoded }
}
function frames(kernel: Kernel, count: number): number[] {
  const instance = new Instance(kernel)
  instance.render(0, count)
  return Array.from({ length: count }, (_, i) => instance.output[2 * i])
}
const names = (text: string) => find(text, folder).files.map(path => basename(path))

for (const name of ['amen/b.wav', 'amen/a.flac', 'amen/notes.txt', 'kick1.wav', 'kick10.wav', 'kick2.wav', 'kicker.wav', 'snare-808.aif', '.hidden.wav'])
  file(join('breaks', name))

test('a text names a file, a folder with those in it, a sound by its folder or its files, or one of them', () => {
  for (const [text, found] of [
    ['breaks/kick1.wav', ['kick1.wav']], [join(folder, 'breaks/kick1.wav'), ['kick1.wav']],
    ['breaks/kick', ['kick1.wav', 'kick2.wav', 'kick10.wav']], ['breaks/kick:1', ['kick2.wav']], ['breaks/kick:-1', ['kick10.wav']],
    ['breaks/kick:4', ['kick2.wav']], ['breaks/kick1', ['kick1.wav']], ['breaks/snare', ['snare-808.aif']],
    ['breaks/amen', ['a.flac', 'b.wav']], ['breaks/amen:1', ['b.wav']],
    ['breaks', ['kick1.wav', 'kick2.wav', 'kick10.wav', 'kicker.wav', 'snare-808.aif', 'a.flac', 'b.wav']],
  ] as const) assert.equal(names(text), found, text)
})

test('what isn\'t there is said, with what is like it', () => {
  for (const [text, said] of [
    ['breaks/ame', /no sound breaks\/ame in .*breaks.*Did you mean 'breaks\/amen'/],
    ['braeks/amen', /no folder .*braeks.*Did you mean 'breaks\/amen'/],
    ['breaks/cowbell', /There: kick1\.wav, kick2\.wav/], ['kit/kik', /no folder .*kit/],
  ] as const) assert.match(find(text, folder).trouble!, said, text)
  mkdirSync(join(folder, 'nothing'))
  assert.match(find('nothing', folder).trouble!, /no sound in the folder nothing/)
})

test('a bank has names, and knows which file a sound is', () => {
  nameFrom(folder)
  const breaks = bank('breaks')
  assert.equal(breaks.names, ['amen', 'kick', 'kicker', 'snare'])
  assert.is(breaks('amen:1'), 'breaks/amen:1')
  assert.equal(['kick', 'kick:2', 'amen:1', 'snare', 'no'].map(name => breaks.find(name)), [0, 2, 6, 4, -1])
  assert.throws(() => bank(3 as never), /takes the name of a folder/)
})

test('what can\'t be played is silent and named; all else plays, and in a bank each keeps its number', async () => {
  file('mix/0.wav')
  file('mix/1.wav', Buffer.from('no sound at all'))
  file('mix/2.wav', level(0.25))
  const { kernel, warnings } = await load(() => [
    sampler('first', { sample: 'mix', index: 2, gate: 1 }),
    sampler('second', { sample: 'mix', index: 1, gate: 1 }).add(sampler('third', { sample: 'no/such.wav', gate: 1 })).add(sine('tone')),
  ])
  assert.is(warnings.length, 2)
  assert.match(warnings[0], /^first and second is silent where it plays mix\/1\.wav: mix\/1\.wav is no sound that is known here/)
  assert.match(warnings[1], /^third is silent: there is no folder .*no$/)
  assert.ok(frames(kernel, 100).every(x => x === 0.25))
})

test('a damaged file is played as far as it goes, and named', async () => {
  file('cut.wav', level(0.5, 1000).subarray(0, 2000))
  const { kernel, warnings } = await load(() => sampler('it', { sample: 'cut.wav', gate: 1 }))
  assert.match(warnings[0], /^it: cut\.wav ends after 0\.01 s; its header promises 0\.02 s/)
  assert.is(frames(kernel, 400)[300], 0.5)
})

test('neither the state nor the kernel grows with what is sampled', async () => {
  file('short.wav', level(0.5, 10))
  file('long.wav', level(0.5, 2_000_000))
  const [short, long] = await Promise.all(['short', 'long'].map(name => load(() => sampler('it', { sample: `${name}.wav` }))))
  assert.is(long.kernel.layout.stateBytes, short.kernel.layout.stateBytes)
  assert.ok(Math.abs(long.kernel.code.length - short.kernel.code.length) < 100)
  assert.ok(sampleBytes(long.kernel.layout.samples) >= 8_000_000)
  const none = await load(() => sine('it'))
  assert.is(none.kernel.layout.samples.length, 0)
})

test('a file is there once, however many play it; the voices of a part may each have their own', async () => {
  file('own/0.wav', level(0.125))
  file('own/1.wav', level(0.5))
  const { kernel } = await load(() => [
    voices(4, i => sampler('many', { sample: `own/${i % 2}.wav`, gate: 1 })),
    sampler('one', { sample: 'own/1.wav', gate: 1 }).add(sampler('two', { sample: 'own/1', gate: 1 })),
  ])
  assert.is(kernel.layout.samples.length, 2)
  const instance = new Instance(kernel)
  instance.render(0, 50)
  assert.equal([...instance.output.slice(20, 22)], [1.25, 1])
})

test('files that are too large, and more than there is room for, are named', async () => {
  const huge = file('huge.wav')
  truncateSync(huge, 200 * 2 ** 20)
  const large = 12_500_000
  for (let i = 0; i < 4; i++) truncateSync(file(`room/${i}.wav`, wav([[i / 8]], RATE, 8, false, {}, { size: large })), large + 60)
  const { warnings, kernel } = await load(() => sampler('a', { sample: 'huge.wav' }).add(sampler('b', { sample: 'room', index: 3 })))
  assert.match(warnings[0], /^a is silent: huge\.wav has 200 MB; a sample may have 128/)
  assert.match(warnings[1], /^b is silent where it plays room\/3\.wav: .*the samples of a patch may take 160 MB/)
  assert.is(kernel.layout.samples.length, 3)
})

/** With a store that several processes could share. */
function sharing(): string {
  const shared = mkdtempSync(join(folder, 'store-'))
  process.env[STORE] = shared
  return shared
}

test('what is in the store isn\'t decoded again: not for another version, not when the file was only touched', async () => {
  sharing()
  const path = file('once.wav')
  const build = () => sampler('it', { sample: 'once.wav', gate: 1 })
  const first = await load(build)
  assert.is(first.decoded, 1)
  const again = await load(build)
  assert.is(again.decoded, 0)
  assert.equal(again.kernel, first.kernel)
  utimesSync(path, 1, 1)
  assert.equal((await load(build)).kernel, first.kernel)
  writeFileSync(path, level(0.75))
  const changed = await load(build)
  assert.is.not(changed.kernel.layout.samples[0].key, first.kernel.layout.samples[0].key)
  assert.equal([frames(first.kernel, 10)[5], frames(changed.kernel, 10)[5]], [0.5, 0.75])
  const { kernel } = await load(() => stereoSampler('it', { sample: 'once.wav' }))
  assert.is(kernel.layout.samples.length, 1)
})

test('files of others, and pieces of files, in the store are none', async () => {
  const shared = sharing()
  file('piece.wav', level(0.5, 5000))
  const { kernel } = await load(() => sampler('it', { sample: 'piece.wav' }))
  const [{ key, length }] = kernel.layout.samples
  truncateSync(join(shared, key), 4 * length)
  assert.throws(() => new Instance(kernel), /piece\.wav is gone/)
  writeFileSync(join(shared, key), 'what is this')
  assert.is(stored(key), undefined)
})

test('samples that are gone from the store are read again, if their files are what they were', async () => {
  const shared = sharing()
  const path = file('back.wav', level(0.375))
  const { kernel } = await load(() => sampler('it', { sample: 'back.wav', gate: 1 }))
  const empty = () => { for (const name of readdirSync(shared)) rmSync(join(shared, name)) }
  empty()
  assert.throws(() => new Instance(kernel), /the sample back\.wav is gone/)
  await gatherAgain(kernel.layout.samples, RATE)
  assert.is(frames(kernel, 10)[3], 0.375)
  empty()
  writeFileSync(path, level(0.1))
  const error = await gatherAgain(kernel.layout.samples, RATE).catch(error => error)
  assert.match(error.message, /back\.wav has changed since/)
})

test('what no version needs any more goes; what may be brought back stays, unless it becomes too much', async () => {
  const shared = sharing()
  for (const name of ['now', 'past', 'gone']) file(`${name}.wav`, level(name.charCodeAt(0) / 200))
  const [now, past, gone] = await Promise.all(['now', 'past', 'gone'].map(name => load(() => sampler('it', { sample: `${name}.wav` }))))
  const needs = { now: [now.kernel.layout], past: [past.kernel.layout] }
  assert.is(sampleStatus(now.kernel.layout).files, 1)
  assert.ok(shelved() > 0)
  sweep(needs)
  assert.ok(stored(gone.kernel.layout.samples[0].key), 'it may belong to a version that is being loaded')
  sweep(needs, Date.now() + 601_000)
  const kept = ({ kernel }: typeof now) => stored(kernel.layout.samples[0].key) !== undefined
  assert.equal([now, past, gone].map(kept), [true, true, false])
  truncateSync(join(shared, now.kernel.layout.samples[0].key), 2 ** 29 + 1000)
  assert.is(statSync(join(shared, now.kernel.layout.samples[0].key)).size, 2 ** 29 + 1000)
  sweep(needs, Date.now() + 61_000)
  assert.equal([now, past].map(kept), [true, false])
})

test.run()
