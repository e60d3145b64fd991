/** The REPL's copy of what plays, and the module objects on it. */
import { inspect } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Mirror } from '../../src/repl/mirror.ts'
import { idOf, moduleObject, modulesObject } from '../../src/repl/modules.ts'
import { silentEngine } from './engine.ts'
import type { SilentEngine } from './engine.ts'

interface Scene { engine: SilentEngine, mirror: Mirror, notes: string[], sine: any, filter: any, adsr: any }

async function scene(): Promise<Scene> {
  const engine = silentEngine()
  const notes: string[] = []
  const mirror = new Mirror(engine, text => notes.push(text))
  await mirror.refresh()
  engine.sent.length = 0
  const [sine, filter, adsr] = ['sine', 'filter', 'adsr'].map(id => moduleObject(mirror, id))
  return { engine, mirror, notes, sine, filter, adsr }
}

test('a value is sent, and can be read at once', async () => {
  const { engine, mirror, sine, filter, adsr } = await scene()
  sine.freq = 330
  filter.mode = 'highpass'
  adsr.gate = 'off'
  assert.equal([sine.freq, filter.mode, adsr.gate], [330, 'highpass', 0])
  assert.equal(engine.sent.map(({ address, args }) => [address, ...args]),
    [['/mod/sine/freq', 330], ['/mod/filter/mode', 'highpass'], ['/gate/adsr', 0]])
  await mirror.settled()
})

test('what OSC takes is taken here: the number of a choice, an input by its other name', async () => {
  const { engine, mirror, filter } = await scene()
  filter.mode = 1
  filter.resonance = 2
  assert.equal([filter.mode, filter.q, filter.resonance], ['highpass', 2, 2])
  assert.equal(engine.sent.map(({ address, args }) => [address, ...args]),
    [['/mod/filter/mode', 'highpass'], ['/mod/filter/q', 2]])
  assert.not.match(inspect(filter), 'resonance')
  await mirror.settled()
})

test('what others set is seen', async () => {
  const { engine, sine, filter } = await scene()
  engine.tell({ event: 'set', module: 'sine', input: 'freq', value: 440 })
  engine.tell({ event: 'set', module: 'filter', input: 'mode', value: 'highshelf' })
  engine.tell({ event: 'set', module: 'gone', input: 'freq', value: 1 })
  assert.equal([sine.freq, filter.mode], [440, 'highshelf'])
})

for (const event of ['switchover', 'restarted'] as const) test(`after news of ${event} the new modules are listed`, async () => {
  const { engine, mirror } = await scene()
  engine.listing.modules.push({ ...engine.listing.modules[0], id: 'lead' })
  const changed = new Promise<void>(resolve => { mirror.onChange = resolve })
  engine.tell({ event })
  await changed
  assert.is(mirror.module('lead').kind, 'sine')
})

test('what is out of range is clamped, and that is said once', async () => {
  const { engine, sine, notes } = await scene()
  sine.freq = 1e9
  sine.freq = 2e9
  sine.freq = -Infinity
  assert.is(sine.freq, 20)
  assert.equal(engine.sent.map(({ args }) => args[0]), [20_000, 20_000, 20])
  assert.is(notes.length, 2)
  assert.match(notes[0], 'sine.freq = 20000: the range is 20 to 20000 Hz')
})

test('what cannot be meant is an error with the nearest name, and is not sent', async () => {
  const { engine, mirror, sine, filter } = await scene()
  assert.throws(() => { sine.frq = 3 }, /Did you mean 'freq'/)
  assert.throws(() => sine.frq, /Did you mean 'freq'/)
  assert.throws(() => { sine.freq = 'high' }, /takes a number \(Hz\), not 'high'/)
  assert.throws(() => { sine.freq = NaN }, /takes a number/)
  assert.throws(() => { sine.freq = {} }, /not an object/)
  assert.throws(() => { filter.mode = 'hipass' }, /Did you mean 'highpass'/)
  for (const value of [99, 0.5, -1, {}])
    assert.throws(() => { filter.mode = value }, /filter.mode is one of lowpass, highpass, highshelf, not/)
  assert.throws(() => { delete sine.freq }, /for its patch to say/)
  assert.throws(() => (modulesObject(mirror) as any).sin, /Did you mean 'sine'/)
  assert.throws(() => { (modulesObject(mirror) as any).sine = 3 }, /set one of its inputs/)
  assert.equal(engine.sent, [])
})

test('what the engine refuses is noted, and the old value is back', async () => {
  const { mirror, sine, notes } = await scene()
  assert.is(sine.pitch, null)
  sine.pitch = 300
  await mirror.settled()
  assert.equal(notes, ["sine.pitch follows 'lfo'"])
  assert.is(sine.pitch, null)
})

test('a loop that sends without end is stopped', async () => {
  const { sine, mirror } = await scene()
  assert.throws(() => { for (let i = 0; i < 20_000; i++) sine.freq = 100 + i % 100 }, /let it breathe/)
  await mirror.settled()
})

test('an object shows itself, and what is asked of any object is no mistake', async () => {
  const { mirror, sine, filter } = await scene()
  assert.match(inspect(sine), /sine \(sine: sine oscillator\)\n {2}freq {3}220 Hz/)
  assert.match(inspect(filter), 'lowpass|highpass|highshelf')
  assert.match(inspect(modulesObject(mirror)), 'patches/test.ts, version 1')
  assert.equal({ ...sine }, { freq: 220, pitch: null })
  assert.is(await sine, sine)
  assert.is(JSON.stringify(sine), '{"freq":220,"pitch":null}')
  assert.is(idOf(sine), 'sine')
  assert.throws(() => idOf({}), /by its id/)
})

test('a module of any id can be shown', async () => {
  const { engine, mirror } = await scene()
  engine.listing.modules.push({ ...engine.listing.modules[0], id: 'constructor' })
  await mirror.refresh()
  assert.match(inspect(modulesObject(mirror)), 'constructor (sine')
})

test.run()
