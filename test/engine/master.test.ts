/** The master as a whole: frame for frame what went in, nothing that hurts, and one calm word to the player. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BOUND } from '../../src/engine/limiter.ts'
import { Master } from '../../src/engine/master.ts'
import { decibels, peak, RATE } from '../play.ts'
import { truePeak } from './interpolation.ts'

const stereo = (signal: (frame: number) => number, frames: number): Float32Array =>
  Float32Array.from({ length: 2 * frames }, (_, i) => signal(i >> 1))

/** All that comes out of a master that is fed in blocks. */
function through(pcm: Float32Array, block: number, master = new Master(RATE)): Float32Array {
  const heard = new Float32Array(pcm.length - 2 * master.latency)
  let at = 0
  for (let start = 0; start < pcm.length; start += 2 * block) {
    const part = pcm.slice(start, start + 2 * block)
    const frames = master.process(part, part.length / 2)
    heard.set(part.subarray(0, 2 * frames), at)
    at += 2 * frames
  }
  assert.is(at, heard.length)
  return heard
}

test('the first frame that comes out is the first one that went in, at any block size', () => {
  const pcm = stereo(n => 0.5 * Math.cos(0.05 * n), 9000)
  for (const block of [1, 16, 83, 84, 85, 128, 4096]) {
    const heard = through(pcm, block)
    assert.ok(heard.every((x, i) => Object.is(x, pcm[i])), `blocks of ${block}`)
  }
})

test('a wild patch: the same bits at any block size, and none above the bound', () => {
  const wild = (n: number): number => n % 3000 < 1000 ? 0.3 * Math.sin(0.1 * n) : n % 3000 < 1100 ? NaN : n % 3000 < 1200 ? 1e30
    : 1000 * Math.sin(0.9 * n) + 5
  const pcm = stereo(wild, 12_000)
  const whole = through(pcm, 12_000)
  assert.ok(whole.every(Number.isFinite))
  assert.ok(peak(whole) <= BOUND)
  assert.ok(decibels(truePeak(whole.filter((_, i) => i % 2 === 0))) <= -0.3)
  for (const block of [1, 16, 128, 4096]) {
    assert.equal(new Uint32Array(through(pcm, block).buffer), new Uint32Array(whole.buffer), `blocks of ${block}`)
  }
})

/** What is told of a signal over so many seconds, with the block at which it is told. */
function told(signal: (frame: number) => number, seconds: number): { at: number, text: string }[] {
  const master = new Master(RATE)
  const warnings = []
  for (let n = 0; n < seconds * RATE; n += 128) {
    master.process(stereo(i => signal(n + i), 128), 128)
    const text = master.warning(1000 * n / RATE)
    if (text !== null) warnings.push({ at: n / RATE, text })
  }
  return warnings
}

test('the player hears once how much the limiter holds back, and again when it comes back after 10 s', () => {
  const gain = (n: number): number => n % (20 * RATE) < 4 * RATE ? 10 : 0.5
  const warnings = told(n => gain(n) * Math.sin(0.1 * n), 30)
  assert.is(warnings.length, 2)
  for (const { text } of warnings) assert.is(text, 'the master limiter holds 21 dB back: turn something down')
  assert.ok(warnings[0].at < 0.5)
})

test('a few dB are not worth a word', () => assert.equal(told(n => 1.5 * Math.sin(0.1 * n), 3), []))

test('of DC the player hears once', () => {
  const warnings = told(() => 0.5, 20)
  assert.is(warnings.length, 1)
  assert.match(warnings[0].text, /DC/)
})

test.run()
