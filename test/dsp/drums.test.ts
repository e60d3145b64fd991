/** The drums, in both manners: silent until they are struck, how high, how bright and how long they are, and each hit like the last. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { beat, clap, hat, kick, lfo, module, pat, snare, tom, trigger } from '../../src/index.ts'
import { fft } from '../fft.ts'
import { measured } from '../measured.ts'
import { kernelOf, left, listen, peak, play, RATE, rms } from '../play.ts'
import type { Cue } from '../play.ts'

const DRUMS = { kick, snare, hat, clap, tom }
const STYLES = ['808', '909'] as const

const close = (actual: number, expected: number, tolerance: number, what = '') =>
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what}: ${actual}, not ${expected}`)
const hits = (...frames: number[]): Cue[] => frames.flatMap((frame): Cue[] => [[frame, '/gate/it', 1], [frame + 480, '/gate/it', 0]])

/** Power at the frequencies k / N of the rate, of what dies away within the samples: without a window. */
function powers(samples: Float32Array): Float64Array {
  const [re, im] = [Float64Array.from(samples), new Float64Array(samples.length)]
  fft(re, im)
  return re.subarray(0, samples.length / 2).map((x, k) => x * x + im[k] * im[k])
}

/** Mean frequency of the power, Hz. */
function centroid(samples: Float32Array): number {
  const spectrum = powers(samples.subarray(0, 2 ** 14))
  return spectrum.reduce((sum, p, k) => sum + k * p) / spectrum.reduce((sum, p) => sum + p) * RATE / 2 ** 14
}

/** Milliseconds in which the power falls by 60 dB: Schroeder's integral from -5 to -35 dB, and on as it falls there. */
function decayOf(samples: Float32Array): number {
  const left = new Float64Array(samples.length + 1)
  for (let i = samples.length - 1; i >= 0; i--) left[i] = left[i + 1] + samples[i] * samples[i]
  const [from, to] = [-5, -35].map(db => left.findIndex(power => power < left[0] * 10 ** (db / 10)))
  return (to - from) * 2 / RATE * 1000
}

/** Frequencies of the waves one after the other, by the rising zeros. */
function waves(samples: Float32Array): number[] {
  const zeros: number[] = []
  for (let i = 1; i < samples.length; i++) {
    if (samples[i - 1] < 0 && samples[i] >= 0) zeros.push(i - samples[i] / (samples[i] - samples[i - 1]))
  }
  return zeros.slice(1).map((zero, i) => RATE / (zero - zeros[i]))
}

for (const [name, drum] of Object.entries(DRUMS)) {
  for (const style of STYLES) {
    const build = () => drum('it', { style })

    test(`${name} ${style}: silent until it is struck, then between -6 and 0 dBFS, then silent again`, () => {
      const samples = listen(build, 3 * RATE, hits(1000))
      assert.ok(samples.subarray(0, 1000).every(sample => sample === 0))
      const most = peak(samples)
      assert.ok(most > 0.5 && most < 1, `${most}`)
      assert.ok(peak(samples.subarray(2.5 * RATE)) < 1e-4)
    })

    test(`${name} ${style}: the velocity is its level`, () => {
      const [loud, soft] = [1, 0.5].map(velocity => listen(build, RATE, [[100, '/gate/it', velocity]]))
      // What is clipped softly is compressed: 3 dB at the most of 6.
      close(rms(soft) / rms(loud), 0.5, name === 'kick' && style === '909' ? 0.1 : 0.03)
    })

    test(`${name} ${style}: two hits are as strong, and alike where no noise is in them`, () => {
      const samples = listen(build, 6 * RATE, hits(1000, 3 * RATE + 1000))
      const [first, second] = [1000, 3 * RATE + 1000].map(at => samples.slice(at, at + RATE / 2))
      close(rms(second) / rms(first), 1, 0.1)
      if (name === 'kick' && style === '808') first.forEach((sample, i) => close(second[i], sample, 1e-5, `frame ${i}`))
    })

    test(`${name} ${style}: struck again while it sounds it is no louder than its own attack`, () => {
      const samples = listen(build, RATE, hits(1000, 1000 + 4800, 1000 + 4800 + 3001))
      const steps = (from: number) => {
        let most = 0
        for (let i = from; i < from + 240; i++) most = Math.max(most, Math.abs(samples[i] - samples[i - 1]))
        return most
      }
      for (const again of [5800, 8801]) assert.ok(steps(again) < 1.5 * steps(1000) + 0.02, `${steps(again)} after ${steps(1000)}`)
    })

    test(`${name} ${style}: at 44.1 and 96 kHz it is as loud`, () => {
      const loudness = (rate: number) => rms(left(play(kernelOf(build, rate), rate / 2, [[10, '/gate/it', 1]])))
      // Noise is spread up to half the rate: where it goes through a bandpass, less of it at a higher rate. Some 10 % are chance.
      for (const rate of [44_100, 96_000]) {
        const quieter = name === 'kick' || name === 'tom' ? 1 : Math.min(1, Math.sqrt(RATE / rate))
        assert.ok(loudness(rate) / loudness(RATE) > 0.85 * quieter && loudness(rate) / loudness(RATE) < 1.15, `${rate} Hz`)
      }
    })
  }
}

