/** Pictures: they fit into any room, and show what is there where it belongs. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bar, blocks } from '../../src/pictures/bars.ts'
import { Canvas } from '../../src/pictures/canvas.ts'
import { graph } from '../../src/pictures/graph.ts'
import { meter } from '../../src/pictures/meter.ts'
import { type Told, monitor } from '../../src/pictures/monitor.ts'
import { bare, paint } from '../../src/pictures/paint.ts'
import type { Picture, Sound } from '../../src/pictures/picture.ts'
import { scope } from '../../src/pictures/scope.ts'
import { spectrum } from '../../src/pictures/spectrum.ts'
import { type Vitals, statusText } from '../../src/pictures/statustext.ts'
import { trigger } from '../../src/pictures/trigger.ts'
import { noise, wave } from '../analysis/sounds.ts'

const RATE = 48_000
const plain = paint(false)

/** A sound that has been going on since always. */
function sound(left: (time: number) => number, right = left, rate = RATE): Sound {
  return {
    rate,
    latest(pcm, ago = 0) {
      const first = 10 * rate - ago - pcm.length / 2
      for (let i = 0; i < pcm.length; i++) pcm[i] = (i % 2 ? right : left)((first + (i >> 1)) / rate)
    },
  }
}
/** Draws it after it has heard three seconds. */
function drawn(picture: Picture, heard: Sound, columns = 80, rows = 20): string[] {
  const pcm = new Float32Array(2 * 4800)
  for (let ago = 30; picture.take && ago-- > 0;) {
    heard.latest(pcm, 4800 * ago)
    picture.take(pcm, 4800)
  }
  return picture.draw(heard, { columns, rows, paint: plain })
}
const hiss = noise()
const sounds = {
  silence: sound(() => 0), sine: sound(t => 0.5 * wave(440, t)), noise: sound(() => hiss()),
  stereo: sound(t => 0.3 * wave(100, t), t => 0.9 * wave(333, t)), loud: sound(() => 1.5), side: sound(t => wave(50, t), () => 0),
  slow: sound(t => 0.4 * wave(440, t), undefined, 22_050), fast: sound(t => 0.4 * wave(440, t), undefined, 192_000),
}

const vitals: Vitals = {
  patch: 'patches/roller.ts', version: 3, bpm: 174, beat: 6.5, metre: 4, load: 0.041, failovers: 2, level: -13.6, stale: false,
  slots: [{ active: false, running: true }, { active: true, running: true }],
}
const told: Told[] = Array.from({ length: 9 }, (_, i) => ({
  level: 'warn', text: `something that takes its room has happened, ${i}\nand more \x1b[31m`,
}))

const pictures: Record<string, (rate: number) => Picture> = {
  monitor: rate => monitor(rate, () => vitals, told), scope: () => scope(), 'a short scope': () => scope(0.1), spectrum: () => spectrum(), meter,
}

for (const [name, make] of Object.entries(pictures)) {
  test(`${name} fits into any room, whatever is heard; colours change nothing else`, () => {
    for (const heard of Object.values(sounds)) {
      for (const [columns, rows] of [[0, 0], [5, 1], [24, 5], [25, 7], [60, 10], [80, 24], [200, 50]]) {
        const lines = drawn(make(heard.rate), heard, columns, rows)
        assert.ok(lines.length <= rows, `${lines.length} lines in ${rows} rows`)
        for (const line of lines) assert.ok(line.length <= columns, `${line.length} columns of ${columns}: ${line}`)
      }
    }
    const lines = make(RATE).draw(sounds.sine, { columns: 80, rows: 20, paint: paint(true) })
    assert.equal(lines.map(bare), make(RATE).draw(sounds.sine, { columns: 80, rows: 20, paint: plain }))
  })
}

test('the scope begins where the wave rises through zero, and says its scale and its time', () => {
  const lines = drawn(scope(10), sound(t => 0.4 * wave(200, t)), 66, 9)
  assert.match(lines[0], /^ +\.5 /)
  assert.match(lines[8], /0 .* 10 ms$/)
  // Two periods in 60 columns: up from the middle, two crests, two troughs.
  const at = (column: number): number => lines.slice(0, 8).findIndex(line => line[column + 5] !== ' ' && line[column + 5] !== undefined)
  assert.ok(at(0) === 3 || at(0) === 4, `begins in row ${at(0)}`)
  for (const crest of [7, 37]) assert.is(at(crest), 0)
  for (const trough of [22, 52]) assert.ok(at(trough) >= 6, `${at(trough)}`)
})

test('the trigger finds the same place of a wave that has several rises in a period', () => {
  const shape = (n: number): number => wave(2, n / 480) + 0.8 * wave(6, n / 480 + 0.03)
  const found = [0, 31, 77, 200].map(shift => {
    const samples = Float32Array.from({ length: 2000 }, (_, n) => shape(n + shift))
    return (trigger(samples, 480) + shift) % 240
  })
  assert.is(new Set(found).size, 1, `${found}`)
  assert.is(trigger(new Float32Array(100), 50), 0)
})

test('the scope has both sides where they differ and there is room', () => {
  const labels = (rows: number): string => drawn(scope(), sounds.stereo, 60, rows).map(line => line.slice(0, 4).trim()).join('')
  assert.match(labels(20), /L.*R/)
  assert.match(labels(8), /0/)
})

