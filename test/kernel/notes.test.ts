/** poly(…): notes and who plays them. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { adsr, biquad, gain, poly, sine } from '../../src/index.ts'
import { carry } from '../../src/kernel/carry.ts'
import { Instance } from '../../src/kernel/instance.ts'
import { change } from '../../src/kernel/parameters.ts'
import { kernelOf, left, peak, pitch, play, RATE, steepest } from '../play.ts'
import type { Cue } from '../play.ts'

const envelope = { attack: 5, decay: 10, sustain: 1, release: 20 }
const patch = (count: number) => () =>
  poly('lead', count, ({ freq, gate }) => adsr('amp', { in: sine('tone', { freq }), gate, ...envelope }))

/** Plays notes, [frame, midi, velocity], and gives what is heard. */
function played(build: () => unknown, frames: number, notes: [frame: number, midi: number, velocity: number][], block = 128): Float32Array {
  const kernel = kernelOf(build)
  const instance = new Instance(kernel)
  const pcm = new Float32Array(2 * frames)
  let next = 0
  for (let frame = 0; frame < frames;) {
    for (; next < notes.length && notes[next][0] <= frame; next++) {
      const { param, value, ramp } = change(kernel.layout, '/note/lead', notes[next].slice(1))
      instance.apply(param, value, ramp)
    }
    const end = Math.min(frames, (Math.floor(frame / block) + 1) * block, notes[next]?.[0] ?? Infinity)
    instance.render(0, end - frame)
    pcm.set(instance.output.subarray(0, 2 * (end - frame)), 2 * frame)
    frame = end
  }
  return left(pcm)
}

/** Level of a sine in samples. */
function level(samples: Float32Array, freq: number): number {
  let [re, im] = [0, 0]
  samples.forEach((sample, n) => {
    const weight = 1 - Math.cos(2 * Math.PI * (n + 0.5) / samples.length)
    re += weight * sample * Math.cos(2 * Math.PI * freq * n / RATE)
    im += weight * sample * Math.sin(2 * Math.PI * freq * n / RATE)
  })
  return 2 * Math.hypot(re, im) / samples.length
}
const hz = (midi: number) => 440 * 2 ** ((midi - 69) / 12)
const sounding = (samples: Float32Array, midi: number) => level(samples, hz(midi)) > 0.05

test('a note has its pitch and its velocity, from its frame on, and ends', () => {
  const samples = played(patch(4), 24_000, [[100, 69, 0.5], [12_000, 69, 0]])
  assert.is(peak(samples.subarray(0, 101)), 0)
  const held = samples.subarray(2000, 12_000)
  assert.ok(Math.abs(pitch(held, 440) - 440) < 0.05)
  assert.ok(Math.abs(peak(held) - 0.5) < 1e-3)
  assert.is(peak(samples.subarray(12_000 + 20 * 48 + 16)), 0)
})

test('a chord sounds whole, and lets go note by note', () => {
  const chord = [60, 64, 67]
  const samples = played(patch(4), 30_000, [...chord.map((midi): [number, number, number] => [0, midi, 0.3]), [15_000, 64, 0]])
  for (const midi of chord) assert.ok(sounding(samples.subarray(4000, 14_000), midi), `${midi}`)
  assert.ok(!sounding(samples.subarray(20_000), 64))
  assert.ok(sounding(samples.subarray(20_000), 60))
})

test('the voice that was let go first is taken, else that which is held longest', () => {
  const four = [60, 62, 64, 66].map((midi, i): [number, number, number] => [i * 10, midi, 0.2])
  const late = (notes: [number, number, number][]) => played(patch(4), 40_000, notes).subarray(20_000)
  const stolen = late([...four, [10_000, 70, 0.2]])
  assert.ok(!sounding(stolen, 60) && sounding(stolen, 62) && sounding(stolen, 70))
  const free = late([...four, [8000, 66, 0], [8100, 62, 0], [10_000, 70, 0.2], [10_001, 72, 0.2]])
  for (const midi of [60, 64, 70, 72]) assert.ok(sounding(free, midi), `${midi}`)
  const again = late([...four, [8000, 62, 0], [8100, 66, 0], [8200, 60, 0.2], [9000, 71, 0.2]])
  for (const midi of [60, 64, 66 - 66 + 71]) assert.ok(sounding(again, midi), `${midi}`)
  assert.ok(!sounding(again, 62))
})

