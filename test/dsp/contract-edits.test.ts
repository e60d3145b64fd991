/** Every module of the registry in a failover and in an edit: what plays goes on, to the bit. */
import { test } from 'uvu'
import { feedback, noise, poly, sine, voices } from '../../src/index.ts'
import type { Signal } from '../../src/index.ts'
import { carry } from '../../src/kernel/carry.ts'
import { Instance } from '../../src/kernel/instance.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import { change } from '../../src/kernel/parameters.ts'
import { kernelOf } from '../play.ts'
import type { Cue } from '../play.ts'
import { asPatch, audioInputs, kinds, same, settings, turning } from './every.ts'

/** Frames before the failover or the edit, which come between two blocks; and after it. */
const [BEFORE, AFTER] = [19 * 128, 3000]
/** For so long before an edit nothing is turned: a parameter that is set makes all modules look at those of theirs that move. */
const REST = 600

/** A patch with something on the left, and on the right what an edit changes: `extra` modules more, with other numbers. */
type Build = (extra: number) => () => unknown
const beside = (it: () => any): Build => extra => () => {
  const [heard] = asPatch(it())
  const others = Array.from({ length: 1 + extra }, (_, i) => sine(`other${i}`, { freq: 300 + 50 * extra + i, gain: 0.1 }))
  return [heard, others.reduce((a, b) => a.add(b))]
}

const made = (kind: any, i: number, id = (name: string) => name): Signal => {
  const audio = audioInputs(kind).map((name, k) => [name, noise(id(`noise${k}`), { seed: 10 * i + k, gain: 0.5 })])
  return asPatch(kind(id('it'), { ...settings(kind, 33 + i), ...Object.fromEntries(audio) }))[0]
}

const patches: [name: string, build: (id?: (name: string) => string) => any][] = [
  ...kinds.map((kind): (typeof patches)[number] => [kind.spec.name, id => made(kind, 0, id)]),
  ...kinds.map((kind): (typeof patches)[number] => [`${kind.spec.name} in voices`, id => voices(5, i => made(kind, i, id))]),
  ['a poly', (id = name => name) => poly(id('keys'), 3, ({ freq, gate }) => sine(id('it'), { freq, gain: 0.5 }).mul(gate))],
  ['a feedback', (id = name => name) => feedback(id('it'), back => noise(id('hiss')).mul(0.1).add(back.mul(0.9)))],
]

/** Plays from frame to frame with cues, and gives the left side. */
function playOn(instance: Instance, frames: number, cues: readonly Cue[]): Float32Array {
  const pcm = new Float32Array(frames)
  const from = instance.frame
  for (let done = 0; done < frames;) {
    for (const [frame, address, value] of cues) {
      if (frame !== from + done) continue
      const { param, value: wanted, ramp } = change(instance.layout, address, [value])
      instance.apply(param, wanted, ramp)
    }
    const next = Math.min(frames, done + 128, ...cues.map(([frame]) => frame - from).filter(frame => frame > done))
    instance.render(0, next - done)
    for (let i = 0; i < next - done; i++) pcm[done + i] = instance.output[2 * i]
    done = next
  }
  return pcm
}

function cuesOf({ layout }: Kernel): Cue[] {
  const notes: Cue[] = layout.notes.length > 0 ? [[5, '/note/keys', 60], [700, '/note/keys', 64], [3000, '/note/keys', 67], [4000, '/note/keys', 'off']] : []
  const turned = layout.modules.some(({ id }) => id === 'it') ? turning(layout, BEFORE + AFTER, 5) : []
  return [...turned, ...notes].filter(([frame]) => frame < BEFORE - REST || frame >= BEFORE).sort((a, b) => a[0] - b[0])
}

for (const [name, build] of patches) {
  const patch = beside(build)
  const kernel = kernelOf(patch(0))
  const cues = cuesOf(kernel)
  const begun = () => {
    const instance = new Instance(kernel)
    playOn(instance, BEFORE, cues)
    return instance
  }

  test(`${name}: a replica goes on as the slot does that it was copied from`, () => {
    const [slot, replica] = [begun(), new Instance(kernel)]
    replica.state.set(slot.state)
    same(playOn(replica, AFTER, cues), playOn(slot, AFTER, cues), name)
  })

  test(`${name}: an edit of something else doesn't touch it, nor the same file again`, () => {
    for (const extra of [0, 2]) {
      const [slot, edited] = [begun(), new Instance(kernelOf(patch(extra)))]
      carry(slot.layout, slot.state, edited)
      same(playOn(edited, AFTER, cues), playOn(slot, AFTER, cues), `${name}, ${extra} more`)
    }
  })

  test(`${name}: by another name it begins afresh`, () => {
    const slot = begun()
    const renamed = kernelOf(beside(() => build(id => `new-${id}`))(0))
    const [edited, fresh] = [new Instance(renamed), new Instance(renamed)]
    carry(slot.layout, slot.state, edited)
    fresh.frame = slot.frame
    same(playOn(edited, 500, []), playOn(fresh, 500, []), name)
  })
}

test.run()