test('kick 808: from above 100 Hz to 49.5 Hz, sinking still; its decay', () => {
  const samples = listen(() => kick('it', { click: 0 }), 2 * RATE, hits(0))
  // The first half-wave is the attack.
  const half = samples.findIndex((sample, i) => i > 10 && sample < 0)
  assert.ok(RATE / 2 / half > 80 && RATE / 2 / half < 130, `${RATE / 2 / half} Hz`)
  const rest = waves(samples.subarray(0, 0.7 * RATE))
  rest.slice(1).forEach((freq, i) => assert.ok(freq < rest[i] + 0.01, `wave ${i}: ${freq} Hz after ${rest[i]}`))
  close(rest.at(-1)!, 49.5, 0.05)
  const ms = decayOf(samples)
  measured('kick', '808: time to -60 dB at decay 1200', `${ms.toFixed(0)} ms`, '1200 ± 24 ms')
  close(ms, 1200, 24)
})

test('kick 909: falls by more than an octave over its first waves, to 48 Hz', () => {
  const samples = listen(() => kick('it', { style: '909', click: 0 }), RATE, hits(0))
  const freqs = waves(samples.subarray(0, 0.3 * RATE))
  assert.ok(freqs[0] > 2 * 48, `${freqs[0]} Hz`)
  freqs.slice(1).forEach((freq, i) => assert.ok(freq < freqs[i] + 0.01))
  close(freqs.at(-1)!, 48, 0.5)
})

test('tune is in semitones, of every drum with a pitch', () => {
  for (const style of STYLES) {
    const [low, high] = [0, 7].map(tune => waves(listen(() => kick('it', { style, tune, click: 0 }), 0.4 * RATE, hits(0))).at(-1)!)
    close(high / low, 2 ** (7 / 12), 0.005)
  }
  const body = (tune: number) => waves(listen(() => tom('it', { tune, hiss: 0, sweep: 0 }), 0.2 * RATE, hits(0))).at(-1)!
  close(body(-6), 135 * 2 ** -0.5, 0.1)
  close(body(5.5), 135 * 2 ** (5.5 / 12), 0.1)
})

test('snare: two tones of the shell, at 180 and 330 Hz, and wires by their amount', () => {
  const spectrum = powers(listen(() => snare('it', { snappy: 0, decay: 2000 }), 2 ** 16, hits(0)))
  const at = (freq: number) => spectrum[Math.round(freq * 2 ** 16 / RATE)]
  for (const tone of [180, 330]) for (const off of [-40, 40]) assert.ok(at(tone) > 100 * at(tone + off), `${tone} Hz`)
  const brightness = [0, 0.5, 1].map(snappy => centroid(listen(() => snare('it', { snappy }), RATE, hits(0))))
  assert.ok(brightness[0] < 400 && brightness[1] > 1000 && brightness[2] > 2 * brightness[1] - 1500, `${brightness}`)
})

for (const [style, low, high] of [['808', 6500, 9500], ['909', 8500, 13_000]] as const) {
  test(`hat ${style}: its centroid is between ${low} and ${high} Hz, nothing below 2 kHz; its decay`, () => {
    const samples = listen(() => hat('it', { style, decay: 700 }), RATE, hits(0))
    const freq = centroid(samples)
    measured('hat', `${style}: spectral centroid`, `${freq.toFixed(0)} Hz`, `${low} … ${high} Hz`)
    assert.ok(freq > low && freq < high, `${freq} Hz`)
    const spectrum = powers(samples.subarray(0, 2 ** 14))
    const below = spectrum.subarray(0, 2000 / RATE * 2 ** 14).reduce((sum, p) => sum + p)
    assert.ok(below < 0.01 * spectrum.reduce((sum, p) => sum + p))
    close(decayOf(samples), 700, 70)
  })
}

test('hat: the closed one cuts off the open one', () => {
  const build = () => {
    const shut = trigger('shut')
    return hat('closed', { gate: shut, level: 0 }).add(hat('it', { decay: 2000, choke: shut }))
  }
  const samples = listen(build, RATE, [...hits(0), [12_000, '/gate/shut', 1]])
  assert.ok(rms(samples.subarray(10_000, 12_000)) > 0.02)
  assert.ok(rms(samples.subarray(13_000)) < 1e-3)
})

