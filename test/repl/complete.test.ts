/** What Tab offers. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { complete } from '../../src/repl/complete.ts'
import { Mirror } from '../../src/repl/mirror.ts'
import { silentEngine } from './engine.ts'

const mirror = new Mirror(silentEngine(), () => {})
await mirror.refresh()
const WORDS = ['gate', 'load', 'help', 'list', 'quit']
const offers = (line: string): string[] | undefined => complete(line, mirror, WORDS)?.[0]

test('modules and words', () => {
  assert.equal(offers('si'), ['sine'])
  assert.equal(offers('li'), ['list()'])
  assert.equal(offers('x = fil'), ['filter'])
  assert.equal(offers(''), ['sine', 'filter', 'adsr', 'console', 'modules', 'gate(', 'load(', 'help()', 'list()', 'quit()'])
})

test('inputs of a module', () => {
  assert.equal(offers('sine.'), ['freq', 'pitch'])
  assert.equal(offers('x = [filter.cu'), ['cutoff'])
  assert.equal(offers('modules.sine.f'), ['freq'])
  assert.equal(offers('modules.si'), ['sine'])
})

test('choices, with the quote that ends them', () => {
  assert.equal(offers("filter.mode = 'hi"), ["highpass'", "highshelf'"])
  assert.equal(complete('filter.mode="low', mirror, WORDS), [['lowpass"'], 'low'])
})

test('modules by name: with a gate, or any', () => {
  assert.equal(offers("gate('"), ["adsr'"])
  assert.equal(offers("help('s"), ["sine'"])
})

test('files that load could take', () => {
  const directory = mkdtempSync(join(tmpdir(), 'chronus-complete-'))
  mkdirSync(join(directory, 'more'))
  for (const name of ['acid.ts', 'acid.wav', 'bass.js', '.hidden.ts']) writeFileSync(join(directory, name), '')
  assert.equal(offers(`load('${directory}/`)!.sort(), ["acid.ts'", "bass.js'", 'more/'].map(name => `${directory}/${name}`))
  assert.equal(offers(`load('${directory}/ac`), [`${directory}/acid.ts'`])
  assert.equal(offers("load('/nowhere/at/all/"), [])
  rmSync(directory, { recursive: true })
})

test('the rest is left to Node', () => {
  assert.is(offers('Math.fl'), undefined)
  assert.is(offers('xyz'), undefined)
})

test.run()
