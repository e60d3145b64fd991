import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Meter } from '../../src/kernel/meter.ts'

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
  meter.change(60, 5 * RATE, 0, 7.5)
  assert.is(meter.beat(6 * RATE), 8.5)
})

test('a tempo that moves goes there in a straight line, and each beat has its time', () => {
  const meter = new Meter(RATE, 120)
  meter.change(180, RATE, 4 * RATE)
  assert.is(meter.beat(RATE), 2)
  assert.is(meter.bpmAt(3 * RATE), 150)
  assert.is(meter.bpm, 180)
  // 2 beats before, a mean of 150 for 4 s, then 3 a second.
  assert.is(meter.beat(5 * RATE), 12)
  assert.is(meter.beat(6 * RATE), 15)
  for (let beat = 0; beat < 20; beat += 0.37) {
    const difference = Math.abs(meter.beat(meter.at(beat)) - beat)
    assert.ok(difference < 1e-9, `${beat}: ${difference}`)
  }
  // Again on its way: nothing jumps.
  const [before, bpm] = [meter.beat(2 * RATE), meter.bpmAt(2 * RATE)]
  meter.change(60, 2 * RATE, RATE)
  assert.is(meter.beat(2 * RATE), before)
  assert.is(meter.bpmAt(2 * RATE), bpm)
  assert.is(meter.bpmAt(3 * RATE), 60)
})

test('a beat can be put on a frame, also on the way', () => {
  const meter = new Meter(RATE, 120)
  meter.change(180, RATE, 4 * RATE)
  meter.place(100, 3 * RATE)
  assert.is(meter.beat(3 * RATE), 100)
  assert.is(meter.bpmAt(3 * RATE), 150)
  assert.is(meter.bpmAt(5 * RATE), 180)
})

test('a hand that turns the tempo doesn\'t move what has been: beats keep their frames', () => {
  const meter = new Meter(RATE, 120)
  const kept: [beat: number, frame: number][] = []
  for (let frame = RATE; frame < 1.1 * RATE; frame += 480) {
    meter.change(120 + (frame - RATE) / 100, frame)
    kept.push([meter.beat(frame), frame], [meter.beat(frame + 240), frame + 240])
  }
  for (const [beat, frame] of kept) {
    assert.ok(Math.abs(meter.at(beat) - frame) < 1e-6)
    assert.ok(Math.abs(meter.beat(frame) - beat) < 1e-9)
  }
  assert.is(meter.bpmAt(RATE + 100), 120)
  assert.is(meter.bpmAt(RATE + 500), 124.8)
})

test('a beat that is put on a frame takes those before it along', () => {
  const meter = new Meter(RATE, 120)
  meter.change(60, RATE)
  meter.place(100, 2 * RATE)
  assert.ok(Math.abs(meter.at(99) - RATE) < 1e-6)
  assert.ok(Math.abs(meter.at(98) - RATE / 2) < 1e-6)
})

test('of two changes on a frame the last counts', () => {
  const meter = new Meter(RATE, 120)
  meter.change(60, RATE)
  meter.change(180, RATE)
  assert.is(meter.beat(2 * RATE), 5)
  assert.is(meter.bpmAt(RATE - 1), 120)
})

test.run()
