/** The DC block: takes a constant out without a step, and lets everything else alone. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DcBlock } from '../../src/engine/dcblock.ts'
import { peak, RATE, right, rms, steepest } from '../play.ts'

type Signal = (frame: number) => number

/** What comes out of the right channel. */
function play(signal: Signal, seconds: number): Float32Array {
  const pcm = new Float32Array(2 * seconds * RATE).map((_, i) => i % 2 === 0 ? 9 : signal(i >> 1))
  new DcBlock(RATE).process(pcm, 1, seconds * RATE)
  assert.ok(pcm.every((x, i) => i % 2 === 1 || x === 9), 'the left one is left alone')
  return right(pcm)
}

test('a constant is gone after 2 s, stays away, and goes without a step', () => {
  for (const level of [1, -1, 0.1, 0.02]) {
    const heard = play(() => level, 10)
    assert.ok(peak(heard.subarray(2 * RATE)) < 1e-3, `${level}: ${peak(heard.subarray(2 * RATE))}`)
    assert.ok(steepest(heard) < 1e-3, `largest step ${steepest(heard)}`)
  }
})

test('one that is far too loud goes as well', () => {
  assert.ok(peak(play(() => 1000, 10).subarray(3 * RATE)) < 1e-3)
})

test('full-scale tones from 15 Hz up come through bit for bit, from their first frame on', () => {
  for (const freq of [15, 16, 17.5, 20, 25, 33, 50, 100, 1000]) {
    for (const phase of [0.003, 0.253, 0.403]) {
      for (const shape of [Math.sin, (x: number) => Math.sign(Math.sin(x))]) {
        const tone = (n: number): number => shape(2 * Math.PI * (freq * n / RATE + phase))
        const heard = play(n => n < 4800 || n > 3 * RATE ? 0 : tone(n), 5)
        const expected = (n: number): number => n < 4800 || n > 3 * RATE ? 0 : Math.fround(tone(n))
        assert.ok(heard.every((x, n) => Object.is(x, expected(n))), `${freq} Hz from ${phase}`)
      }
    }
  }
})

test('a tone on a constant keeps its level and loses the constant; when the constant goes, it is bit for bit again', () => {
  const tone = (n: number): number => 0.4 * Math.sin(2 * Math.PI * 110 * n / RATE)
  const heard = play(n => tone(n) + (n < 4 * RATE ? 0.3 : 0), 10)
  const cleaned = heard.subarray(3 * RATE, 4 * RATE)
  assert.ok(Math.abs(cleaned.reduce((sum, x) => sum + x, 0) / RATE) < 1e-3, 'no mean')
  assert.ok(Math.abs(rms(cleaned) / (0.4 / Math.SQRT2) - 1) < 1e-3, 'the same level')
  for (let n = 8 * RATE; n < 10 * RATE; n++) assert.ok(Object.is(heard[n], Math.fround(tone(n))), `frame ${n}`)
})

test('one wild sample is forgotten at once, and what is not finite is silence', () => {
  const wild = [NaN, Infinity, -Infinity, 3e38]
  const heard = play(n => wild[n] ?? 0.001 * (n % 2), 10)
  assert.equal([...heard.subarray(0, 3)], [0, 0, 0])
  for (let n = 4; n < heard.length; n++) assert.is(heard[n], Math.fround(0.001 * (n % 2)))
})

test.run()
