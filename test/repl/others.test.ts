/** What is shown of the others: at once, and never more than can be read. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { News } from '../../src/engine/command.ts'
import { Others, showCompany } from '../../src/repl/others.ts'

function listen(): { others: Others, shown: string[], count: (n: number) => Promise<void> } {
  const shown: string[] = []
  return {
    others: new Others(text => shown.push(text)), shown,
    async count(n) { while (shown.length < n) await new Promise(resolve => setTimeout(resolve, 5)) },
  }
}

const set = (module: string, value: number, from?: string, own?: boolean): News =>
  ({ event: 'set', level: 'info', module, input: 'freq', value, text: `${module}.freq = ${value}`, from, own, at: 0 })
const said = (text: string, from?: string, own?: boolean): News => ({ event: 'said', level: 'info', text, from, own, at: 0 })

test('what another one sets or says is shown at once, by name', () => {
  const { others, shown } = listen()
  others.add(set('sine', 440, 'agent'))
  others.add(said('load patches/acid.ts', 'ada'))
  assert.equal(shown, ['← agent: sine.freq 440', '← ada: load patches/acid.ts'])
})

test("one's own doing isn't, nor what nobody has done, nor what else happens", () => {
  const { others, shown } = listen()
  others.add(set('sine', 440, 'ada', true))
  others.add(said('panic', 'ada', true))
  others.add(set('sine', 440))
  others.add({ event: 'log', level: 'info', text: 'ready', from: 'agent', at: 0 })
  assert.equal(shown, [])
})

test('a knob that is being turned is shown as it starts to move and once it rests', async () => {
  const { others, shown, count } = listen()
  for (let value = 0; value <= 1000; value++) others.add(set('sine', value, 'agent'))
  others.add(set('filter', 7, 'agent'))
  for (let bpm = 100; bpm < 140; bpm++) others.add({ ...said(`bpm ${bpm}`, 'agent'), address: '/bpm' })
  await count(5)
  assert.equal(shown.sort(), ['bpm 100', 'bpm 139', 'filter.freq 7', 'sine.freq 0', 'sine.freq 1000'].map(text => `← agent: ${text}`))
})

test('of a crowd of changes some are shown, and how many there were', async () => {
  const { others, shown, count } = listen()
  for (let i = 0; i < 40; i++) others.add(set(`m${i}`, 1, i % 4 === 0 ? 'ada' : 'agent'))
  await count(10)
  assert.equal(shown.slice(0, 8).map(line => line.split('.')[0].split(' ')[2]), ['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6', 'm7'])
  assert.equal(shown.slice(8).sort(), ['← ada: … and 8 more', '← agent: … and 24 more'])
})

test('who is there is a line each', () => {
  assert.is(showCompany([{ name: 'ada', seconds: 59, you: true }, { name: 'agent', seconds: 61, you: false }]),
    'ada (you), for 59 s\nagent, for 1 min')
})

test.run()
