/** What was done is taken back, and done again: which messages that takes, and what is one deed. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Arg, Command, Message } from '../../src/engine/command.ts'
import { Deeds } from '../../src/engine/deeds.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { isGliding } from '../../src/engine/glides.ts'
import { knobs } from '../../src/engine/knobs.ts'
import { undoing } from '../../src/engine/undoing.ts'
import { type Version, fileValues, setAt } from '../../src/engine/version.ts'
import { biquad, saw, sine, voices } from '../../src/index.ts'
import { Meter } from '../../src/kernel/meter.ts'
import { find } from '../../src/kernel/parameters.ts'
import { kernelOf } from '../play.ts'

/** A patch whose knobs are turned, and the messages that take that back. */
function scene() {
  const kernel = kernelOf(() => biquad('filter', { in: saw('saw').add(voices(3, i => sine('sine', { freq: 100 * (i + 1) }))), cutoff: 1200 }))
  const version = { kernel, values: fileValues(kernel), events: [] } as unknown as Version
  const turn = (address: string, args: Arg[], frame = 0, over = 0) => setAt(version, address, args, frame, 128, over)
  const deck = { meant: version, current: version, set: turn }
  const deeds = new Deeds()
  const { set, exact } = knobs({ deck, deeds, meter: new Meter(48_000, 120), frame: 0, rate: 48_000, tell: () => {} } as unknown as Engine)
  const asked: Message[] = []
  const run: Command = (address, args, said) => {
    asked.push({ address, args })
    return address.startsWith('/mod') ? set(address, args, said) : [{ address: '/patch/loaded', args: ['a.ts', 7] }]
  }
  let edits = 0
  const { '/undo': undo, '/redo': redo } = undoing(deeds, () => edits-- > 0, run)
  const text = async (command: Command, address: string, ...args: Arg[]): Promise<unknown> => (await command(address, args))[0].args[0]
  return {
    deeds, version, asked, exact, from: (who: string, address: string, ...args: Arg[]) => deeds.during(address, who, () => set(address, args)),
    set: (address: string, ...args: Arg[]) => set(address, args),
    value: (address: string) => version.values[find(kernel.layout, address).input.param!],
    undo: (...args: Arg[]) => text(undo, '/undo', ...args), redo: (...args: Arg[]) => text(redo, '/redo', ...args),
    edit: () => { edits = 1 },
  }
}
const CUTOFF = '/mod/filter/cutoff'

test('knobs are taken back one after the other, and turned again', async () => {
  const { set, value, undo, redo } = scene()
  set(CUTOFF, 800)
  set('/mod/filter/q', 3)
  set('/mod/filter/mode', 'highpass')
  assert.is(await undo(), 'filter.mode = lowpass again')
  assert.match(await undo(2) as string, /^filter.q = .* again\nfilter.cutoff = 1200 again$/)
  assert.equal([value(CUTOFF), value('/mod/filter/mode')], [1200, 0])
  assert.is(await redo(), 'filter.cutoff = 800')
  assert.is(value(CUTOFF), 800)
  await redo(2)
  assert.equal([value('/mod/filter/q'), value('/mod/filter/mode')], [3, 1])
  await undo()
  set(CUTOFF, 500)
  await redo().then(() => assert.unreachable(), ({ message }) => assert.is(message, 'nothing was taken back'))
})

test('a sweep is one deed, and two people who sweep at once have two', async () => {
  const { from, value, undo } = scene()
  for (let i = 0; i < 300; i++) {
    from('osc', CUTOFF, 1000 + i)
    from('agent', '/mod/sine/freq', 300 + i)
  }
  assert.is(await undo(), 'sine.freq = 100, sine.1.freq = 200, sine.2.freq = 300 again (agent had set it)')
  assert.is(value(CUTOFF), 1299)
  assert.is(await undo(), 'filter.cutoff = 1200 again (osc had set it)')
  assert.equal([0, 1, 2].map(i => value(`/mod/sine.${i}/freq`)), [100, 200, 300])
  from('osc', CUTOFF, 300)
  assert.is(await undo(), 'filter.cutoff = 1200 again (osc had set it)')
})

test('what one message does to many is taken back as one', async () => {
  const { deeds, set, exact, value, undo } = scene()
  set(CUTOFF, 800)
  set('/mod/filter/q', 3)
  deeds.during('/reset', undefined, () => exact['/reset']('/reset', []))
  deeds.during('/solo', undefined, () => exact['/solo']('/solo', ['saw']))
  assert.is(value('/mod/sine.1/mute'), 1)
  await undo()
  assert.is(value('/mod/sine.1/mute'), 0)
  assert.match(await undo() as string, /filter.cutoff = 800, filter.q = 3 again/)
  assert.equal([value(CUTOFF), value('/mod/filter/q')], [800, 3])
})

test('a glide right after a value is taken back by itself', async () => {
  const { set, value, undo } = scene()
  set(CUTOFF, 500)
  set(CUTOFF, 600)
  set(CUTOFF, 3000, '4 bars')
  set(CUTOFF, 4000, '4 bars')
  await undo()
  assert.is(value(CUTOFF), 600)
  await undo()
  assert.is(value(CUTOFF), 1200)
})

test('a glide is taken back at once, and glides when it is done again', async () => {
  const { set, version, undo, redo } = scene()
  set(CUTOFF, 200, '4 bars')
  await undo()
  const { param } = find(version.kernel.layout, CUTOFF).input
  assert.equal([isGliding(version, param!, 1000), version.values[param!]], [false, 1200])
  assert.is(await redo(), 'filter.cutoff = 200, over 4 bars')
  assert.ok(isGliding(version, param!, 8 * 48_000 - 1) && !isGliding(version, param!, 8 * 48_000))
})

test('a version comes back with the values that gave way to its file; an edit on its way is given up first', async () => {
  const { deeds, version, set, asked, undo, redo, edit } = scene()
  set('/mod/filter/q', 3)
  const overruled = [{ address: CUTOFF, name: 'filter.cutoff', by: 400, was: 800 }]
  deeds.heard({ ...version, number: 7, parent: 6, before: { ...version, number: 6 }, overruled })
  deeds.heard({ ...version, number: 8, parent: 7, before: version, undone: true })
  edit()
  assert.is(await undo(), 'the edit that was on its way is given up')
  assert.equal(asked, [])
  assert.is(await undo(), 'version 6, filter.cutoff = 800 again')
  assert.equal(asked, [{ address: '/patch/rollback', args: [6] }, { address: CUTOFF, args: [800] }])
  assert.is(await redo(), 'version 7')
  await undo(2)
  assert.is(await undo(), 'version 7, the one before', 'with nothing left it is the version before')
})

test('a hundred are remembered, patterns and tempi among them', async () => {
  const { deeds, set, undo } = scene()
  for (let i = 0; i < 300; i++) deeds.note([{ address: `/pattern/a${i}`, args: ['default'] }], { address: `/pattern/a${i}`, args: ['x*4'] })
  deeds.note([{ address: '/bpm', args: [120] }], { address: '/bpm', args: [174] })
  set(CUTOFF, 3)
  const lines = (await undo(100) as string).split('\n')
  assert.equal([lines.length, ...lines.slice(0, 3), lines.at(-1)], [100, 'filter.cutoff = 1200 again', 'bpm = 120 again',
    'a299 plays what its file says again', 'a202 plays what its file says again'])
  for (const count of [0, 101, 1.5, 'all']) {
    await undo(count).then(() => assert.unreachable(), ({ message }) => assert.match(message, /number of steps, 1 … 100/))
  }
})

test.run()
