/** Scales, chords and voicings. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { midiOf, pat, pure } from '../../src/pattern/index.ts'
import { type Pattern } from '../../src/pattern/index.ts'

const values = (pattern: Pattern, cycle = 0): unknown[] => pattern.query(cycle, cycle + 1).map(({ value }) => value)

test('C4 is 60; a name without an octave is in octave 4', () => {
  const notes: [string, number | undefined][] = [
    ['c4', 60], ['c', 60], ['C', 60], ['a', 69], ['a4', 69], ['b3', 59], ['cs4', 61], ['c#4', 61], ['ef3', 51], ['Bb', 70], ['fn', 65],
    ['c-1', 0], ['g9', 127], ['css', 62], ['h', undefined], ['bd', undefined], ['c4x', undefined],
  ]
  for (const [name, midi] of notes) assert.is(midiOf(name), midi, name)
  assert.equal(values(pat('c eb3 62').note()), [60, 51, 62])
})

test('degrees of a scale, below its root and beyond its octave', () => {
  assert.equal(values(pat('0 1 2 3 4 5 6 7').scale('c:minor')), [60, 62, 63, 65, 67, 68, 70, 72])
  assert.equal(values(pat('-1 -7 -8 14').scale('c:minor')), [58, 48, 46, 84])
  assert.equal(values(pat('0 2 4').scale('minor')), [0, 3, 7])
  assert.equal(values(pat('0 1 5').scale('a3:minor pentatonic')), [57, 60, 69])
  assert.equal(values(pat('0 1 5').scale('a3:minor:pentatonic')), [57, 60, 69])
  assert.equal(values(pat('0 1 4').scale('minPent')), [0, 3, 10])
  assert.equal(values(pat('0 2').scale('<c:major d:dorian>'), 1), [62, 65])
  assert.equal(values(pat('0 1 2 3 -1').toScale([0, 4, 7])), [0, 4, 7, 12, -5])
})

test('chords by their symbols', () => {
  assert.equal(values(pat('C').chord()), [60, 64, 67])
  assert.equal(values(pat('Am7').chord()), [69, 72, 76, 79])
  assert.equal(values(pure('C/E').chord()), [64, 67, 72])
  assert.equal(values(pat('<C F>').chord().transpose(12), 1), [77, 81, 84])
  assert.equal(values(pat('C').chord().inversion(1)), [64, 67, 72])
  assert.equal(values(pat('C').chord().inversion(-1)), [55, 60, 64])
  assert.equal(values(pat('Cm7').chord().arp('up')), [60, 63, 67, 70])
})

test('voicings keep what chords have in common, and lie below the top note', () => {
  const chords = Array.from({ length: 4 }, (_, cycle) => values(pat('<Cmaj7 Am7 Dm7 G7>').voicing('c5'), cycle) as number[])
  for (const [i, chord] of chords.entries()) {
    assert.is(chord.length, 4)
    assert.ok(chord.every(note => note <= 72 && note > 60), `${chord}`)
    const before = chords[(i + 3) % 4]
    const common = chord.filter(note => before.some(other => (other - note) % 12 === 0))
    assert.ok(common.every(note => before.includes(note)), 'they are held')
    for (const [voice, note] of chord.entries()) assert.ok(Math.abs(note - before[voice]) <= 4, `${before} → ${chord}`)
  }
  assert.equal(values(pat('C').voicing('g4')), [60, 64, 67])
})

test('what is no note, scale or chord is named', () => {
  assert.throws(() => values(pat('bd').note()), /'bd' is no note/)
  assert.throws(() => values(pat('0').scale('c:mnor')), /no scale 'mnor'/)
  assert.throws(() => values(pat('Hm7').chord()), /'Hm7' is no chord/)
  assert.throws(() => values(pat('C').voicing('x')), /'x' is no note/)
})

test.run()
