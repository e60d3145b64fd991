/** The fast functions of src/dsp, against those of Math: each error that their files state. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { exp2 } from '../../src/dsp/exp2.ts'
import { log2 } from '../../src/dsp/log2.ts'
import { tangent } from '../../src/dsp/tangent.ts'

/** The largest of `error` over count + 1 points from `from` to `to`. */
function worst(error: (x: number) => number, from: number, to: number, count = 100_000): number {
  let most = 0
  for (let i = 0; i <= count; i++) most = Math.max(most, Math.abs(error(from + (to - from) * i / count)))
  return most
}

test('tangent: within 4.5e-8 of tan over 0 … 1/2, and odd', () => {
  assert.ok(worst(t => tangent(t) / (0.25 - t * t) / Math.tan(Math.PI * t) - 1, 1e-6, 0.4999999) < 4.5e-8)
  assert.is(tangent(0), 0)
  assert.is(tangent(-0.3), -tangent(0.3))
})

test('log2: within 1.2e-6 from -120 to 72 dB, exact at powers of two, the ends of its range beyond', () => {
  assert.ok(worst(x => log2(2 ** x) - x, -20, 12 - 1e-9) < 1.2e-6)
  for (let k = -20; k < 12; k++) assert.is(log2(2 ** k), k)
  assert.is(log2(0), -20)
  assert.is(log2(-1), -20)
  assert.ok(Math.abs(log2(1e9) - 12) < 1.2e-6)
})

test('exp2: within 3e-8 over 8 octaves, within 4e-7 over 32, and 1 at 0', () => {
  const error = (x: number) => exp2(x) / 2 ** x - 1
  assert.ok(worst(error, -8, 8) < 3e-8)
  assert.ok(worst(error, -32, 32) < 4e-7)
  assert.is(exp2(0), 1)
})

test.run()
