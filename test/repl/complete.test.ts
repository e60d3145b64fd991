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
  assert.equal(offers('si'), ['sine', 'signals', 'silence'])
  assert.equal(offers('li'), ['list()'])
  assert.equal(offers('x = fil'), ['filter'])
  assert.equal(offers(''), ['sine', 'filter', 'adsr', 'console', 'modules', 'gate(', 'load(', 'help()', 'list()', 'quit()'])
})

test('inputs of a module', () => {
  assert.equal(offers('sine.'), ['freq', 'pitch', 'to('])
  assert.equal(offers('adsr.'), ['gate', 'pattern', 'to('])
  assert.equal(offers('x = sine.freq.'), ['to('])
  assert.equal(offers('modules.filter.cutoff.t'), ['to('])
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
  assert.ok(["sine'", "stack'", "slow'"].every(name => offers("help('s")!.includes(name)))
})

test('what a word takes: addresses, durations, what plays, whatever help knows', () => {
  assert.equal(offers("send('/mod/sine/"), ["/mod/sine/freq'", "/mod/sine/pitch'"])
  assert.equal(offers("send('/patch/l"), ["/patch/load'"])
  assert.equal(offers("filter.cutoff.to(200, '4"), ["4 bars'"])
  assert.equal(offers("bpm.to(180, '"), ["1 beat'", "1 bar'", "2 bars'", "4 bars'", "8 bars'", "16 bars'", "500 ms'", "2 s'"])
  assert.equal(offers("quantise('b"), ["beat'", "bar'"])
  assert.equal(offers("play('a"), ["adsr'"])
  assert.equal(offers('play("filter.c'), ['filter.cutoff"'])
  assert.equal(offers("mute('f"), ["filter'"])
  assert.equal(offers("help('filter.m"), ["filter.mode'"])
  assert.equal(offers("help('pal"), ["palindrome'"])
  assert.equal(offers("help('lo"), ["load'"])
})

test('what patterns are made with, and what they can do', () => {
  assert.equal(offers('x = wch'), ['wchoose('])
  assert.equal(offers("filter.cutoff = pat('<400 1200>').pal"), ['palindrome('])
  assert.equal(offers("hats.pattern = beat('x..x').every(4, p => p.rev()).deg"), ['degrade(', 'degradeBy('])
  assert.equal(offers('signals.sq'), ['square'])
  assert.ok(offers('signals.sine.')!.includes('range('))
})

test('files that load could take', () => {
  const directory = mkdtempSync(join(tmpdir(), 'chronus-complete-'))
  mkdirSync(join(directory, 'more'))
  for (const name of ['acid.ts', 'acid.wav', 'bass.js', '.hidden.ts']) writeFileSync(join(directory, name), '')
  assert.equal(offers(`load('${directory}/`)!.sort(), ["acid.ts'", "bass.js'", 'more/'].map(name => `${directory}/${name}`))
  assert.ok(offers("load('")!.includes("patches/house.ts'"))
  assert.equal(offers(`load('${directory}/ac`), [`${directory}/acid.ts'`])
  assert.equal(offers("load('/nowhere/at/all/"), [])
  rmSync(directory, { recursive: true })
})

test('the rest is left to Node', () => {
  assert.is(offers('Math.fl'), undefined)
  assert.is(offers('xyz'), undefined)
})

test.run()
