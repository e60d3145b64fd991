/** A take's log, as lines and as what is rendered: with a patch that is told, forked, faded and silenced by hand. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Curtain } from '../../src/engine/curtain.ts'
import { type Entry, fromLine, toLine } from '../../src/engine/entry.ts'
import { Fade } from '../../src/engine/fade.ts'
import { Master } from '../../src/engine/master.ts'
import { memoryOf } from '../../src/engine/memory.ts'
import { Replay } from '../../src/engine/replay.ts'
import { Seam } from '../../src/engine/seam.ts'
import { takeOf } from '../../src/engine/take.ts'
import { addTone } from '../../src/engine/tone.ts'
import { adsr, noise, sine } from '../../src/index.ts'
import { carry } from '../../src/kernel/carry.ts'
import { Instance } from '../../src/kernel/instance.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import { kernelOf, RATE } from '../play.ts'

const BLOCK = 64
const START = 3
const BLOCKS = 60

const kernel = (freq: number): Kernel => kernelOf(() =>
  [sine('tone', { freq, gain: 0.6 }), adsr('env', { in: noise('hiss'), gate: 1, decay: 400, sustain: 0.2 })])
const [old, young] = [kernel(200), kernel(300)]

const head: Entry = {
  is: 'take', take: 'a.wav', format: 'float', rate: RATE, block: BLOCK, program: 'p', sound: 's', node: 'n', time: 't',
}
const version = (number: number, kernel: Kernel): Entry =>
  ({ is: 'version', version: number, name: 'a.ts', path: '/a.ts', texts: [], kernel })
const made = () => ({ seam: new Seam(RATE, BLOCK), master: new Master(RATE), curtain: new Curtain(RATE) })

const [{ param }] = old.layout.modules[0].inputs.filter(({ name }) => name === 'freq')
const told = { frame: 10 * BLOCK + 7, param: param!, value: 500, ramp: -1 }
const fade = { start: 20 * BLOCK + 5, frames: 300 }
const entries: Entry[] = [
  head, version(1, old), version(2, young),
  { is: 'stream', stream: 1, version: 1, block: 0 },
  { is: 'start', block: START, memory: memoryOf(made()), tone: null },
  { is: 'heard', block: START, stream: 1 },
  { is: 'event', stream: 1, seconds: 0, ...told },
  { is: 'event', stream: 1, seconds: 0, ...told, frame: told.frame + 900, value: NaN },
  { is: 'stream', stream: 2, version: 2, block: 18, from: 1 },
  { is: 'heard', block: 20, stream: 2, over: 1, fade },
  { is: 'tone', block: 22, start: 22 * BLOCK },
  { is: 'heard', block: 26, stream: 2 },
  { is: 'heard', block: 40, stream: null },
  { is: 'heard', block: 43, stream: 2, jump: true },
  { is: 'curtain', block: 50, closed: true },
  { is: 'mark', block: 55 },
  { is: 'end', frames: (BLOCKS - START) * BLOCK - 100 },
]

/** What is rendered of lines. */
function rendered(lines: readonly string[]): Float32Array {
  const heard: number[] = []
  for (const piece of new Replay(takeOf(lines.map(fromLine))).render()) heard.push(...piece)
  return Float32Array.from(heard)
}

/** The same by hand. */
function expected(): Float32Array {
  const { seam, master, curtain } = made()
  const one = new Instance(old)
  const two = new Instance(young)
  const pcm = new Float32Array(2 * BLOCK)
  const heard: number[] = []
  for (let n = 0; n < BLOCKS; n++) {
    if (n === 18) carry(old.layout, one.state.slice(), two)
    const events = entries.filter(entry => entry.is === 'event').filter(({ frame }) => Math.floor(frame / BLOCK) === n)
    let done = 0
    for (const { frame, param, value, ramp } of events) {
      one.render(done, frame - n * BLOCK - done)
      done = frame - n * BLOCK
      one.apply(param, value, ramp)
    }
    one.render(done, BLOCK - done)
    if (n >= 18) two.render(0, BLOCK)
    if (n < START) continue
    pcm.set((n < 20 ? one : two).output.subarray(0, 2 * BLOCK))
    if (n >= 20 && n < 26) new Fade(fade.start, fade.frames).mix(one.output.slice(0, 2 * BLOCK), pcm, n * BLOCK)
    if (n >= 40 && n < 43) seam.silence(pcm)
    else seam.sound(pcm, n * BLOCK)
    if (n >= 22) addTone(pcm, BLOCK, n * BLOCK, 22 * BLOCK, RATE)
    const frames = master.process(pcm, BLOCK)
    curtain.closed = n >= 50
    curtain.process(pcm, frames)
    heard.push(...pcm.subarray(0, 2 * frames))
  }
  return Float32Array.from(heard)
}

const lines = entries.map(toLine)
const all = expected()
const differ = (a: Float32Array, b: Float32Array): number => a.reduce((sum, x, i) => sum + Number(!Object.is(x, b[i])), 0)

test('a take is rendered as it was heard, to the last frame that it says', () => {
  const again = rendered(lines)
  assert.is(again.length / 2, (BLOCKS - START) * BLOCK - 100)
  assert.is(differ(again, all), 0)
  assert.ok(again.some(x => Math.abs(x) > 0.3))
})

test('a log that is cut off after any line is rendered to its last mark, or says that it lacks the beginning', () => {
  for (let count = 0; count < lines.length; count++) {
    const some = lines.slice(0, count)
    if (count < 5) assert.throws(() => rendered(some), count === 0 ? /is no log of a take/ : /ends before the take begins/)
    else {
      const again = rendered(some)
      assert.is(differ(again, all), 0)
      assert.is(again.length > 0, count === lines.length - 1, `${count} lines`)
    }
  }
})

test('what is in a line comes out of it: numbers that are none, kernels, memory', () => {
  const [nan] = entries.filter(entry => entry.is === 'event' && Number.isNaN(entry.value))
  assert.equal(fromLine(toLine(nan)), nan)
  for (const entry of entries) {
    const line = toLine(entry)
    assert.is(line.indexOf('\n'), line.length - 1)
    assert.equal(fromLine(line), entry)
  }
  for (const line of ['', 'nonsense', '7', 'null', '{}', '{"is":1}']) assert.throws(() => fromLine(line))
})

test.run()
