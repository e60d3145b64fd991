/** The sampler against the file: to the bit at its own speed, by purity and level at others; slices, loops, fades, by the formula. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { beat, lfo, module, number, pat, patch, poly, sampler, stereoSampler, trigger, voices } from '../../src/index.ts'
import { measured } from '../measured.ts'
import { wav } from '../patch/samples/write.ts'
import { decibels, impurity, left, listen, play, RATE, right, rms, steepest } from '../play.ts'
import type { Cue } from '../play.ts'

const folder = mkdtempSync(join(tmpdir(), 'chronus-test-'))
test.after(() => rmSync(folder, { recursive: true }))

/** A file with these channels, as a patch names it. */
function file(name: string, channels: readonly ArrayLike<number>[], rate = RATE): string {
  const path = join(folder, `${name}.wav`)
  writeFileSync(path, wav(channels, rate, 32, true))
  return path
}
const sine = (freq: number, frames: number, rate = RATE) =>
  Float32Array.from({ length: frames }, (_, i) => 0.5 * Math.sin(2 * Math.PI * freq * i / rate))
/** Every sample another: where it comes from can be told. */
const ramp = (frames: number) => Float32Array.from({ length: frames }, (_, i) => (i + 1) / 2 ** 14)
const [COUNT, BIG] = [1000, 8192]
const [count, big] = [file('count', [ramp(COUNT)]), file('big', [ramp(BIG)])]
const hit = (...frames: number[]): Cue[] => frames.flatMap((frame): Cue[] => [[frame, '/gate/it', 1], [frame + 30, '/gate/it', 0]])
const same = (actual: ArrayLike<number>, expected: ArrayLike<number>, what = '') =>
  assert.equal(Array.from(actual), Array.from(expected), what)

test('at speed 1 it is the file, to the bit, from the frame of the stroke to the file\'s end', () => {
  for (const frame of [0, 1, 17, 127, 128, 333]) {
    const y = listen(() => sampler('it', { sample: count }), 1500, hit(frame))
    same(y, [...new Float32Array(frame), ...ramp(COUNT), ...new Float32Array(500 - frame)], `frame ${frame}`)
  }
})

test('two channels: both sides to the bit; in one they are their mean; one channel is on both sides', () => {
  const [a, b] = [ramp(500), ramp(500).map(x => -x / 2)]
  const two = file('two', [a, b])
  const pcm = play(() => stereoSampler('it', { sample: two, gate: 1 }), 500)
  same(left(pcm), a)
  same(right(pcm), b)
  same(listen(() => sampler('it', { sample: two, gate: 1 }), 500), a.map(x => x / 4))
  const one = play(() => stereoSampler('it', { sample: count, gate: 1 }), 500)
  same(left(one), right(one))
})

test('velocity and gain are factors, and stay as they were for a stroke', () => {
  const y = listen(() => sampler('it', { sample: count, gain: 0.5 }), 900, [[0, '/gate/it', 0.25], [100, '/gate/it', 0]])
  same(y, ramp(COUNT).subarray(0, 900).map(x => x / 8))
})

test('start, end, slices and reverse choose frames', () => {
  for (const [given, from, to] of [
    [{ start: 0.25 }, 250, 1000], [{ start: 0.5, end: 0.75 }, 500, 750], [{ slices: 8, slice: 3 }, 375, 500],
    [{ slices: 4, slice: -1 }, 750, 1000], [{ slices: 4, slice: 6 }, 500, 750], [{ start: 0.5, slices: 2, slice: 1 }, 750, 1000],
    [{ slices: 3, slice: 1 }, 333, 667],
  ] as const) {
    const what = JSON.stringify(given)
    const x = ramp(COUNT).subarray(from, to)
    const silence = new Float32Array(1000 - x.length)
    const heard = (reverse: number) => listen(() => sampler('it', { sample: count, gate: 1, release: 0, reverse, ...given }), 1000)
    same(heard(0), [...x, ...silence], what)
    same(heard(1), [...x.toReversed(), ...silence], `${what}, backwards`)
  }
  same(listen(() => sampler('it', { sample: count, gate: 1, rate: -1 }), 1000), ramp(COUNT).toReversed(), 'rate -1')
  same(listen(() => sampler('it', { sample: count, gate: 1, rate: -1, reverse: 1 }), 1000), ramp(COUNT), 'rate -1, backwards')
})

test('slices struck one after the other, each as the one before it ends, are the file, to the bit', () => {
  const step = module({
    name: 'step', inputs: { every: number(1, 1, 10_000, 'frames') }, outputs: ['gate', 'slice'],
    tick: (s, { every }, { frame }) => {
      const at = Math.floor(frame / every)
      return [frame - at * every < 50 ? 1 : 0, at]
    },
  })
  const y = listen(() => {
    const [gate, slice] = step('step', { every: BIG / 8 })
    return sampler('it', { sample: big, slices: 8, gate, slice, release: 20, attack: 3 })
  }, BIG)
  // The first one fades in.
  same(y.subarray(200), ramp(BIG).subarray(200))
})