test('the spectrum shows a sine at its frequency and its level', () => {
  for (const [freq, db] of [[55, -6], [440, -20], [10_000, -40]]) {
    const lines = drawn(spectrum(), sound(t => 10 ** (db / 20) * wave(freq, t)), 105, 48)
    const expected = 5 + Math.floor(100 * Math.log(freq / 20) / Math.log(1000))
    const top = lines.findIndex(line => /[▁-█]/.test(line))
    assert.ok(Math.abs(top - 45 * -db / 90) <= 1, `${freq} Hz: row ${top}`)
    assert.ok(Math.abs([...lines[top]].findIndex(char => char >= '▁') - expected) <= 1, `${freq} Hz: ${lines[top]}`)
    assert.match(lines[47], new RegExp(`strongest: ${freq}\\.\\d Hz, .* ${db}\\.\\d dB`))
  }
  assert.match(drawn(spectrum(), sounds.silence).at(-1)!, /silence/)
})

test('the spectrum falls slowly and rises at once', () => {
  let time = 0
  const picture = spectrum(() => time)
  const top = (heard: Sound): number => picture.draw(heard, { columns: 105, rows: 48, paint: plain }).findIndex(line => /[▁-█]/.test(line))
  const loud = top(sound(t => wave(440, t)))
  time += 500
  const falling = top(sounds.silence)
  // 20 dB in half a second, of 90 dB in 45 rows.
  assert.ok(Math.abs(falling - loud - 10) <= 1, `${loud} … ${falling}`)
  assert.is(top(sound(t => wave(440, t))), loud)
})

test('the meter has the levels of both sides, loudness and phase', () => {
  const lines = drawn(meter(RATE), sound(t => 0.5 * wave(1000, t), t => -0.05 * wave(1000, t)), 80)
  assert.match(lines[1], /^ L .* -9\.0 +-6\.0$/)
  assert.match(lines[2], /^ R .* -29\.0 +-26\.0$/)
  assert.match(lines[4], /-1 ●─+/)
  // The power of both sides together, as BS.1770 has it.
  assert.match(lines[5], /-9\.0 LUFS {2}momentary {3} +-9\.0 LUFS {2}3 s/)
  assert.match(drawn(meter(RATE), sounds.side)[4], /no phase: silence on a side/)
})

test('the monitor has the state, the levels, the wave and the newest of what was told, at 60 columns and at 160', () => {
  for (const columns of [60, 160]) {
    const lines = drawn(monitor(RATE, () => vitals, told), sounds.sine, columns, 24)
    assert.match(lines[0], /^roller │ v3/)
    const text = lines.join('\n')
    for (const part of [/ L █/, /[⠀-⣿]/, / 20 ms/, /has happened, 8/]) assert.match(text, part)
  }
})

test('dots are where they were put', () => {
  const canvas = new Canvas(2, 1)
  canvas.dot(0, 0)
  canvas.upright(3, 0, 9)
  canvas.dot(9, 9)
  assert.equal(canvas.lines(), ['⠁⢸'])
  assert.equal(blocks([0, 0.5, 1, 2], 2), ['  ██', ' ███'])
  assert.is(bar(0.5, 4), '██  ')
  assert.is(bar(1 / 32, 4), '▏   ')
})

test('the graph: from what is heard to what it is made of, each once, feedback and all', () => {
  const input = (name: string, drivenBy?: string) => ({ name, unit: name === 'in' ? 'audio' : 'Hz', drivenBy })
  const modules = [
    { id: 'lfo', kind: 'lfo', hears: [], follows: [], inputs: [] },
    { id: 'osc', kind: 'saw', voices: 8, hears: [], follows: ['lfo'], inputs: [input('freq', 'lfo')] },
    { id: 'echo', kind: 'delay', hears: [['filter'], ['echo']], follows: [], inputs: [input('in', 'a signal')] },
    {
      id: 'filter', kind: 'biquad', hears: [['osc']], follows: ['lfo', 'osc'],
      inputs: [input('in', 'osc'), input('cutoff', 'lfo'), input('q', 'a signal')],
    },
    { id: 'spare', kind: 'sine', hears: [], follows: [], inputs: [{ ...input('freq'), pattern: 'x' }] },
  ]
  assert.equal(graph({ modules, heard: [['filter'], ['echo']] }, 80, plain), [
    'out',
    '┣━ filter biquad',
    '┃  ┣━ osc saw × 8',
    '┃  ┃  ╰┄ freq ← lfo',
    '┃  ├┄ cutoff ← lfo',
    '┃  ╰┄ an input ← osc saw × 8 ↑',
    '┗━ echo delay',
    '   ┣━ filter biquad ↑',
    '   ┗━ echo delay ↑',
    'not heard',
    '┗━ spare sine ♪ freq',
  ])
  for (const line of graph({ modules, heard: [['filter']] }, 12, paint(true))) assert.ok(bare(line).length <= 12)
})

test('the status in one line, as much of it as there is room for', () => {
  assert.is(statusText(vitals, 100, plain), 'roller │ v3 │ 174 bpm │ 2.3 │ load 4 % │ ○● │ 2 failovers │ -14 dBFS')
  assert.is(statusText(vitals, 60, plain), 'roller │ v3 │ 174 bpm │ 2.3 │ load 4 % │ ○● │ -14 dBFS')
  assert.is(statusText(vitals, 30, plain), 'roller │ 174 bpm │ 2.3 │ ○●')
  for (let columns = 0; columns < 80; columns++) assert.ok(bare(statusText(vitals, columns, paint(true))).length <= columns)
  const slots = [{ active: true, running: true }, { active: false, running: false }]
  const trouble = { ...vitals, slots, stale: true, level: null, failovers: 0 }
  assert.is(statusText(trouble, 100, plain), 'roller │ v3 │ 174 bpm │ 2.3 │ load 4 % │ ●◌ │ no answer')
})

test.run()
