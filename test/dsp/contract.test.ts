/** What every module of the registry keeps, whatever it does. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as registry from '../../src/dsp/index.ts'
import { Instance } from '../../src/kernel/instance.ts'
import type { Layout } from '../../src/kernel/kernel.ts'
import { compile } from '../../src/kernel/compile.ts'
import { change } from '../../src/kernel/parameters.ts'
import { walk } from '../../src/patch/walk.ts'
import { Oracle } from '../kernel/oracle.ts'
import { kernelOf, play, RATE } from '../play.ts'
import type { Cue } from '../play.ts'

const kinds = Object.values(registry).filter(value => typeof value === 'function' && 'spec' in value) as any[]

/** A repeatable random number, 0 … 1. */
const random = (seed: number) => () => {
  seed = Math.imul(seed ^ seed >>> 15, seed | 1)
  seed ^= seed + Math.imul(seed ^ seed >>> 7, seed | 61)
  return ((seed ^ seed >>> 14) >>> 0) / 2 ** 32
}

const asPatch = (made: any) => Array.isArray(made) ? made : [made, made]

/** A kind with every audio input fed with noise. */
const fed = (kind: any) => () => {
  const audio = Object.entries<any>(kind.spec.inputs).filter(([, input]) => input.unit === 'audio')
  return asPatch(kind('it', Object.fromEntries(audio.map(([name], i) => [name, registry.noise(`noise${i}`, { seed: i })]))))
}

/** A kind with every input that can follow a signal driven by noise over its range. */
const shaken = (kind: any) => () => {
  const driven = Object.entries<any>(kind.spec.inputs).filter(([name, input]) => !input.choices && name !== 'mute')
  return asPatch(kind('it', Object.fromEntries(driven.map(([name, { min, max }], i) => {
    const [low, high] = [Math.max(min, -20_000), Math.min(max, 20_000)]
    return [name, registry.noise(`noise${i}`, { seed: i }).mul((high - low) / 2).add((high + low) / 2)]
  }))))
}

/** Random settings of every parameter at random frames. */
function turning(layout: Layout, frames: number, seed: number): Cue[] {
  const next = random(seed)
  const { inputs } = layout.modules.find(module => module.id === 'it')!
  const cues = inputs.filter(input => input.param !== null).flatMap(input => Array.from({ length: 4 }, (): Cue => {
    const value = input.min + (input.max - input.min) * next()
    const whole = input.choices !== undefined || input.unit === 'whole'
    return [Math.floor(next() * frames), `/mod/it/${input.name}`, whole ? Math.round(value) : value]
  }))
  return cues.sort((a, b) => a[0] - b[0])
}

const finite = (pcm: Float32Array, what: string) => {
  const at = pcm.findIndex(sample => !Number.isFinite(sample))
  assert.is(at, -1, `${what}: sample ${at} is ${pcm[at]}`)
}

for (const kind of kinds) {
  const { name } = kind.spec
  const kernel = kernelOf(fed(kind))
  const frames = 3000
  const cues = turning(kernel.layout, frames, name.length)

  test(`${name}: everything has a doc, a range and a default inside it`, () => {
    assert.ok(kind.spec.doc)
    for (const input of kernel.layout.modules.find(module => module.id === 'it')!.inputs) {
      assert.ok(input.doc, input.name)
      assert.ok(input.min <= input.default && input.default <= input.max, input.name)
      assert.ok(Number.isFinite(input.min) && Number.isFinite(input.max), input.name)
    }
  })

  test(`${name}: its example is a patch that is heard`, () => {
    const names = Object.keys(registry)
    const build = new Function(...names, `return ${kind.spec.example}`)
    const pcm = play(() => asPatch(build(...Object.values(registry))), RATE)
    finite(pcm, name)
    assert.match(kind.spec.example, new RegExp(`\\b${name}\\('`))
    assert.ok(pcm.some(sample => sample !== 0), 'silence')
  })

  test(`${name}: finite at the ends of every range`, () => {
    for (const input of kernel.layout.modules.find(module => module.id === 'it')!.inputs) {
      if (input.param === null) continue
      const values = input.choices ? input.choices.map((_, index) => index) : [input.min, input.default, input.max]
      for (const value of values) {
        finite(play(kernel, 1000, [[10, `/mod/it/${input.name}`, value]]), `${input.name} ${value}`)
      }
    }
  })

  test(`${name}: finite while every input is shaken`, () => finite(play(shaken(kind), 5000), name))

  test(`${name}: the same at any block size`, () => {
    const whole = play(kernel, frames, cues, 4096)
    for (const block of [1, 7, 64, 128]) assert.equal(play(kernel, frames, cues, block), whole, `block ${block}`)
  })

  test(`${name}: repeats`, () => assert.equal(play(kernel, frames, cues), play(kernel, frames, cues)))

  test(`${name}: goes on exactly from a snapshot`, () => {
    const [first, second] = [new Instance(kernel), new Instance(kernel)]
    first.render(0, 777)
    first.apply(0, 0.25, 333)
    first.render(0, 41)
    second.state.set(first.state)
    first.render(0, 2000)
    second.render(0, 2000)
    assert.is(second.frame, first.frame)
    assert.equal(second.output.slice(0, 4000), first.output.slice(0, 4000))
  })

  for (const [what, build] of [['turned', fed(kind)], ['shaken', shaken(kind)]] as const) {
    test(`${name}, ${what}: compiled it is what JavaScript makes of it, bit for bit`, () => {
      const graph = walk(build())
      const compiled = compile(graph, RATE)
      const [instance, oracle] = [new Instance(compiled), new Oracle(graph, RATE)]
      const steps = turning(compiled.layout, frames, 7)
      const next = random(99)
      let step = 0
      for (let frame = 0; frame < frames;) {
        const length = Math.min(1 + Math.floor(next() * 60), frames - frame)
        for (; step < steps.length && steps[step][0] < frame + length; step++) {
          const [, address, value] = steps[step]
          const { param } = change(compiled.layout, address, [value])
          for (const player of [instance, oracle]) player.apply(param, Number(value), step % 2 ? -1 : 100)
        }
        for (const player of [instance, oracle]) player.render(0, length)
        assert.equal(instance.output.slice(0, 2 * length), oracle.output.slice(0, 2 * length), `frame ${frame} and on`)
        frame += length
      }
    })
  }
}

test.run()
