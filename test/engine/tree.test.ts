/** What there is, node by node. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { list } from '../../src/engine/status.ts'
import { type Listing, nodes } from '../../src/engine/tree.ts'
import { type Version, fileValues } from '../../src/engine/version.ts'
import { adsr, biquad, lfo, poly, sine } from '../../src/index.ts'
import { kernelOf } from '../play.ts'

const kernel = kernelOf(() => {
  const lead = poly('lead', 2, ({ freq, gate }) => sine('voice', { freq }).mul(adsr('env', { gate })))
  const filtered = biquad('filter', { in: adsr('adsr', { in: sine('sine') }), mode: 'highpass', cutoff: lfo('lfo'), q: 2 })
  return filtered.add(lead)
})
const version = { name: 'x.ts', number: 1, kernel, values: fileValues(kernel), events: [] } as unknown as Version
const listing = list(version) as unknown as Listing
const ask = (address: string) => nodes(listing, address).map(({ args }) => args)
/** What is said of one node, by its names; what is below it under CONTENTS. */
function node(address: string): Record<string, unknown> {
  const [[path, ...about], ...others] = ask(address)
  assert.equal([path, others], [address, []])
  const cut = about.indexOf('CONTENTS')
  const pairs = cut < 0 ? about : about.slice(0, cut)
  assert.is(pairs.length % 2, 0)
  const found = Object.fromEntries(pairs.flatMap((name, i) => i % 2 === 0 ? [[name, pairs[i + 1]]] : []))
  return cut < 0 ? found : { ...found, CONTENTS: about.slice(cut + 1) }
}

test('from the root to each input', () => {
  const { CONTENTS } = node('/')
  for (const name of ['mod', 'gate', 'note', 'pattern', 'bpm', 'record', 'status']) assert.ok((CONTENTS as string[]).includes(name), name)
  assert.ok((node('/mod').CONTENTS as string[]).includes('filter'))
  assert.is(node('/mod/filter').KIND, 'biquad')
  assert.equal((node('/mod/filter').CONTENTS as string[]).slice(0, 3), ['in', 'mode', 'cutoff'])
  const q = node('/mod/filter/q')
  assert.equal([q.TYPE, q.MIN, q.MAX, q.DEFAULT, q.VALUE, q.ACCESS], ['f', 0.1, 20, 2, 2, 3])
})

test('choices, gates, notes, patterns, and what follows something else', () => {
  const mode = node('/mod/filter/mode')
  assert.equal([mode.TYPE, mode.DEFAULT, mode.VALUE], ['s', 'highpass', 'highpass'])
  assert.match(String(mode.CHOICES), /\bhighpass\b/)
  assert.equal([node('/mod/filter/cutoff').ACCESS, node('/mod/filter/cutoff').FOLLOWS], [0, 'lfo'])
  assert.equal([node('/gate/adsr').TYPE, node('/gate/adsr').MAX], ['f', 1])
  assert.equal([node('/note/lead').TYPE, node('/note/lead').ACCESS], ['ff', 2])
  assert.equal([node('/pattern/adsr').TYPE, node('/pattern/adsr').VALUE], ['s', ''])
  assert.equal([node('/mod/lead').VOICES, node('/pattern/lead').TYPE], [2, 's'])
  assert.is(node('/record/start').ACCESS, 3)
})

test('a pattern stands for many nodes; what is not there is told with what is above it', () => {
  assert.equal(ask('/mod/{sine,filter}').map(([path]) => path).sort(), ['/mod/filter', '/mod/sine'])
  assert.equal(ask('/mod/*/q').map(([path]) => path), ['/mod/filter/q'])
  assert.throws(() => ask('/mod/filter/cutof'), 'there is no /mod/filter/cutof: /list /mod/filter tells what there is')
  assert.throws(() => ask('/nothing/at/all'), '/list / tells what there is')
  assert.throws(() => ask('mod'), 'takes an address')
})

test.run()
