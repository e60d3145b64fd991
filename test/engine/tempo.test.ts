/** Tempo and patterns with real workers: whatever happens to them, each beat falls on its frame, and every sample is that of the
 *  offline render. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { pattern } from '../../src/engine/patterns.ts'
import { tempo } from '../../src/engine/tempo.ts'
import { BLOCK, RATE, type Stage, assertSame, offline, playing, redundant, stage } from './stage.ts'

const music = (settings: string, gain = 0.15): string => `import { adsr, beat, kick, mix, pat, patch, poly, sine } from 'music-chronus'
export default patch({ fade: 0, ${settings} }, () => mix('mix', {
  in1: kick('kick', { gate: beat('X..x..x.X.x.xx.x'), level: ${gain} }),
  in2: poly('lead', 3, ({ freq, gate }) => adsr('amp', { in: sine('tone', { freq, gain: ${gain} }), release: 200, gate }), 'c4 [eb4 g4] <c5 d5>*3 ~'),
}))\n`
/** Ticks of full level, whose first sample is on the beat. */
const ticks = (settings: string, gain = 1): string => `import { adsr, pat, patch } from 'music-chronus'
export default patch({ fade: 0, ${settings} }, () =>
  adsr('tick', { in: ${gain}, attack: 0, decay: 0, sustain: 1, release: 0, gate: pat('x*4').gate(0.01) }))\n`

/** Saves a text that waits for its bar, and meanwhile turns the tempo up by 1 bpm every so many frames; then a second goes by. */
async function editBesideTempo({ engine, output, folder }: Stage, text: string, bpm: number, apart: number): Promise<void> {
  const file = join(folder, 'other.ts')
  writeFileSync(file, text)
  const edit = engine.play(file, 'other')
  for (let i = 0; i < 16; i++) {
    engine.setTempo(bpm + i, 0)
    await output.playTo(output.frames + apart)
  }
  await playing(engine, edit)
  await output.playTo(output.frames + RATE)
}

