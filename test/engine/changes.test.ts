/** What is told of values that are set: the first at once, then the last of each moment. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Changes } from '../../src/engine/changes.ts'
import type { Happening } from '../../src/engine/command.ts'
import type { Found } from '../../src/kernel/parameters.ts'

const found = (id: string, value: number, clamped = false): Found => ({
  param: 0, value, ramp: -1, clamped, module: { id } as Found['module'],
  input: { name: 'freq', min: 20, max: 20_000, unit: 'Hz' } as Found['input'],
})

function listen(): { changes: Changes, told: Happening[], count: (n: number) => Promise<void> } {
  const told: Happening[] = []
  return {
    changes: new Changes(news => told.push(news)), told,
    async count(n) { while (told.length < n) await new Promise(resolve => setTimeout(resolve, 5)) },
  }
}

test('one value is told at once, with its range where it was clamped', () => {
  const { changes, told } = listen()
  changes.add(found('a', 440))
  changes.add(found('b', 20_000, true))
  assert.equal(told.map(({ text }) => text), ['a.freq = 440', 'b.freq = 20000 (the range is 20 to 20000 Hz)'])
  assert.equal([told[1].event, told[1].module, told[1].input, told[1].value, told[1].clamped], ['set', 'b', 'freq', 20_000, true])
})

test('of a hundred thousand values of one input only the first and the last of a moment are told', async () => {
  const { changes, told, count } = listen()
  for (let value = 0; value < 100_000; value++) changes.add(found('a', value))
  await count(2)
  assert.equal(told.map(({ value }) => value), [0, 99_999])
})

test('while it goes on the last value of each moment is told, of each input its own', async () => {
  const { changes, told, count } = listen()
  for (let moment = 0; moment < 3; moment++) {
    for (const id of ['a', 'b']) for (const value of [10 * moment, 10 * moment + 1]) changes.add(found(id, value))
    await count(2 + 2 * (moment + 1))
  }
  for (const id of ['a', 'b']) {
    assert.equal(told.filter(({ module }) => module === id).map(({ value }) => value), [0, 1, 11, 21])
  }
})

test('after a quiet while a value is told at once again', async () => {
  const { changes, told, count } = listen()
  for (const value of [1, 2]) changes.add(found('a', value))
  await count(2)
  for (let value = 3; told.length < 3; value++) {
    await new Promise(resolve => setTimeout(resolve, 200))
    changes.add(found('a', value))
  }
  assert.is(told[2].value, 3)
})

test.run()
