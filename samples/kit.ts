/** The kit that comes with the program: drums of our own modules, rendered at 48 kHz, and a break of two bars to cut up. Nothing in it is
 *  random, so it can be made again at any time, to the bit. */
import { adsr, biquad, clap, compressor, distortion, gain, hat, kick, noise, ping, snare, tom, trigger } from '../src/index.ts'
import type { Signal } from '../src/index.ts'
import { compile } from '../src/kernel/compile.ts'
import { Instance } from '../src/kernel/instance.ts'
import { change } from '../src/kernel/parameters.ts'
import { render } from '../src/patch/render.ts'
import { walk } from '../src/patch/walk.ts'

export const RATE = 48_000
/** Every sound is as loud as this at its loudest. */
const PEAK = 0.9
/** A stroke ends where it stays below this (-66 dB), and fades out over so many frames. */
const [END, FADE] = [0.0005, 240]

/** The break: its tempo is in its name, and one step is a whole number of frames. */
const BREAK = { bpm: 160, steps: 32 }
const STEP = RATE * 60 / BREAK.bpm / 4
/** How hard each step is struck, 0 … 9. */
const BARS = {
  kick: '9...7.....8.....9.5.......89....',
  snare: '....9..2.2..9..3....9..2.2..8.54',
  shut: '8.6.7.6.8.6.7.6.8.6.7.6.8.6.7...',
  open: '..............................8.',
}

type Stroke = [frame: number, id: string, velocity: number]

/** Rimshot: two bridged Ts of the TR-808, or three short resonances as in the TR-909, and the click that strikes them. */
function rim(id: string, style: '808' | '909'): Signal {
  const hit = trigger(id)
  const tones = style === '808' ? [[1667, 25, 0.5], [455, 40, 0.6]] : [[220, 22, 0.4], [500, 30, 0.6], [1000, 18, 0.5]]
  const body = tones.map(([freq, decay, level], i) => ping(`${id}-${i}`, { freq, decay, gate: hit }).mul(level)).reduce((a, b) => a.add(b))
  const click = adsr(`${id}-click`, { in: noise(`${id}-hiss`, { seed: 7 }), attack: 0, decay: 3, sustain: 0, gate: hit })
  return biquad(`${id}-thin`, { in: body.add(click.mul(0.3)), mode: 'highpass', cutoff: 200 })
}

/** The sounds by their names; what /gate/it opens is heard. */
const DRUMS: Record<string, () => Signal> = {
  'kick-808': () => kick('it', { decay: 900 }),
  'kick-909': () => kick('it', { style: '909' }),
  'snare-808': () => snare('it'),
  'snare-909': () => snare('it', { style: '909' }),
  'clap-808': () => clap('it'),
  'clap-909': () => clap('it', { style: '909' }),
  'hat-808': () => hat('it'),
  'hat-909': () => hat('it', { style: '909', decay: 130 }),
  'open-808': () => hat('it', { decay: 600 }),
  'open-909': () => hat('it', { style: '909', decay: 550 }),
  'tom-low': () => tom('it', { tune: -6, decay: 550 }),
  'tom-mid': () => tom('it', { decay: 450 }),
  'tom-high': () => tom('it', { tune: 5.5, decay: 380 }),
  'rim-808': () => rim('it', '808'),
  'rim-909': () => rim('it', '909'),
}

/** The drums of the break, glued together and driven a little, as off a record. */
function loop(): Signal {
  const shut = trigger('shut')
  const dry = kick('kick', { style: '909', decay: 260, tune: 3 }).mul(0.9)
    .add(snare('snare', { style: '909', tune: 2, snappy: 0.9, hiss: 220 }).mul(0.8))
    .add(hat('hat', { style: '909', gate: shut, decay: 90 }).mul(0.28))
    .add(hat('open', { style: '909', decay: 420, choke: shut }).mul(0.35))
  const glued = compressor('glue', { in: dry, threshold: -18, ratio: 3, attack: 8, release: 90 })
  return gain('out', { in: biquad('dust', { in: distortion('tape', { in: glued, drive: 6 }), mode: 'highpass', cutoff: 45 }) })
}

/** Every file of the kit, as it is written: one channel of 16 bits. */
export function kit(): { name: string, samples: Int16Array }[] {
  const drums = Object.entries(DRUMS).map(([name, build]) => ({ name, samples: scaled(ended(played(build, 2 * RATE, [[0, 'it', 1]]))) }))
  const strokes = Object.entries(BARS).flatMap(([id, bars]) => [...bars].flatMap((digit, step): Stroke[] => {
    const frame = step * STEP
    return digit === '.' ? [] : [[frame, id, Number(digit) / 9], [frame + STEP / 2, id, 0]]
  }))
  const frames = BREAK.steps * STEP
  const twice = [...strokes, ...strokes.map(([frame, ...rest]): Stroke => [frame + frames, ...rest])].sort(([a], [b]) => a - b)
  // The second time round: what rings on from the end is in its beginning.
  const again = played(loop, 2 * frames, twice).subarray(frames)
  return [...drums, { name: `break-${BREAK.bpm}`, samples: scaled(again) }]
}

/** One side of what is heard when gates are moved. */
function played(build: () => Signal, frames: number, strokes: readonly Stroke[]): Float32Array {
  const kernel = compile(walk(build()), RATE)
  const events = strokes.map(([frame, id, velocity]) => ({ ...change(kernel.layout, `/gate/${id}`, [velocity]), frame }))
  const heard = new Float32Array(frames)
  let at = 0
  for (const pcm of render(new Instance(kernel), frames, 128, events)) for (let i = 0; i < pcm.length; i += 2) heard[at++] = pcm[i]
  return heard
}

function ended(x: Float32Array): Float32Array {
  const last = x.findLastIndex(y => Math.abs(y) > END) + 1
  const y = x.slice(0, Math.min(x.length, last + FADE))
  for (let i = last; i < y.length; i++) y[i] *= (y.length - i) / (FADE + 1)
  return y
}

function scaled(x: Float32Array): Int16Array {
  const peak = x.reduce((most, y) => Math.max(most, Math.abs(y)), 0)
  return Int16Array.from(x, y => Math.round(y / peak * PEAK * 32767))
}

/** A WAV file of one channel of 16 bits. */
export function wavFile(samples: Int16Array): Buffer {
  const file = Buffer.alloc(44 + 2 * samples.length)
  file.write('RIFF', 0, 'latin1')
  file.writeUInt32LE(file.length - 8, 4)
  file.write('WAVEfmt ', 8, 'latin1')
  for (const [at, value] of [[16, 16], [24, RATE], [28, 2 * RATE], [40, 2 * samples.length]]) file.writeUInt32LE(value, at)
  for (const [at, value] of [[20, 1], [22, 1], [32, 2], [34, 16]]) file.writeUInt16LE(value, at)
  file.write('data', 36, 'latin1')
  samples.forEach((sample, i) => file.writeInt16LE(sample, 44 + 2 * i))
  return file
}