const staged = (text: string, use: (now: Stage, save: (text: string) => Promise<void>) => Promise<void>) => async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chronus-tempo-'))
  const file = join(folder, 'music.ts')
  writeFileSync(file, text)
  try {
    await stage(file, now => use(now, async text => {
      writeFileSync(file, text)
      await playing(now.engine, now.engine.play(file, 'music'))
    }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

test('patterns and changes of tempo, through kills of workers: the same bits as offline', staged(music('bpm: 150'), async ({ engine, output }) => {
  const { deck } = engine
  const version = deck.current!
  await output.playTo(output.frames + 20_000)
  for (const [bpm, frames] of [[240, 0], [90, 30_000], [174, 12_345]]) {
    engine.setTempo(bpm, frames)
    await output.playTo(output.frames + 9_000)
    process.kill(deck.slots[deck.active].worker!.pid, 'SIGKILL')
    await output.playTo(output.frames + 11_000)
    await redundant(engine)
  }
  await output.playTo(output.frames + 20_000)
  assert.ok(deck.failovers >= 3, `${deck.failovers}`)
  assert.is(deck.framesLost, 0)
  assertSame(output.samples, offline(version, output.frames))
}))

test('an edit that changes nothing else leaves a tempo that was set by hand; one that changes bpm sets it, on its very frame',
  staged(ticks('bpm: 240'), async ({ engine, output }, save) => {
    const { deck, meter } = engine
    engine.setTempo(120, 0)
    const changed = deck.requested * BLOCK
    await output.playTo(output.frames + RATE)
    await save(ticks('bpm: 240', 0.9))
    await output.playTo(output.frames + RATE)
    assert.is(meter.bpm, 120)
    assert.is(tempo(deck.current), 120)
    await save(ticks("bpm: 200, quantise: 'bar'", 0.8))
    const { since } = deck
    await output.playTo(output.frames + 2 * RATE)
    assert.is(meter.bpm, 200)
    assert.ok(Number.isInteger(Math.round(1e6 * meter.beat(since)) / 4e6), `${meter.beat(since)} is no bar`)
    const onsets = [...Array(output.frames).keys()].filter(i => output.samples[2 * i] > 0 && !(output.samples[2 * i - 2] > 0))
    // 240 from frame 0, 120 from where it was set, 200 from the bar on.
    const beats = (frame: number): number => 4 * Math.min(frame, changed) / RATE + 2 * Math.max(0, Math.min(frame, since) - changed) / RATE
      + 200 / 60 * Math.max(0, frame - since) / RATE
    for (const frame of onsets) {
      const off = Math.abs(beats(frame) - Math.round(beats(frame))) * RATE / 2
      assert.ok(off <= 1.01, `a beat on frame ${frame} is ${off} frames off`)
    }
    assert.is(onsets.length, Math.floor(beats(output.frames - 1)) + 1)
  }))

test('several tempi at once, and beside an edit that waits for its bar: the engine and what plays agree', staged(ticks('bpm: 240'),
  async now => {
    const { engine, engine: { meter }, output } = now
    engine.setTempo(60, 0)
    engine.setTempo(180, RATE)
    await output.playTo(output.frames + 2 * RATE)
    await editBesideTempo(now, ticks("bpm: 140, quantise: 'bar'", 0.9), 181, 2000)
    const from = output.frames
    await output.playTo(from + 3 * RATE)
    const onsets = [...Array(output.frames).keys()].filter(i => i > from && output.samples[2 * i] > 0 && !(output.samples[2 * i - 2] > 0))
    assert.ok(onsets.length > 5)
    for (const frame of onsets) {
      const beat = meter.beat(frame)
      assert.ok(Math.abs(beat - Math.round(beat)) * 60 * RATE / meter.bpm <= 1, `frame ${frame} is beat ${beat}`)
    }
  }))

test('what is saved again unchanged goes on bit for bit, its patterns and its tempo', staged(music('bpm: 150'), async ({ engine, output }, save) => {
  const first = engine.deck.current!
  await output.playTo(output.frames + 15_000)
  engine.setTempo(180, 24_000)
  const set = first.events.slice()
  for (let i = 0; i < 3; i++) {
    await save(`// ${i}\n${music('bpm: 150')}`)
    await output.playTo(output.frames + 9_000)
  }
  assert.is(engine.deck.current!.number, 4)
  assertSame(output.samples, offline(first, output.frames, set))
}))

test('a pattern and an edit that wait for their bar wait for it by the tempo of the moment; what is free again has its value',
  staged(ticks('bpm: 240', 0.6), async now => {
    const { engine, output } = now
    const { meter, deck } = engine
    const isBar = (beat: number): boolean => Math.abs(beat - 4 * Math.round(beat / 4)) < 1e-3
    const began = (event: { frame: number }): number => meter.beat(event.frame + 1)
    pattern(engine, '/pattern/tick.in', ['0.3'])
    const [waits] = deck.current!.events.filter(({ text }) => text !== undefined)
    engine.setTempo(100, 0)
    await output.playTo(output.frames + 1000)
    engine.setTempo(230, 15_000)
    const [moved, ...others] = deck.current!.events.filter(({ text }) => text !== undefined)
    assert.is(others.length, 0)
    assert.is.not(moved.frame, waits.frame)
    assert.ok(isBar(began(moved)), `${began(moved)}`)
    await output.playTo(output.frames + 2 * RATE)
    pattern(engine, '/pattern/tick.in', ['0.1'])
    pattern(engine, '/pattern/tick.in', ['default'])
    await output.playTo(output.frames + 2 * RATE)
    const levels = (from: number): number[] => output.samples.slice(2 * from).filter(sample => sample > 0)
    const isNear = (level: number, wanted: number): boolean => Math.abs(level - wanted) < 1e-3
    // A hit has a velocity of 0.8.
    assert.ok(levels(output.frames - RATE / 2).every(level => isNear(level, 0.48)))
    assert.ok(levels(0).some(level => isNear(level, 0.24)))
    assert.not(levels(0).some(level => isNear(level, 0.08)))
    await editBesideTempo(now, ticks("bpm: 240, quantise: 'bar'", 0.45), 231, 1500)
    assert.ok(isBar(meter.beat(deck.since)), `${meter.beat(deck.since)}`)
  }))

test('a pattern that an edit takes out leaves the value that the file says', staged(music('bpm: 240'), async ({ engine, output, folder }) => {
  const text = (cutoff: string): string => `import { biquad, noise, pat, patch } from 'music-chronus'
export default patch({ fade: 0, bpm: 240 }, () => biquad('filter', { in: noise('noise'), cutoff: ${cutoff} }))\n`
  const file = join(folder, 'other.ts')
  const play = async (cutoff: string): Promise<Float32Array> => {
    writeFileSync(file, text(cutoff))
    await playing(engine, engine.play(file, 'other'))
    const { since } = engine.deck
    await output.playTo(since + RATE)
    return offline(engine.deck.current!, output.frames, [], 0)
  }
  await play("pat('<100 8000>*8')")
  const expected = await play('1000')
  const tail = output.frames - RATE / 4
  const power = (samples: readonly number[]): number => samples.slice(2 * tail).reduce((sum, x) => sum + x * x, 0)
  const ratio = power(output.samples) / power([...expected])
  // Noise: by chance more or less of it; at 100 or 8000 Hz it would be a tenth, or eight times as much.
  assert.ok(ratio > 0.5 && ratio < 2, `${ratio}`)
}))

test.run()
