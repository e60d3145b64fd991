/** The events of a version: at which frames they are played, and that no flood of them costs time or memory without bound. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { addEvent, firstFrom } from '../../src/engine/events.ts'
import { type Version, fileValues, goOn, inherit, setAt, startAfresh } from '../../src/engine/version.ts'
import { ad, poly, sine, voices } from '../../src/index.ts'
import { Instance } from '../../src/kernel/instance.ts'
import { find } from '../../src/kernel/parameters.ts'
import { parameter, PARAMETERS } from '../../src/kernel/sizes.ts'
import { MAX_EVENTS } from '../../src/slot/messages.ts'
import { render } from '../../src/patch/render.ts'
import { kernelOf, left, peak } from '../play.ts'

const RATE = 48_000
const BLOCK = 128

/** Of a version, what events need. */
function version(params = 4): Version {
  // After the parameters comes the tempo, and then what plays notes.
  const layout = { rate: RATE, parameters: params + 1, notes: [{}, {}, {}, {}, {}, {}] }
  return { kernel: { layout }, values: new Float64Array(params + 1), events: [] } as unknown as Version
}

function add(to: Version, frame: number, param: number, value: number, gate = false): void {
  addEvent(to, { frame, param, value, ramp: -1 }, BLOCK, gate)
}

const placed = ({ events }: Version): number[][] => events.map(({ frame, param, value }) => [frame, param, value])

test('events lie in the order of their frames, and of what came at one frame in the order in which it came', () => {
  const to = version()
  add(to, 256, 0, 1)
  add(to, 128, 1, 2)
  add(to, 128, 2, 3)
  add(to, 384, 1, 4)
  assert.equal(placed(to), [[128, 1, 2], [128, 2, 3], [256, 0, 1], [384, 1, 4]])
  assert.equal([0, 128, 129, 256, 385].map(frame => firstFrom(to.events, frame)), [0, 0, 2, 2, 4])
})

test('of several values for one parameter at one frame the last one counts', () => {
  const to = version()
  for (let value = 0; value < 100_000; value++) add(to, 128, value % 2, value)
  assert.equal(placed(to), [[128, 0, 99_998], [128, 1, 99_999]])
  assert.equal([...to.values], [99_998, 99_999, 0, 0, 0])
})

test('a gate misses no move: each comes a frame after the one before, whatever else is set meanwhile', () => {
  const to = version()
  for (let move = 0; move < 5; move++) {
    add(to, 128, 0, move % 2, true)
    add(to, 128, 1, move)
  }
  add(to, 128, 2, 1, true)
  assert.equal(placed(to), [[128, 0, 0], [128, 1, 4], [128, 2, 1], [129, 0, 1], [130, 0, 0], [131, 0, 1], [132, 0, 0]])
})

test('moves of a gate that would have to wait for more than 100 ms are refused, and it moves again later', () => {
  const to = version()
  const wait = RATE / 10
  let refused = 0
  for (let move = 0; move < 2 * wait; move++) {
    try {
      add(to, 128, 0, move % 2, true)
    } catch (error) {
      refused++
      assert.match((error as Error).message, 'too many changes at once')
    }
  }
  assert.is(refused, wait - 1)
  assert.equal(to.events.map(({ frame }) => frame), Array.from({ length: wait + 1 }, (_, i) => 128 + i))
  assert.is(to.values[0], wait % 2, 'the value is that of the last move that was taken')
  add(to, 128, 1, 7)
  add(to, 256, 0, 0.5, true)
  assert.equal(placed(to).at(-1), [128 + wait + 1, 0, 0.5])
  assert.equal(placed(to)[1], [128, 1, 7])
})

test('more than fit into a message wait for the next block, and the one after', () => {
  const params = 2.5 * MAX_EVENTS
  const to = version(params)
  for (let param = 0; param < params; param++) add(to, 128, param, param)
  for (const [start, count] of [[128, MAX_EVENTS], [256, MAX_EVENTS], [384, MAX_EVENTS / 2]]) {
    assert.is(to.events.filter(({ frame }) => frame === start).length, count)
  }
  assert.equal(to.events.map(({ param }) => param), Array.from({ length: params }, (_, i) => i))
})

test('several gates share the room that there is in a block', () => {
  const gates = 20
  const to = version(gates)
  for (let move = 0; move < 300; move++) for (let gate = 0; gate < gates; gate++) add(to, 0, gate, move % 2, true)
  assert.is(to.events.length, 300 * gates)
  for (let start = 0; start <= to.events.at(-1)!.frame; start += BLOCK) {
    assert.ok(to.events.filter(({ frame }) => frame >= start && frame < start + BLOCK).length <= MAX_EVENTS)
  }
  for (let gate = 0; gate < gates; gate++) {
    const moves = to.events.filter(({ param }) => param === gate)
    assert.equal(moves.map(({ value }) => value), Array.from({ length: 300 }, (_, move) => move % 2))
    assert.ok(moves.every(({ frame }, i) => i === 0 || frame > moves[i - 1].frame))
  }
})

