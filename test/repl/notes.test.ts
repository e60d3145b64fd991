/** Notes, chords and voices, as the player writes them. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Mirror } from '../../src/repl/mirror.ts'
import { moduleObject } from '../../src/repl/modules.ts'
import { midiOf, midisOf } from '../../src/repl/notes.ts'
import { words } from '../../src/repl/words.ts'
import { silentEngine } from './engine.ts'

const engine = silentEngine()
engine.listing.modules.push({ id: 'tone', kind: 'sine', doc: '', voices: 3, inputs: [{
  name: 'freq', doc: '', unit: 'Hz', min: 20, max: 20_000, default: 100, value: 100, values: [100, 200, 300], address: '/mod/tone/freq',
}] })
const mirror = new Mirror(engine, text => { throw new Error(text) })
await mirror.refresh()
const { note, chord } = words(mirror, () => {})
const sent = () => engine.sent.splice(0).map(({ address, args }) => [address, ...args])

test('notes by their names', () => {
  assert.equal(['C4', 'A4', 'f#3', 'Bb2', 'c', 60, 61.5].map(midiOf), [60, 69, 54, 46, 60, 60, 61.5])
  for (const wrong of ['H4', '', 'C99', 200, null]) assert.throws(() => midiOf(wrong), /is no note: write 'C4'/)
})

test('chords by their names, upwards', () => {
  assert.equal(midisOf('Cm7', 4), [60, 63, 67, 70])
  assert.equal(midisOf('F', 3), [53, 57, 60])
  assert.equal(midisOf('C/E', 4), [64, 67, 72])
  assert.equal(midisOf('Bmaj9', 2), [47, 51, 54, 58, 61])
  assert.throws(() => midisOf('Hugo', 4), /is no chord/)
})

test('note plays, lets go, and does so by itself after a while', async () => {
  sent()
  await note('lead', 'C4', 0.5)
  await note('lead', 'C4', 0)
  await note('lead', 'E4', 0.6, 20)
  assert.equal(sent(), [['/note/lead', 60, 0.5], ['/note/lead', 60, 0], ['/note/lead', 64, 0.6]])
  await new Promise(resolve => setTimeout(resolve, 60))
  assert.equal(sent(), [['/note/lead', 64, 0]])
})

test('a chord takes the place of the one before; what both have is struck again', async () => {
  await chord('pad', 'C', 0.4)
  await chord('pad', 'Am', 0.4)
  await chord('pad')
  assert.equal(sent().map(([, midi, velocity]) => `${midi} ${velocity}`), [
    '60 0.4', '64 0.4', '67 0.4', '60 0', '64 0', '67 0', '69 0.4', '72 0.4', '76 0.4', '69 0', '72 0', '76 0',
  ])
})

test('one voice of a module, and all of them', async () => {
  const tone = moduleObject(mirror, 'tone') as any
  assert.is(tone[1].freq, 200)
  tone[1].freq = 250
  tone.freq
  await mirror.settled()
  assert.equal(sent(), [['/mod/tone.1/freq', 250]])
  assert.is(tone[1].freq, 250)
  assert.is(tone[2].freq, 300)
  tone.freq = 80
  assert.is(tone[2].freq, 80)
  engine.tell({ event: 'set', module: 'tone.0', input: 'freq', value: 90 })
  assert.is(tone[0].freq, 90)
  assert.throws(() => tone[3], /no '3'/)
  await mirror.settled()
})

test.run()
