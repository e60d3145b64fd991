/** Notes, chords and voices, as the player writes them. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Mirror } from '../../src/repl/mirror.ts'
import { complete } from '../../src/repl/complete.ts'
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

test('a note that is played again is not let go before its time; off lets all go', async () => {
  sent()
  await note('lead', 'C4', 0.5, 30)
  await note('lead', 'C4', 0.6)
  await new Promise(resolve => setTimeout(resolve, 60))
  await note('lead', 'off')
  assert.equal(sent(), [['/note/lead', 60, 0.5], ['/note/lead', 60, 0.6], ['/note/lead', 'off']])
})

test('all notes of a chord are sent before any is answered', async () => {
  sent()
  const send = engine.send
  let open = 0
  let most = 0
  engine.send = async (...message) => {
    most = Math.max(most, ++open)
    const answer = await send(...message)
    open--
    return answer
  }
  await chord('pad', 'Cm7', 0.4)
  engine.send = send
  assert.is(most, 4)
  await chord('pad')
  sent()
})

test('the address of a voice, whatever the module is called', async () => {
  for (const id of ['m', 'mod', 'd']) {
    engine.listing.modules.push({ id, kind: 'sine', doc: '', voices: 2, inputs: [{
      name: 'freq', doc: '', unit: 'Hz', min: 20, max: 20_000, default: 100, value: 100, values: [100, 200], address: `/mod/${id}/freq`,
    }] })
  }
  await mirror.refresh()
  for (const id of ['m', 'mod', 'd']) assert.is(mirror.input(`${id}.1`, 'freq').address, `/mod/${id}.1/freq`)
  for (const wrong of ['m.2', 'm.01', 'm.1.0', 'm.']) assert.throws(() => mirror.module(wrong), /no module/)
  sent()
})

test('Tab knows what plays notes, and voices', async () => {
  const { voices, ...tone } = engine.listing.modules.find(({ id }) => id === 'tone')!
  engine.listing.modules.push({ ...tone, id: 'lead', kind: 'note', voices: 4 })
  await mirror.refresh()
  assert.equal(complete('note(\'l', mirror, []), [['lead\''], 'l'])
  assert.equal(complete('chord("', mirror, []), [['lead"'], ''])
  assert.equal(complete('mute(\'tone.', mirror, []), [['tone.0\'', 'tone.1\'', 'tone.2\''], 'tone.'])
  assert.equal(complete('tone[1].f', mirror, []), [['freq'], 'f'])
  sent()
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
  assert.throws(() => tone[3], /tone has the voices 0 … 2, not 3/)
  await mirror.settled()
})

test.run()