test('events of the last ten seconds are kept, those of twenty seconds ago are not', () => {
  const to = version()
  for (let second = 0; second <= 100; second++) {
    add(to, second * RATE, 0, second)
    const seconds = to.events.map(({ value }) => value)
    assert.ok(seconds[0] <= Math.max(0, second - 10) && seconds[0] >= second - 20, `at ${second} s from ${seconds[0]} s on`)
    assert.is(seconds.length, second - seconds[0] + 1)
  }
})

test('a gate that moves at every frame for a minute takes no more room than for some seconds, and the last second is there', () => {
  const to = version()
  let most = 0
  for (let frame = 0; frame < 60 * RATE; frame++) {
    add(to, Math.floor(frame / BLOCK) * BLOCK, 0, frame % 2, true)
    most = Math.max(most, to.events.length)
  }
  assert.ok(most <= 1 << 17, `${most} events`)
  const { events } = to
  assert.ok(events.length > RATE)
  assert.ok(events.every((event, i) => i === 0 || event.frame === events[i - 1].frame + 1))
})

test('notes at one frame: a chord stays together, and however short a note is, it is heard, and struck anew', () => {
  const kernel = kernelOf(() => poly('lead', 1, ({ freq, gate }) => ad('amp', { in: sine('tone', { freq }), gate, decay: 30 })))
  const version = { kernel, values: fileValues(kernel), events: [] } as unknown as Version
  const play = (frame: number, ...args: (number | string)[]) => setAt(version, '/note/lead', args, frame, BLOCK)
  for (const [midi, velocity] of [[60, 1], [60, 0]]) play(1000, midi, velocity)
  // Another one in its place, stolen; both are let go; and one more.
  for (const [midi, velocity] of [[62, 1], [64, 1], [62, 0], [64, 0], [65, 1]]) play(9000, midi, velocity)
  assert.equal(version.events.map(({ frame }) => frame), [1000, 1002, 9000, 9000, 9002, 9002, 9003])
  const pcm: number[] = []
  for (const part of render(new Instance(kernel), 18_000, BLOCK, version.events)) pcm.push(...part)
  const samples = left(Float32Array.from(pcm))
  assert.ok(peak(samples.subarray(1000, 3000)) > 0.5, 'a note of no length')
  assert.ok(peak(samples.subarray(9100, 11_000)) > 0.5)
})

test('in voices: what is set by hand goes over voice by voice, what the file has changed doesn\'t, and is told once', () => {
  const patch = (freq: number, n: number) => () => voices(n, i => sine('tone', { freq: freq * (i + 1), gain: i === 1 ? 0.5 : 0.25 }))
  const made = (freq: number, n: number): Version => {
    const kernel = kernelOf(patch(freq, n))
    return { kernel, values: fileValues(kernel), events: [] } as unknown as Version
  }
  const value = ({ kernel: { layout }, values }: Version, address: string) => values[find(layout, address).input.param!]
  const before = made(100, 4)
  setAt(before, '/mod/tone/gain', [0.7], 0, 128)
  setAt(before, '/mod/tone.2/gain', [0.9], 0, 128)
  setAt(before, '/mod/tone.3/freq', [999], 0, 128)
  const same = made(100, 3)
  assert.equal(inherit(same, before), [])
  assert.equal([0, 1, 2].map(i => value(same, `/mod/tone.${i}/gain`)), [0.7, 0.7, 0.9])
  const moved = made(50, 4)
  assert.equal(inherit(moved, before).map(({ name, was, by }) => [name, was, by]), [['tone.3.freq', 999, 200]])
  goOn(moved, before, 0, 128)
  assert.equal(moved.events.map(({ value }) => value), [0.7, 0.9])
  startAfresh(before, 0, 128)
  assert.equal([0, 1, 2, 3].map(i => value(before, `/mod/tone.${i}/gain`)), [0.7, 0.7, 0.9, 0.7])
})

test('in voices: a fresh kernel has what was set of each voice, also where that is what the file says', () => {
  const kernel = kernelOf(() => voices(3, i => sine('tone', { freq: 100 * (i + 1) })))
  const version = { kernel, values: fileValues(kernel), events: [] } as unknown as Version
  setAt(version, '/mod/tone/freq', [70], 0, 128)
  setAt(version, '/mod/tone.1/freq', [200], 0, 128)
  version.events = []
  startAfresh(version, 0, 128)
  const instance = new Instance(kernel)
  for (const { param, value, ramp } of version.events) instance.apply(param, value, ramp)
  const numbers = new Float64Array(instance.state.buffer)
  const heard = (id: string) => numbers[(PARAMETERS + find(kernel.layout, `/mod/${id}/freq`).input.param! * parameter.bytes) / 8]
  assert.equal(['tone', 'tone.0', 'tone.1', 'tone.2'].map(heard), [70, 70, 200, 70])
})

test.run()