test('a voice that is stolen, or struck again, makes no click', () => {
  const samples = played(patch(1), 20_000, [[0, 60, 1], [6000, 67, 1], [12_000, 67, 1]])
  assert.ok(steepest(samples) < 2 * Math.PI * hz(67) / RATE * 1.05 + 1 / 240)
  const falls = samples.subarray(11_900, 12_400)
  assert.ok(peak(falls) > 0.9, 'struck from where it is')
})

test('velocity stays when the note is let go; the frame, not the block, counts', () => {
  const build = () => poly('lead', 2, ({ freq, velocity }) => gain('level', { in: sine('tone', { freq }), gain: velocity }))
  const samples = played(build, 9600, [[0, 69, 0.25], [4800, 69, 0]])
  assert.ok(Math.abs(level(samples.subarray(5000), 440) - 0.25) < 1e-3)
  const notes: [number, number, number][] = [[3, 60, 0.5], [77, 64, 0.5], [500, 60, 0.7], [777, 60, 0], [900, 50, 1], [901, 52, 1], [902, 55, 1]]
  const whole = played(patch(3), 3000, notes, 3000)
  for (const block of [1, 7, 64, 128]) {
    const cut = played(patch(3), 3000, notes, block)
    assert.is(cut.findIndex((sample, i) => sample !== whole[i]), -1, `block ${block}`)
  }
})

test('what follows the gate at control rate, and a velocity on a filter', () => {
  const build = () => poly('lead', 3, ({ freq, gate, velocity }) =>
    biquad('filter', { in: adsr('amp', { in: sine('tone', { freq }), gate, ...envelope }), cutoff: velocity.mul(4000).add(200) }))
  const [soft, hard] = [0.1, 1].map(velocity => peak(played(build, 9600, [[0, 84, velocity]]).subarray(4800)) / velocity)
  assert.ok(hard > 1.5 * soft, `${hard} ${soft}`)
})

test('notes go on through a snapshot and an edit', () => {
  const kernel = kernelOf(patch(4))
  const first = new Instance(kernel)
  const play = (to: Instance, ...args: (number | string)[]) => {
    const { param, value, ramp } = change(to.layout, '/note/lead', args)
    to.apply(param, value, ramp)
  }
  play(first, 60, 0.5)
  first.render(0, 1000)
  play(first, 60, 0.9)
  const edited = new Instance(kernelOf(() => patch(6)().mul(0.5)))
  carry(first.layout, first.state, edited)
  const second = new Instance(kernel)
  second.state.set(first.state)
  for (const one of [first, second, edited]) {
    one.render(0, 2000)
    play(one, 60, 0)
    one.render(0, 2000)
  }
  assert.is(second.output.findIndex((sample, i) => sample !== first.output[i]), -1)
  assert.is(edited.output.findIndex((sample, i) => sample !== first.output[i] / 2), -1)
  assert.is(peak(left(first.output.slice(2000, 4000))), 0)
})

test('the notes are muted by the name of what plays them, all of them or one voice, and go on', () => {
  const kernel = kernelOf(() => [patch(4)(), sine('beside', { freq: 1000, gain: 0.1 })])
  const notes: Cue[] = [60, 64].map(midi => [0, '/note/lead', midi])
  const muted = (id: string) => play(kernel, 20_000, [...notes, [4800, `/mod/${id}/mute`, 1], [12_000, `/mod/${id}/mute`, 0]])
  const [all, none, one] = [play(kernel, 20_000, notes), muted('lead'), muted('lead.1')]
  const during = (pcm: Float32Array) => left(pcm).subarray(5400, 12_000)
  assert.is(peak(during(none)), 0)
  assert.ok(sounding(during(one), 60) && !sounding(during(one), 64), 'one voice')
  assert.ok(steepest(left(none)) < steepest(left(all)) + 1.6 / 480)
  for (const pcm of [none, one]) assert.equal(pcm.subarray(2 * 12_600), all.subarray(2 * 12_600))
})

test('off lets all go; wrong notes are refused', () => {
  const { layout } = kernelOf(patch(2))
  assert.is(change(layout, '/note/lead', ['off']).value, -1)
  assert.is(change(layout, '/note/tone', [60]).ramp, 0.8)
  for (const args of [[], [200, 1], ['C4', 1], [60, -1], [60, 1, 2], [-1], [-0.5, 1], [NaN, 1], [60, NaN], ['off', 1]]) assert.throws(() => change(layout, '/note/lead', args), /takes a note/)
  assert.throws(() => change(layout, '/note/laed', [60]), /lead/)
  assert.throws(() => change(kernelOf(() => sine('sine')).layout, '/note/lead', [60]), /poly/)
  assert.throws(() => poly(sine as any, 3 as any), /takes how many voices/)
})

test.run()
