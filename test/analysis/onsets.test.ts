import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Onsets } from '../../src/analysis/onsets.ts'
import { Windows } from '../../src/analysis/windows.ts'
import { noise, saw, sound, wave } from './sounds.ts'

const RATE = 48_000

function count(at: (time: number) => number, seconds = 4, known = false): number {
  const onsets = new Onsets(RATE)
  const windows = new Windows(1, onsets.size, onsets.hop, stretch => onsets.take(stretch, known))
  if (!known) windows.lead(onsets.size - onsets.hop)
  windows.take(sound(seconds, RATE, 1, at), seconds * RATE)
  return onsets.times.length
}
/** A sound that is struck so many times a second. */
const struck = (times: number, at: (since: number) => number, decay: number) => (time: number): number => {
  const since = time % (1 / times)
  return 0.5 * at(since) * Math.exp(-since / decay)
}
const hiss = noise()

for (const times of [1, 2, 4, 8, 16]) {
  test(`${times} a second: noise, tones, drums and clicks`, () => {
    const strokes = count(struck(times, () => hiss(), 0.02))
    assert.ok(Math.abs(strokes - 4 * times) <= (times < 16 ? 0 : 2), `${strokes}`)
    if (times < 16) assert.is(count(struck(times, t => wave(220, t), 0.05)), 4 * times)
    if (times < 16) assert.is(count(struck(times, t => wave(50 * t + 4.5 * (1 - Math.exp(-t / 0.03)), 1), 0.1)), 4 * times)
    assert.is(count(time => Math.round(time * RATE) % (RATE / times) === 100 ? 0.5 : 0), 4 * times)
  })
}

test('notes that follow one another without a pause', () => {
  assert.is(count(time => 0.3 * saw([110, 165, 220, 165][Math.floor(4 * time) % 4], time)), 16)
})

test('what goes on has none: noise, a drone, low notes, vibrato, tremolo', () => {
  const steady = {
    noise: () => 0.3 * hiss(),
    drone: (t: number) => 0.1 * [110, 164.8, 220.7, 331].reduce((sum, freq) => sum + wave(freq, t), 0),
    low: (t: number) => 0.3 * saw(41.2, t),
    vibrato: (t: number) => 0.3 * Math.sin(2 * Math.PI * 440 * t + 2.2 * wave(6, t)),
    tremolo: (t: number) => 0.3 * wave(440, t) * (1 + 0.5 * wave(5, t)),
    silence: () => 0,
  }
  for (const [name, at] of Object.entries(steady)) assert.is(count(at, 4, true), 0, name)
})

test('where it was silent before, the beginning is one', () => {
  assert.is(count(time => 0.3 * wave(440, time)), 1)
})

test.run()
