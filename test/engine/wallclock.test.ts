/** The system's clock on the monotonic one: found to the microsecond out of milliseconds, followed when slewed, noticed when set. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { WallClock } from '../../src/engine/wallclock.ts'
import { random } from '../io/fuzz.ts'

/** Looks for so many seconds, every 2 ms or so, sometimes held up in between. Gives what it said of being set. */
function look(clock: WallClock, from: number, seconds: number, wall: (t: number) => number, seed = 1): number[] {
  const next = random(seed)
  const said: number[] = []
  for (let t = from; t < from + 1000 * seconds; t += 2 + 0.37 * next()) {
    const before = t - (next() < 0.05 ? 3 * next() : 0.001)
    const after = t + (next() < 0.05 ? 3 * next() : 0.001)
    said.push(clock.look(before, Math.floor(wall(t)), after))
  }
  return said.filter(by => by !== 0)
}

const EPOCH = 1_790_000_000_000.4321

test('milliseconds are enough to know the clock to some microseconds', () => {
  const clock = new WallClock()
  assert.equal(look(clock, 0, 5, t => EPOCH + t), [])
  assert.ok(Math.abs(clock.monotonic(EPOCH + 4321) - 4321) < 0.01, `${clock.monotonic(EPOCH + 4321)}`)
})

test('a clock that is slewed, 500 ppm at the most by NTP, is followed', () => {
  for (const slew of [5e-4, -5e-4]) {
    const clock = new WallClock()
    assert.equal(look(clock, 0, 60, t => EPOCH + t * (1 + slew)), [])
    assert.ok(Math.abs(clock.monotonic(EPOCH + 60_000 * (1 + slew)) - 60_000) < 0.3, `${clock.monotonic(EPOCH + 60_000 * (1 + slew))}`)
  }
})

test('a clock that is set is noticed once, and right at once to a millisecond', () => {
  for (const by of [5000, -3_600_000, 40]) {
    const clock = new WallClock()
    look(clock, 0, 2, t => EPOCH + t)
    const said = look(clock, 2000, 0.01, t => EPOCH + by + t)
    assert.is(said.length, 1)
    assert.ok(Math.abs(said[0] - by) < 2)
    assert.ok(Math.abs(clock.monotonic(EPOCH + by + 2010) - 2010) < 1)
    assert.equal(look(clock, 2010, 5, t => EPOCH + by + t), [])
    assert.ok(Math.abs(clock.monotonic(EPOCH + by + 7000) - 7000) < 0.01)
  }
})

test('small steps are followed and not worth a word', () => {
  const clock = new WallClock()
  look(clock, 0, 2, t => EPOCH + t)
  assert.equal(look(clock, 2000, 5, t => EPOCH + 3 + t), [])
  assert.ok(Math.abs(clock.monotonic(EPOCH + 3 + 7000) - 7000) < 0.01)
})

test.run()