test('clap: as many strokes as it says, a gap apart', () => {
  for (const [style, count] of [['808', 3], ['909', 4]] as const) {
    const samples = listen(() => clap('it', { style, tail: 0 }), RATE, hits(0))
    const energy = (ms: number) => rms(samples.subarray(ms * 48, ms * 48 + 144))
    for (let stroke = 0; stroke < count; stroke++) {
      const [early, late] = [energy(11 * stroke), energy(11 * stroke + 8)]
      assert.ok(early > 2 * late, `${style}, stroke ${stroke}: ${early}, then ${late}`)
    }
    assert.ok(energy(11 * count) < energy(11 * count - 11))
  }
})

test('every inner module has its address', () => {
  for (const style of STYLES) {
    for (const [name, drum] of Object.entries(DRUMS)) {
      const { modules } = kernelOf(() => drum('it', { style })).layout
      assert.ok(modules.every(({ id }) => id === 'it' || id.startsWith('it-')), name)
      assert.ok(modules.find(({ id }) => id === 'it')!.inputs.some(({ name, param }) => name === 'gate' && param !== null))
      assert.ok(modules.some(({ id }) => id === 'it-level'))
    }
  }
})

test('a signal strikes it, and may move its settings', () => {
  const beat = lfo('beat', { freq: 4, shape: 'square', min: 0 })
  const samples = listen(() => kick('it', { gate: beat, tune: lfo('slow', { freq: 1 }), decay: 200 }), RATE)
  for (let n = 0; n < 4; n++) assert.ok(peak(samples.subarray(n * 12_000, n * 12_000 + 2000)) > 0.5)
  const pulse = module({ name: 'pulse', inputs: {}, state: { n: 0 }, tick: s => ++s.n === 100 ? 1 : 0 })
  for (const [name, drum] of Object.entries(DRUMS)) {
    assert.ok(peak(listen(() => drum('it', { gate: pulse('pulse') }), 4800)) > 0.3, `${name}: a single frame is enough`)
  }
})

test('what a drum can\'t be given is said', () => {
  assert.throws(() => kick('it', { style: '707' as '808' }), /'808' or '909', not 707/)
  assert.throws(() => kick('it', { dekay: 3 } as object), /kick, which has no 'dekay'. Did you mean 'decay'/)
  assert.throws(() => hat('it', trigger('x') as object), /by name/)
  assert.throws(() => kick('it', { decay: 1e9 }), /it-body.decay is 1000000000, outside its range/)
})

for (const style of STYLES) {
  test(`${style}: patterns strike, tune and level each drum`, () => {
    for (const [name, drum] of Object.entries(DRUMS)) {
      const heard = listen(() => drum('it', { style, gate: beat('xx'), tune: pat('0 5'), level: pat('0.4 0.8') }), 2 * RATE)
      const same = listen(() => drum('it', { style, gate: beat('xx'), tune: pat('0 0'), level: pat('0.4 0.4') }), 2 * RATE)
      assert.equal(heard.subarray(0, RATE), same.subarray(0, RATE), name)
      assert.ok(rms(heard.subarray(RATE)) > 1.4 * rms(same.subarray(RATE)), `${name} is louder on its second stroke`)
    }
  })
}

/** Numbers of each drum, other than those of its styles. */
const OTHERS = {
  kick: { freq: 60, sweep: 12, sweepTime: 12, sigh: 0.1, decay: 400, click: 0.7, tone: 4000 },
  snare: { freq: 210, ratio: 1.7, sweep: 6, sweepTime: 14, decay: 140, snappy: 0.6, hiss: 200, cutoff: 4500 },
  hat: { freq: 250, decay: 90, choke: 0, band: 8000, cutoff: 7000, hiss: 0.3 },
  clap: { freq: 1100, q: 2.2, count: 2, gap: 12, snap: 35, tail: 0.3, decay: 250 },
  tom: { freq: 150, sweep: 5, sweepTime: 42, decay: 450, hiss: 0.2, cutoff: 900 },
}

test('each of their numbers may be a pattern, which is heard as the number is', () => {
  for (const style of STYLES) {
    for (const [name, drum] of Object.entries(DRUMS) as ['kick', typeof kick][]) {
      for (const [number, value] of Object.entries(OTHERS[name])) {
        const heard = (given: unknown) => listen(() => drum('it', { style, gate: beat('x'), [number]: given }), 5 * RATE).subarray(4 * RATE)
        const [played, said] = [heard(pat(String(value))), heard(value)]
        // In its third bar nothing is left of how it began.
        const off = played.reduce((most, x, i) => Math.max(most, Math.abs(x - said[i])), 0)
        assert.ok(off < 1e-5 && peak(said) > 0.1, `${name} ${style} ${number}: ${off}`)
      }
    }
  }
})

test.run()
