/** Every patch in patches/: it is a lesson of a page, it sounds as it is meant to, it is on time, and it is the same sound however it is
 *  cut and from wherever it goes on. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Instance } from '../../src/kernel/instance.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import { change } from '../../src/kernel/parameters.ts'
import { loadPatch } from '../../src/patch/load.ts'
import { correlation } from '../../src/analysis/correlation.ts'
import { loudness } from '../../src/analysis/loudness.ts'
import { type Band, balance, constant, truePeak } from '../balance.ts'
import { offsets, onsets, onTime } from '../onsets.ts'
import { RATE } from '../play.ts'
import { CONSTANT, figures, GENRES, LOUDNESS, TRUE_PEAK } from './figures.ts'

const directory = fileURLToPath(new URL('../../patches/', import.meta.url))
const names = readdirSync(directory).filter(file => file.endsWith('.ts')).map(file => file.slice(0, -3))

const MOST_LINES = 60
/** How much is heard of each, s; a part of a piece may be so much further off than the whole, LU. */
const [HEARD, PART] = [8, 2.5]
/** Strokes are on time within so many ms: by ear, with what is told to be a little off. */
const ON_TIME = 10

/** So many frames from here on, interleaved, before the master. */
function heard(instance: Instance, frames: number, block = 128): Float32Array {
  const pcm = new Float32Array(2 * frames)
  for (let at = 0; at < frames; at += block) {
    const length = Math.min(block, frames - at)
    instance.render(0, length)
    pcm.set(instance.output.subarray(0, 2 * length), 2 * at)
  }
  return pcm
}

/** A patch from a bar on, with what it is told to play. */
function from(kernel: Kernel, bar: number, bpm = 120, notes: readonly number[] = []): Instance {
  const instance = new Instance(kernel)
  instance.frame = Math.round(bar * 240 / bpm * RATE)
  for (const midi of notes) {
    const { param, value, ramp } = change(kernel.layout, '/note/keys', [midi, 0.8])
    instance.apply(param, value, ramp)
  }
  return instance
}

const difference = (a: Float32Array, b: Float32Array): number => a.findIndex((sample, i) => !Object.is(sample, b[i]))

for (const name of names) {
  const expected = figures[name]
  const file = `${directory}${name}.ts`

  test(`${name} is a lesson of a page`, () => {
    const text = readFileSync(file, 'utf8')
    assert.ok(text.startsWith('/** ') && text.indexOf(' */') > 100, 'it begins with what it is')
    assert.ok(text.trimEnd().split('\n').length <= MOST_LINES, `${text.trimEnd().split('\n').length} lines`)
    assert.ok(text.split('\n').every(line => line.length <= 140), 'lines of 140 characters at most')
  })

  test(`what ${name} says is to be turned is there`, async () => {
    const [, turn = ''] = /\bTurn:? ([^]*?)\*\//.exec(readFileSync(file, 'utf8')) ?? []
    const { kernel: { layout } } = await loadPatch(file, RATE)
    // As it is typed: kick.body.decay is the input decay of kick-body.
    for (const [knob, byName, path] of turn.matchAll(/(?<![\w.'-])(?:modules\['([\w-]+)'\]|[a-z]\w*)((?:\.[a-z]\w*)+)(?![\w(-])/gi)) {
      const names = `${byName ?? knob.split('.')[0]}${path}`.split('.')
      const [input, id] = [names.pop(), names.join('-')]
      assert.ok(layout.modules.find(module => module.id === id)?.inputs.some(({ name, param }) => name === input && param !== null), knob)
    }
  })

  test(`${name} sounds as it is meant to`, async () => {
    assert.ok(expected, `no figures for ${name}`)
    const { kernel, settings: { bpm }, warnings } = await loadPatch(file, RATE)
    assert.equal(warnings, [])
    const pcm = heard(from(kernel, expected.from ?? 0, bpm, expected.notes), HEARD * RATE)
    assert.ok(pcm.every(Number.isFinite))
    const [lufs, peak, mean, alike] = [loudness(pcm, RATE), truePeak(pcm), constant(pcm), correlation(pcm)]
    assert.ok(Math.abs(lufs - LOUDNESS.aim) <= LOUDNESS.off + PART, `${lufs.toFixed(1)} LUFS`)
    assert.ok(peak < TRUE_PEAK, `${peak.toFixed(1)} dBTP`)
    assert.ok(mean < CONSTANT, `DC ${mean.toFixed(4)}`)
    assert.ok(alike > 0.3, `correlation ${alike.toFixed(2)}`)
    for (const [band, level] of Object.entries(balance(pcm, RATE)) as [Band, number][]) {
      const [least, most] = GENRES[expected.genre][band]
      assert.ok(level >= least - PART && level <= most + PART, `${band} ${level.toFixed(1)} dB, not ${least} … ${most}`)
    }
  })

  if (expected?.onTime !== undefined) {
    test(`${name} is on time`, async () => {
      const { kernel, settings: { bpm = 120 } } = await loadPatch(file, RATE)
      // A bar of it is an even number of sixteenths, so the grid begins wherever a bar does.
      const pcm = heard(from(kernel, expected.from ?? 0, bpm), HEARD * RATE)
      const late = offsets(onsets(pcm.filter((_, i) => i % 2 === 0), RATE), bpm, expected.swing)
      assert.ok(late.length > HEARD, `${late.length} strokes`)
      const middle = late[late.length >> 1]
      assert.ok(Math.abs(middle) < ON_TIME, `most are late by ${middle.toFixed(1)} ms`)
      assert.ok(onTime(late, ON_TIME) >= expected.onTime!, `${(100 * onTime(late, ON_TIME)).toFixed(0)} % on time`)
    })
  }

  test(`${name} is the same sound however it is cut, and goes on from any snapshot`, async () => {
    const { kernel, settings: { bpm } } = await loadPatch(file, RATE)
    const start = () => from(kernel, expected.from ?? 0, bpm, expected.notes)
    const [part, rest] = [Math.round(1.3 * RATE), RATE]
    const first = start()
    const whole = heard(first, part)
    assert.is(difference(whole, heard(start(), part, 61)), -1)
    const second = new Instance(kernel)
    second.state.set(first.state)
    assert.is(difference(heard(first, rest), heard(second, rest, 100)), -1, 'after a snapshot')
  })
}

test('there are no figures of what is not there', () => assert.equal(Object.keys(figures).sort(), [...names].sort()))

test.run()