test('a pattern plays slices from their first frame to their last, to the bit', () => {
  // Two seconds a bar, of which each stroke has an eighth.
  const order = [0, 3, 2, 5, 4, 1, 6, 7]
  const [stroke, slice] = [2 * RATE / 8, BIG / 8]
  const given = { sample: big, slices: 8, slice: pat(order.join(' ')), gate: beat('XXXXXXXX'), release: 0 }
  const y = listen(() => sampler('it', given), 2 * RATE)
  const x = ramp(BIG)
  order.forEach((part, i) => same(y.subarray(i * stroke, i * stroke + slice), x.subarray(part * slice, (part + 1) * slice), `stroke ${i}`))
})

test('in a poly each voice plays the file at its note', () => {
  const tone = file('note', [sine(220, 48_000)])
  const keys = () => poly('keys', 4, ({ freq, gate }) => sampler('it', { sample: tone, root: 220, freq, gate }))
  const y = listen(keys, 9600, [[0, '/note/keys', 69]])
  // The step per frame has 24 bits there.
  assert.ok(decibels(impurity(y.subarray(500), 440)) < -70)
})

test('a file of a folder by its index, which goes round; what plays stays what it was struck as', () => {
  for (let i = 0; i < 3; i++) file(`bank-${i}`, [new Float32Array(300).fill((i + 1) / 8)])
  for (const [index, level] of [[0, 1], [1, 2], [2, 3], [3, 1], [-1, 3], [7, 2]]) {
    const y = listen(() => sampler('it', { sample: join(folder, 'bank'), gate: 1, index }), 300, [[100, '/mod/it/index', 1]])
    same(y, new Float32Array(300).fill(level / 8), `index ${index}`)
  }
  same(listen(() => sampler('it', { sample: `${join(folder, 'bank')}:1`, gate: 1, index: 5 }), 10), new Float32Array(10).fill(0.25))
})

test('a loop goes round between its points, forwards and backwards, to the bit', () => {
  const x = ramp(COUNT)
  const loop = { sample: count, gate: 1, loop: 1, loopStart: 0.4, loopEnd: 0.5 }
  const round = (first: number) => (i: number) => 400 + ((first + i - 400) % 100 + 100) % 100
  const ahead = listen(() => sampler('it', loop), 3000)
  same(ahead, Array.from({ length: 3000 }, (_, i) => x[i < 500 ? i : round(0)(i)]))
  const back = listen(() => sampler('it', { ...loop, reverse: 1 }), 3000)
  same(back, Array.from({ length: 3000 }, (_, i) => x[i < 600 ? 999 - i : round(999)(-i)]))
})

test('a loop of one wave is a tone without a seam, at any speed', () => {
  const wave = file('wave', [sine(RATE / 64, 64)])
  for (const rate of [0.3, 0.77, 1.3, 2.7]) {
    const y = listen(() => sampler('it', { sample: wave, gate: 1, loop: 1, rate }), 9000).subarray(1000)
    const noise = decibels(impurity(y, rate * RATE / 64))
    measured('sampler', `loop of one wave at speed ${rate}: THD+N`, `${noise.toFixed(1)} dB`, '< -90 dB')
    assert.ok(noise < -90, `${rate}: ${noise}`)
  }
})

for (const [freq, limit] of [[1000, -95], [5000, -95], [10_000, -94], [14_000, -90], [16_000, -66], [18_000, -37]]) {
  test(`${freq} Hz at other speeds: THD+N below ${limit} dB, level within 0.15 dB`, () => {
    const tone = file(`sine${freq}`, [sine(freq, 48_000)])
    let worst = -Infinity
    for (const rate of [0.25, 0.5, 0.7071, 0.95]) {
      const y = listen(() => sampler('it', { sample: tone, gate: 1, rate }), 9000).subarray(500)
      worst = Math.max(worst, decibels(impurity(y, freq * rate)))
      assert.ok(Math.abs(decibels(rms(y) / 0.5 * Math.SQRT2)) < 0.15, `${rate}: level`)
    }
    measured('sampler', `${freq} Hz at speeds from 0.25 to 0.95: THD+N`, `${worst.toFixed(1)} dB`, `< ${limit} dB`)
    assert.ok(worst < limit, `${worst} dB`)
  })
}

test('faster than recorded, what would fold back is taken away', () => {
  for (const [freq, rate, limit] of [
    [18_000, 1.6, -20], [20_000, 1.5, -37], [16_000, 2, -66], [18_000, 2, -90], [12_000, 3, -90], [10_000, 4, -90],
  ]) {
    const tone = file(`fold${freq}`, [sine(freq, 48_000)])
    const y = listen(() => sampler('it', { sample: tone, gate: 1, rate }), 9000).subarray(500)
    const level = decibels(rms(y) / 0.5 * Math.SQRT2)
    measured('sampler', `${freq} Hz at speed ${rate}, ${freq * rate} Hz: what is left`, `${level.toFixed(1)} dB`, `< ${limit} dB`)
    assert.ok(level < limit, `${freq} at ${rate}: ${level}`)
  }
  for (const [freq, rate] of [[1000, 2], [5000, 2], [1000, 4], [10_000, 1.5]]) {
    const tone = file(`fast${freq}`, [sine(freq, 48_000)])
    const y = listen(() => sampler('it', { sample: tone, gate: 1, rate }), 9000).subarray(500)
    const noise = decibels(impurity(y, freq * rate))
    assert.ok(noise < -94, `${freq} at ${rate}: ${noise}`)
  }
})

