/** Every patch in patches/ plays: two seconds of each, a few figures of what it sounds like. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Instance } from '../src/kernel/instance.ts'
import { loadPatch } from '../src/patch/load.ts'
import { prove } from '../src/patch/proof.ts'
import { decibels, gainAt, left, peak, pitch, play, RATE, right, rms } from './play.ts'
import type { Cue } from './play.ts'

const directory = fileURLToPath(new URL('../patches/', import.meta.url))
const files = readdirSync(directory).filter(file => file.endsWith('.ts'))

/** Level of the left side in dBFS, and centre of its spectrum in Hz: where they are meant to be, give or take. `cues`: what they are
 *  told to play. */
const figures: Record<string, { level: number, centroid: number, cues?: Cue[] }> = {
  'bass.ts': { level: -16, centroid: 280 },
  'default.ts': { level: -16.5, centroid: 220 },
  'drums.ts': { level: -20, centroid: 300 },
  'dub.ts': { level: -22, centroid: 600 },
  'fm.ts': { level: -16, centroid: 360 },
  'keys.ts': { level: -20, centroid: 1250, cues: [57, 60, 64, 67].map(midi => [0, '/note/keys', midi]) },
  'orbit.ts': { level: -21, centroid: 270 },
  'string.ts': { level: -21.3, centroid: 1330 },
  'voices.ts': { level: -21.5, centroid: 760 },
  'wind.ts': { level: -25.5, centroid: 1130 },
}
const LEVEL_TOLERANCE = 2
const CENTROID_TOLERANCE = 1.3

/** Centre of the spectrum, from its bands of a third of an octave. */
function centroid(samples: Float32Array): number {
  const bands = Array.from({ length: 90 }, (_, i) => 25 * 2 ** (i / 9))
  const powers = bands.map(band => gainAt(samples, band) ** 2 * band)
  return bands.reduce((sum, band, i) => sum + band * powers[i], 0) / powers.reduce((sum, power) => sum + power)
}

for (const file of files) {
  test(`${file} plays as it is meant to`, async () => {
    const { kernel, files } = await loadPatch(directory + file, RATE)
    assert.equal(files, [directory + file])
    const pcm = play(kernel, 2 * RATE, figures[file]?.cues)
    assert.ok(pcm.every(Number.isFinite))
    assert.ok(peak(pcm) < 1, `peak ${peak(pcm)}`)
    const expected = figures[file]
    assert.ok(expected, `no figures for ${file}`)
    const [level, centre] = [decibels(rms(left(pcm))), centroid(left(pcm))]
    assert.ok(Math.abs(level - expected.level) < LEVEL_TOLERANCE, `${level.toFixed(1)} dBFS`)
    const off = Math.max(centre / expected.centroid, expected.centroid / centre)
    assert.ok(off < CENTROID_TOLERANCE, `centroid ${centre.toFixed(0)} Hz`)
    assert.ok(rms(right(pcm)) > 0.01, 'both sides sound')
    const { fault, load } = prove(new Instance(kernel), 128, 0.2)
    assert.ok(fault.count === 0 && load > 0)
  })
}

test('default.ts sounds at once, and its knobs turn it', async () => {
  const { kernel } = await loadPatch(`${directory}default.ts`, RATE)
  assert.equal(kernel.layout.modules.map(module => module.id).sort(), ['adsr', 'filter', 'lfo', 'sine', 'vibrato', 'wobble'])
  const plain = left(play(kernel, RATE))
  assert.ok(rms(plain.subarray(0, 4800)) > 0.05, 'in the first 100 ms')
  assert.ok(Math.abs(pitch(plain.subarray(RATE / 2), 220) - 220) < 0.01)
  const knobs: Cue[] = [[0, '/mod/sine/freq', 440], [0, '/mod/filter/cutoff', 8000], [0, '/mod/filter/resonance', 2]]
  const turned = left(play(kernel, RATE, knobs))
  assert.ok(Math.abs(pitch(turned.subarray(RATE / 2), 440) - 440) < 0.01)
  const deep = left(play(kernel, RATE, [[0, '/mod/lfo/depth', 1]]))
  assert.ok(rms(deep.map((sample, i) => sample - plain[i])) > 0.02, 'the lfo is heard when it is turned up')
  const closed = left(play(kernel, RATE, [[0, '/gate/adsr', 'off']]))
  assert.ok(peak(closed.subarray(RATE / 2)) < 1e-6)
})

test.run()
