/** reset and solo where modules are in voices: what each voice has. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Deeds } from '../../src/engine/deeds.ts'
import type { Engine } from '../../src/engine/engine.ts'
import { knobs } from '../../src/engine/knobs.ts'
import { find } from '../../src/kernel/parameters.ts'
import { fileValues, setAt } from '../../src/engine/version.ts'
import type { Version } from '../../src/engine/version.ts'
import { saw, sine, voices } from '../../src/index.ts'
import { kernelOf } from '../play.ts'

/** The knobs of a patch, and what reads its values. */
function turnable(build: () => unknown) {
  const kernel = kernelOf(build)
  const version = { kernel, values: fileValues(kernel), events: [] } as unknown as Version
  const deck = { meant: version, current: version, set: (...[address, args]: [string, number[]]) => setAt(version, address, args, 0, 128) }
  const { set, exact } = knobs({ deck, deeds: new Deeds(), tell: () => {} } as unknown as Engine)
  const value = (id: string, input: string) => version.values[find(kernel.layout, `/mod/${id}/${input}`).input.param!]
  return { set, exact, value, mutes: (...ids: string[]) => ids.map(id => value(id, 'mute')) }
}
const build = () => voices(3, i => sine('sine', { freq: 100 * (i + 1) }).add(saw('saw'))).add(sine('other'))

test('one voice alone: the others of its module are silent, and what is added to it', () => {
  const { exact, mutes } = turnable(build)
  exact['/solo']('/solo', ['sine.1'])
  assert.equal(mutes('sine.0', 'sine.1', 'sine.2', 'saw.0', 'saw.1', 'other'), [1, 0, 1, 1, 1, 1])
  exact['/solo']('/solo', ['sine'])
  assert.equal(mutes('sine.0', 'sine.1', 'sine.2', 'saw.1', 'other'), [0, 0, 0, 1, 1])
})

test('after solo() nothing is muted, whichever voice was', () => {
  const { set, exact, mutes } = turnable(build)
  set('/mod/sine.2/mute', [1])
  exact['/solo']('/solo', [])
  assert.equal(mutes('sine', 'sine.0', 'sine.1', 'sine.2'), [0, 0, 0, 0])
})

test('reset gives each voice what the file gives it', () => {
  const { set, exact, value } = turnable(build)
  set('/mod/sine/freq', [50])
  set('/mod/sine.1/freq', [70])
  set('/mod/other/freq', [80])
  exact['/reset']('/reset', ['sine.1'])
  assert.equal([0, 1, 2].map(i => value(`sine.${i}`, 'freq')), [50, 200, 50])
  exact['/reset']('/reset', [])
  assert.equal(['sine.0', 'sine.1', 'sine.2', 'other'].map(id => value(id, 'freq')), [100, 200, 300, 220])
})

test.run()
