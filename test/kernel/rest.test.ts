/** Voices at rest: what a branch would set stays as it is while no voice takes it, and the bits are those of a loop that looks each time. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { gate, module, number, sine, voices } from '../../src/index.ts'
import { resting } from '../../src/kernel/lanes/rest.ts'
import { program } from '../../src/kernel/program.ts'
import { kernelOf, left, play, rms } from '../play.ts'
import type { Cue } from '../play.ts'

const declared = {
  name: 'bell',
  inputs: { in: number(1, -10, 10, 'any number'), strike: gate('starts it'), frames: number(40, 0, 1000, 'how long') },
  state: { left: 0, level: 0, struck: 0, turns: 0 },
  control: (s: any, { strike, frames }: any) => {
    if (strike > s.struck) { s.left = frames; s.level = strike }
    s.struck = strike
  },
}
/** A bell of some frames, struck by its gate. */
const bell = module({
  ...declared,
  tick: (s, { in: x }) => {
    const y = x * (s.level + 0.01 * s.turns)
    if (s.left > 0) {
      s.left -= 1
      s.level *= 0.97
      if (s.left === 0) s.turns += 1
    }
    return y
  },
})
/** The same, with a test that has to be made each frame. */
const watchful = module({
  ...declared,
  tick: (s, { in: x }, { frame }) => {
    const y = x * (s.level + 0.01 * s.turns)
    if (s.left > 0 * (frame & 1)) {
      s.left -= 1
      s.level *= 0.97
      if (s.left === 0) s.turns += 1
    }
    return y
  },
})

const fixed = (kind: typeof bell, name: string) => {
  const { tick, inputs } = program(kind('it', {}).node.spec)
  return [...resting(tick, new Set(inputs)).quiet].map(variable => variable.name).includes(name)
}

test('what only a branch sets that only it could open is at rest', () => {
  for (const name of ['left', 'level', 'turns']) {
    assert.ok(fixed(bell, name), name)
    assert.not(fixed(watchful, name), name)
  }
})

for (const n of [1, 3, 8, 13]) {
  test(`${n} voices, struck one by one and all together`, () => {
    const cues: Cue[] = Array.from({ length: n }, (_, i): Cue[] => [
      [37 + 131 * i, `/gate/bell.${i}`, 1], [60 + 131 * i, `/gate/bell.${i}`, 0], [200 + 61 * i, `/mod/bell.${i}/frames`, 5 + 7 * i],
    ]).flat().concat([[2500, '/gate/bell', 0.5], [2530, '/mod/tone/freq', 333], [2700, '/gate/bell', 0]])
    const sound = (kind: typeof bell) => {
      const kernel = kernelOf(() => voices(n, i => kind('bell', { in: sine('tone', { freq: 300 + 50 * i }) })))
      return left(play(kernel, 3000, cues.toSorted(([a], [b]) => a - b), 128))
    }
    const [actual, expected] = [sound(bell), sound(watchful)]
    assert.ok(rms(actual.slice(0, 200)) > 0.01 && rms(actual.slice(2500)) > 0.01)
    assert.is(actual.findIndex((sample, i) => !Object.is(sample, expected[i])), -1)
  })
}

test.run()
