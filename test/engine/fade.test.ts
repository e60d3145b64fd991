import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Fade } from '../../src/engine/fade.ts'

const FRAMES = 128
const stereo = (sample: (frame: number) => number, start: number): Float32Array =>
  Float32Array.from({ length: 2 * FRAMES }, (_, i) => sample(start + (i >> 1)))

/** Crossfades two signals over some blocks and gives the left channel. */
function crossfade(fade: Fade, from: (frame: number) => number, to: (frame: number) => number, blocks: number): number[] {
  const heard: number[] = []
  for (let block = 0; block < blocks; block++) {
    const pcm = stereo(to, block * FRAMES)
    if (!fade.over(block * FRAMES)) fade.mix(stereo(from, block * FRAMES), pcm, block * FRAMES)
    for (let i = 0; i < pcm.length; i += 2) heard.push(pcm[i])
  }
  return heard
}

test('a constant comes through unchanged', () => {
  for (const sample of crossfade(new Fade(FRAMES, 960), () => 0.3, () => 0.3, 16)) assert.is(sample, Math.fround(0.3))
})

test('it starts with the one and ends with the other, in equal steps', () => {
  const heard = crossfade(new Fade(0, 960), () => 0, () => 1, 16)
  assert.is(heard[0], 0)
  for (let i = 1; i < 960; i++) assert.ok(Math.abs(heard[i] - heard[i - 1] - 1 / 960) < 1e-6)
  for (let i = 960; i < heard.length; i++) assert.is(heard[i], 1)
})

test('a sine crossfaded into itself makes no step larger than its own slope', () => {
  const sine = (frame: number): number => Math.sin(2 * Math.PI * 440 * frame / 48_000)
  const heard = crossfade(new Fade(FRAMES, 500), sine, sine, 16)
  const slope = 2 * Math.PI * 440 / 48_000
  for (let i = 1; i < heard.length; i++) assert.ok(Math.abs(heard[i] - heard[i - 1]) <= slope + 1e-6)
})

test('a fade of no length is over at once', () => {
  assert.ok(new Fade(256, 0).over(256))
})

test.run()
