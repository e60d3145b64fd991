import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Meter } from '../../src/engine/meter.ts'

const RATE = 48_000

test('beats fall on frames by the tempo', () => {
  const meter = new Meter(RATE, 120)
  assert.is(meter.beat(0), 0)
  assert.is(meter.beat(RATE), 2)
  assert.is(meter.beat(RATE / 4), 0.5)
})

test('the next point of a grid is this frame or later, on the nearest frame', () => {
  const meter = new Meter(RATE, 120)
  assert.equal([0, 1, 95_999, 96_000, 96_001].map(frame => meter.next(4, frame)), [0, 96_000, 96_000, 96_000, 192_000])
  assert.equal([1, 24_000, 24_001].map(frame => meter.next(1, frame)), [24_000, 24_000, 48_000])
  assert.is(meter.next(0, 17), 17)
  const odd = new Meter(44_100, 174)
  for (let bar = 0; bar < 2000; bar++) {
    const exact = bar * 4 * 60 / 174 * 44_100
    const frame = Math.round(exact)
    assert.is(odd.next(4, frame), frame)
    assert.is(odd.next(4, frame - 1000), frame)
    assert.is.not(odd.next(4, frame + 1), frame)
  }
})

test('a change of tempo makes no jump in the beats', () => {
  const meter = new Meter(RATE, 120)
  meter.change(60, RATE)
  assert.is(meter.beat(RATE), 2)
  assert.is(meter.beat(2 * RATE), 3)
  assert.is(meter.next(4, RATE), 3 * RATE)
  meter.change(60, 5 * RATE, 7.5)
  assert.is(meter.beat(6 * RATE), 8.5)
})

test.run()
