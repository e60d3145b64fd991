/** What is planned is heard on its very frame, through the loss of workers, with real workers and judged on every sample. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Engine } from '../../src/engine/engine.ts'
import { change } from '../../src/kernel/parameters.ts'
import { PATCH, RATE, assertSame, offline, redundant, stage } from './stage.ts'

/** What is set leaves the engine so soon, s: the rest of the 10 ms is for a tick that comes late. */
const HEARD = 0.008

type Planned = [frame: number, address: string, value: number | string]

function plan(engine: Engine, planned: readonly Planned[]): void {
  for (const [frame, address, value] of planned) {
    assert.not(engine.schedule.isLate(frame))
    engine.schedule.plan({ frame, messages: 1, bytes: 20, act: at => void engine.deck.set(address, [value], at) })
  }
}

test('gates and knobs with a time move on its frame, whoever is killed in between: no sample differs', () => stage(PATCH, async (stage) => {
  const { engine, output } = stage
  const { deck } = engine
  const start = output.frames + 4800
  const planned: Planned[] = [
    [start + 1, '/gate/adsr', 'off'], [start + 2000, '/mod/filter/cutoff', 700], [start + 2000, '/mod/sine/freq', 333],
    [start + 3001, '/gate/adsr', 'on'], [start + 9999, '/gate/adsr', 'off'], [start + 12_000, '/gate/adsr', 'on'],
  ]
  // Later ones may come first.
  plan(engine, [...planned.slice(3), ...planned.slice(0, 3)])
  for (const at of [start + 500, start + 5000]) {
    await output.playTo(at)
    const slot = deck.slots[deck.active]
    const { pid } = slot.worker!
    process.kill(pid, 'SIGKILL')
    while (slot.worker === null || slot.worker.pid === pid) await output.playTo(output.frames + 1)
    await redundant(engine)
  }
  await output.playTo(start + 24_000)
  const { kernel: { layout } } = deck.current!
  const events = planned.map(([frame, address, value]) => {
    const { param, value: number, ramp } = change(layout, address, [value])
    return { frame, param, value: number, ramp }
  })
  assertSame(output.samples, offline(deck.current!, output.frames, events))
  assert.ok(deck.failovers > 0, 'what was heard changed hands')
}))

test('a gate moved by hand does not wait for what is planned, and what is over is late', () => stage(PATCH, async (stage) => {
  const { engine, output } = stage
  const { deck } = engine
  const frame = output.frames + 9600
  plan(engine, [[frame, '/gate/adsr', 'on']])
  const { value } = deck.set('/gate/adsr', ['off'])
  assert.is(value, 0)
  const [moved] = deck.current!.events
  assert.ok(moved.frame - output.frames <= HEARD * RATE, 'it does not wait for what is planned')
  assert.is(deck.current!.values[moved.param], 0, 'what is planned has no value yet')
  await output.playTo(frame + 1)
  assert.equal(deck.current!.events.map(({ frame, value }) => [frame, value]), [[moved.frame, 0], [frame, 1]])
  assert.equal([-1, 0].map(by => engine.schedule.isLate(deck.soonest() + by)), [true, false])
}))

test.run()
