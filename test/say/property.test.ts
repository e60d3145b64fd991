/** Whatever is said: nothing is thrown but what a musician can read, nothing is sent that can't be obeyed or is out of its range, the same
 *  gives the same, and no input takes long. */
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { change } from '../../src/kernel/parameters.ts'
import { Pattern, toPattern } from '../../src/pattern/index.ts'
import { type Context, NOTHING_SAID, NotDone, type Playing, type Said, understand } from '../../src/say/index.ts'
import { itemsOf, wordsOf } from '../../src/say/match.ts'
import { PHRASES } from '../../src/say/table.ts'
import { PATCHES, playingPatch } from './playing.ts'
import { after } from './table.ts'

const RUNS = 80
const played = await Promise.all(['default', 'roller', 'house', 'keys', 'voices', 'string'].map(playingPatch))
const all = await Promise.all(Object.keys(PATCHES).map(playingPatch))

const vocabulary = [...new Set(PHRASES.flatMap(({ words }) => wordsOf(itemsOf(words))))]
const word = fc.oneof(
  fc.constantFrom(...vocabulary), fc.constantFrom(...vocabulary),
  fc.constantFrom('the', 'a', 'and', ',', 'then', 'a bit', 'much', 'by 20 %', 'over 4 bars', 'immediately', 'on the kick', 'hats',
  'filter', 'cutoff',
    'to 800 Hz', 'C4', 'f sharp', 'a minor 7', 'fifth', '7', '-3', '1e9', '0', 'acid', 'bass', 'gain', 'q', 'X..x', 'twice as', 'half'),
)
const salad = fc.array(word, { minLength: 1, maxLength: 9 }).map(words => words.join(' ').slice(0, 390))
const phrase = fc.constantFrom(...PHRASES.map(({ example }) => example))
const sentence = fc.oneof(salad, phrase, fc.tuple(phrase, phrase).map(both => both.join(' and ').slice(0, 390)))

function said(text: string, playing: Playing, context: Context): Said | string {
  try {
    return understand(text, playing, context)
  } catch (error) {
    if (error instanceof NotDone) return error.message
    throw error
  }
}

function assertObeyable({ messages }: Said, playing: Playing): void {
  for (const { address, args } of messages) {
    const [, door, key] = address.split('/')
    if (door === 'mod' || door === 'gate') {
      const { clamped, value, module, input } = change(playing.layout as any, address, args.slice(0, 1))
      assert.not(clamped, `${address} ${args}`)
      const isPitch = input.name === 'freq' && module.kind !== 'lfo' && module.kind !== 'note'
      if (isPitch) assert.ok(value >= 10 && value <= 20_000, `${address} ${args}`)
      assert.ok(args.length === 1 || /^[\d.]+ (bars?|beats?|s|ms)$/.test(String(args[1])), `${address} ${args}`)
    } else if (door === 'note') {
      change(playing.layout as any, address, args)
    } else if (door === 'bpm') {
      assert.ok(Number(args[0]) >= 20 && Number(args[0]) <= 400, `${args}`)
    } else if (door === 'pattern') {
      assert.ok(playing.layout.notes.some(({ id }) => id === key) || playing.layout.modules.some(({ id }) => id === key.split('.')[0]), key)
      const text = String(args[0])
      if (text !== 'default') (text.startsWith('{') ? Pattern.fromJSON(JSON.parse(text).tree) : toPattern(text)).query(0, 1)
    }
  }
}

test('word salad, sentence after sentence', () => {
  fc.assert(fc.property(fc.constantFrom(...played), fc.array(sentence, { minLength: 1, maxLength: 5 }), (first, sentences) => {
    let [playing, context]: [Playing, Context] = [first, NOTHING_SAID]
    for (const text of sentences) {
      const [one, two] = [said(text, playing, context), said(text, playing, context)]
      assert.is(JSON.stringify(one), JSON.stringify(two))
      if (typeof one === 'string') continue
      assertObeyable(one, playing)
      context = one.context
      playing = after(playing, one)
    }
  }), { numRuns: RUNS, seed: 8 })
})

test('what follows a sentence that is not understood is understood as if it had not been said', () => {
  const [playing] = played
  const before = understand('brighter', playing, NOTHING_SAID).context
  assert.type(said('brighter and flibbertigibbet', playing, before), 'string')
  assert.equal(understand('more', playing, before).messages, understand('again', playing, before).messages)
})

test('undo brings every knob back', () => {
  fc.assert(fc.property(fc.constantFrom(...played), phrase, (playing, text) => {
    const done = said(text, playing, NOTHING_SAID)
    if (typeof done === 'string' || done.context.undo.length === 0) return
    const changed = after(playing, done)
    const back = after(changed, understand('undo that', changed, done.context))
    // Where each voice has its own, what was said of all of them counts no more.
    const ofAll = new Set(playing.layout.modules.flatMap(({ inputs }) => inputs.flatMap(({ param, defaults }) => defaults ? [param] : [])))
    const changes = Array.from(playing.values).flatMap((value, i) => ofAll.has(i) || Math.abs(back.values[i] - value) < 1e-9 ? [] : [i])
    assert.equal(changes, [], text)
    assert.equal([back.patterns, back.bpm], [playing.patterns, playing.bpm], text)
  }), { numRuns: RUNS, seed: 9 })
})

test('hostile input is refused in words', () => {
  const letters = fc.oneof(fc.string({ unit: 'binary', maxLength: 600 }), fc.string({ unit: 'grapheme', maxLength: 400 }),
    fc.constantFrom('a '.repeat(200), 'and '.repeat(100), ','.repeat(400), 'the sine '.repeat(40), 'play '.repeat(80), 'x'.repeat(400),
    '9'.repeat(399),
      'louder over '.repeat(30), 'a bit '.repeat(66), '((((', '\u0000\u001b[2J', '__proto__', 'constructor', 'set the __proto__ to 3',
      'mute toString',
      'load ../../etc/passwd', 'play the ../acid patch', 'record as ../../x', '\ud800', 'İİİ', 'ﷺ'.repeat(100), '-'.repeat(399),
      '.'.repeat(399), 'hundred and '.repeat(33)))
  fc.assert(fc.property(fc.constantFrom(...played), letters, (playing, text) => {
    const done = said(text, playing, NOTHING_SAID)
    if (typeof done !== 'string') assertObeyable(done, playing)
  }), { numRuns: RUNS, seed: 10 })
})

test('a name is a name of a patch or none: no path gets through', () => {
  const [playing] = played
  const paths = ['load ../../etc/passwd', 'load /etc/passwd', 'load patches/acid.ts', "record this as '../x'", 'record this as ../x']
  for (const text of paths) {
    assert.type(said(text, playing, NOTHING_SAID), 'string', text)
  }
})

test('in every patch there is an answer to what is said most', () => {
  const most = ['louder', 'quieter', 'brighter', 'darker', 'warmer', 'faster', 'slower', 'more reverb', 'wobble', 'staccato',
  'mute the kick', 'up a fifth',
    'add vibrato', 'fade out', 'more echo', 'pp']
  for (const playing of all) {
    for (const text of most) {
      const done = said(text, playing, NOTHING_SAID)
      if (typeof done === 'string') assert.match(done, /this patch has/, text)
      else assert.ok(done.messages.length > 0 || done.notes.length > 0, text)
    }
    for (const text of ['quieter', 'brighter', 'darker', 'faster', 'slower']) assert.type(said(text, playing, NOTHING_SAID), 'object', text)
  }
})

test.run()
