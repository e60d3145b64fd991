/** Which frame leaves the engine when: steady while the output is, following when it is not. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Timeline } from '../../src/engine/timeline.ts'
import { random } from '../io/fuzz.ts'

const RATE = 48_000
const PER_MS = RATE / 1000
const TICK = 2

/** Lets a line watch an output for so many seconds from a time on; `frame`: where the output wants to be at a time (ms). */
function watch(line: Timeline, from: number, seconds: number, frame: (t: number) => number): void {
  for (let t = from; t < from + 1000 * seconds; t += TICK) line.look(t, frame(t))
}

test('an output that keeps time moves nothing: what is a second apart is so to the frame, for hours', () => {
  const line = new Timeline(RATE)
  const frame = (t: number) => Math.floor((t - 1000) * PER_MS) + 512
  line.begin(1000, frame(1000))
  const hour = 3_600_000
  for (const at of [1000, hour, 5 * hour]) {
    watch(line, at, 3, frame)
    assert.ok(Math.abs(line.frameAt(at + 3000) - frame(at + 3000)) <= 1.01)
  }
  assert.is(Math.round(line.frameAt(5 * hour) - line.frameAt(5 * hour - 1000)), RATE)
})

test('it begins where it first looks', () => {
  const line = new Timeline(RATE)
  line.look(5000, 7_000_000)
  assert.is(line.frameAt(5010), 7_000_000 + 10 * PER_MS)
})

test('a device that reports unevenly makes no line uneven', () => {
  const line = new Timeline(RATE)
  const next = random(3)
  const frame = (t: number) => t * PER_MS + 128 * (next() - 0.5)
  line.begin(0, 0)
  watch(line, 0, 30, frame)
  assert.is(line.frameAt(30_000) - line.frameAt(29_000), RATE)
  assert.ok(Math.abs(line.frameAt(30_000) - 30_000 * PER_MS) < 64)
})

test('a device whose clock goes another way is followed in small steps, and what is planned between two is even', () => {
  for (const drift of [1e-4, -1e-4, 4e-4]) {
    const line = new Timeline(RATE)
    const next = random(5)
    const frame = (t: number) => t * PER_MS * (1 + drift) + 128 * (next() - 0.5)
    line.begin(0, 0)
    for (let half = 0; half < 240; half++) {
      watch(line, 500 * half, 0.5, frame)
      const [at, later] = [line.frameAt(500 * half + 500), line.frameAt(500 * half + 1500)]
      assert.ok(Math.abs(later - at - RATE) < 1e-6)
      assert.ok(Math.abs(at - 500 * (half + 1) * PER_MS * (1 + drift)) < 128, `${drift}`)
    }
  }
})

test('what was missed by an underrun is caught up with at once', () => {
  for (const [lost, seconds] of [[100, 1.2], [10_000, 1.2]]) {
    const line = new Timeline(RATE)
    line.begin(0, 0)
    watch(line, 0, 2, t => t * PER_MS)
    watch(line, 2000, seconds, t => t * PER_MS - lost)
    const at = 2000 + 1000 * seconds
    assert.ok(Math.abs(line.frameAt(at) - (at * PER_MS - lost)) <= 2, `${lost}: ${line.frameAt(at) - at * PER_MS + lost}`)
  }
})

test.run()
