/** patches/default.ts, what plays from the first second: it sounds at once, and its knobs turn it. */
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadPatch } from '../../src/patch/load.ts'
import { left, peak, pitch, play, RATE, rms } from '../play.ts'
import type { Cue } from '../play.ts'

test('default.ts sounds at once, and its knobs turn it', async () => {
  const { kernel } = await loadPatch(fileURLToPath(new URL('../../patches/default.ts', import.meta.url)), RATE)
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