test('pitch: freq over root, and semitones; followed every sample', () => {
  const tone = file('tone', [sine(1000, 48_000)])
  for (const [given, freq] of [
    [{ freq: 440, root: 220 }, 2000], [{ freq: 110, root: 220 }, 500], [{ pitch: 7 }, 1000 * 2 ** (7 / 12)], [{ pitch: -12 }, 500],
    [{ freq: 330, root: 220, pitch: -12, rate: 1.2 }, 900],
  ] as const) {
    const noise = decibels(impurity(listen(() => sampler('it', { sample: tone, gate: 1, ...given }), 9000).subarray(500), freq))
    // 2^(n / 12) is worked out to 3e-8: over 0.2 s that is 4e-5 of a turn of 1 kHz.
    assert.ok(noise < -65, `${JSON.stringify(given)}: ${noise}`)
  }
  const wobbly = listen(() => sampler('it', { sample: tone, gate: 1, pitch: lfo('lfo', { freq: 5, min: -2, max: 2 }) }), 9000)
  assert.ok(steepest(wobbly) < 0.5 * 2 * Math.PI * 1000 * 2 ** (2 / 12) / RATE * 1.01, 'no step')
})

test('struck anew, choked or let go it fades out in a straight line; without a release it stops at once', () => {
  const flat = file('flat', [new Float32Array(4000).fill(0.5)])
  const fall = (y: Float32Array, from: number, frames: number, level: number, base = 0) => {
    for (let i = 0; i < frames + 20; i++) {
      const expected = base + level * Math.max(0, 1 - (i + 1) / frames)
      assert.ok(Math.abs(y[from + i] - expected) < 1e-6, `frame ${i}: ${y[from + i]}, not ${expected}`)
    }
  }
  const gated = { sample: flat, mode: 'gated', release: 10 } as const
  const released: Cue[] = [[0, '/gate/it', 1], [500, '/gate/it', 0]]
  fall(listen(() => sampler('it', gated), 2000, released), 500, 480, 0.5)
  fall(listen(() => sampler('it', { ...gated, release: 0 }), 2000, released), 500, 1, 0.5)
  const choked = () => sampler('it', { sample: flat, gate: 1, choke: trigger('other') })
  fall(listen(choked, 2000, [[700, '/gate/other', 1]]), 700, 240, 0.5)
  const anew = listen(() => sampler('it', { sample: flat, release: 5 }), 2000, hit(0, 800))
  assert.is(anew[799], 0.5)
  fall(anew, 800, 240, 0.5, 0.5)
  const attack = listen(() => sampler('it', { sample: flat, attack: 2, gate: 1 }), 200)
  for (let i = 0; i < 200; i++) assert.ok(Math.abs(attack[i] - 0.5 * Math.min(1, (i + 1) / 96)) < 1e-6)
})

test('a slice is not cut off with a click: it goes on into the file while it fades', () => {
  const tone = file('long', [sine(300, 20_000)])
  const y = listen(() => sampler('it', { sample: tone, gate: 1, slices: 7, slice: 2, attack: 2 }), 6000)
  assert.ok(steepest(y) < 2 * Math.PI * 300 / RATE * 0.5 * 1.1)
  assert.ok(y.subarray(3200).every(x => x === 0))
})

test('in voices: each its own sample, as the same alone', () => {
  const names = [0, 1, 2].map(i => file(`voice${i}`, [ramp(700).map(x => x * (i + 1))]))
  const sum = listen(() => voices(3, i => sampler('it', { sample: names[i], gate: 1, slices: 1 + i, slice: i, release: 0 })), 700)
  const each = names.map((sample, i) => listen(() => sampler('it', { sample, gate: 1, slices: 1 + i, slice: i, release: 0 }), 700))
  sum.forEach((y, i) => assert.ok(Math.abs(y - each.reduce((all, one) => all + one[i], 0)) < 1e-6, `frame ${i}`))
})

test('a sound at another rate plays at its pitch', () => {
  const low = file('low', [sine(1000, 22_050, 22_050)], 22_050)
  const y = listen(() => sampler('it', { sample: low, gate: 1 }), 9000).subarray(500)
  assert.ok(decibels(impurity(y, 1000)) < -100)
})

test('what can\'t be a sound is refused in place', () => {
  for (const sample of [3, null, {}, ''] as never[]) {
    assert.throws(() => patch(() => sampler('it', { sample })).build(), /it\.sample is a file or a folder of sounds/)
  }
})

test.run()
