/** The times and lines of the envelope, exact to the sample. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adsr, lfo } from '../../src/index.ts'
import { measured } from '../measured.ts'
import { listen, RATE } from '../play.ts'

const frames = (ms: number) => ms * RATE / 1000

/** The level n frames after the gate opened, by the definition. */
function level(n: number, attack: number, decay: number, sustain: number): number {
  if (n < attack) return n / attack
  return n < attack + decay ? 1 - (1 - sustain) * (n - attack) / decay : sustain
}

const SETTINGS = [[10, 100, 0.7, 300], [1, 1, 0, 1], [0, 50, 0.5, 0], [250, 0, 1, 20], [0.5, 3, 0.25, 7]]

for (const [attack, decay, sustain, release] of SETTINGS) {
  test(`attack ${attack}, decay ${decay}, sustain ${sustain}, release ${release}: every sample is on its line`, () => {
    const [open, close] = [1001, 20_003]
    const build = () => adsr('it', { attack, decay, sustain, release })
    const samples = listen(build, 40_000, [[open, '/gate/it', 'on'], [close, '/gate/it', 'off']])
    let most = 0
    samples.forEach((sample, frame) => {
      const held = level(frame - open, frames(attack), frames(decay), sustain)
      const falling = release > 0 ? sustain * Math.max(0, 1 - (frame - close) / frames(release)) : 0
      const expected = frame < open ? 0 : frame < close ? held : falling
      most = Math.max(most, Math.abs(sample - expected))
      if (Math.abs(sample - expected) > 1e-6) assert.unreachable(`frame ${frame}: ${sample}, not ${expected}`)
    })
    measured('adsr', `attack ${attack}, decay ${decay}, sustain ${sustain}, release ${release}: furthest from its lines`, most.toExponential(0), '≤ 1e-6')
  })
}

test('the value of the gate is the velocity', () => {
  const samples = listen(() => adsr('it', { attack: 10, decay: 10, sustain: 0.5 }), 4800, [[0, '/gate/it', 0.6]])
  assert.ok(Math.abs(samples[480] - 0.6) < 1e-6)
  assert.ok(Math.abs(samples[4799] - 0.3) < 1e-6)
})

test('a new stroke goes on from the level that there is, in a straight line', () => {
  const samples = listen(() => adsr('it', { attack: 100, decay: 0, sustain: 1, release: 100 }), 20_000,
    [[0, '/gate/it', 1], [4800, '/gate/it', 0], [4800 + 2400, '/gate/it', 1]])
  assert.ok(Math.abs(samples[7200] - 0.5) < 1e-6)
  assert.ok(Math.abs(samples[7200 + 2400] - 0.75) < 1e-6)
  assert.ok(Math.abs(samples[7200 + 4800] - 1) < 1e-6)
})

test('a closed gate is silent, gate: 1 sounds at once', () => {
  assert.ok(listen(() => adsr('it'), 1000).every(sample => sample === 0))
  assert.ok(listen(() => adsr('it', { gate: 1 }), 1000)[480] > 0.99)
})

test('changed times do not strike it again', () => {
  const build = () => adsr('it', { gate: 1, sustain: 0.5 })
  const samples = listen(build, 20_000, [[15_000, '/mod/it/attack', 500], [16_000, '/mod/it/decay', 5]])
  assert.ok(samples.subarray(10_000).every(sample => Math.abs(sample - 0.5) < 1e-6))
})

test('a signal on the gate opens it within 16 frames', () => {
  const beat = lfo('beat', { freq: 4, shape: 'square', min: 0 })
  const samples = listen(() => adsr('it', { attack: 0, decay: 0, sustain: 1, release: 0, gate: beat }), RATE)
  samples.forEach((sample, frame) => {
    const since = frame % 6000
    if (since >= 16) assert.is(sample, frame % 12_000 < 6000 ? 1 : 0, `frame ${frame}`)
  })
})

test.run()
