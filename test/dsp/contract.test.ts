/** What every module of the registry keeps, whatever it does. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import * as registry from '../../src/dsp/index.ts'
import { Instance } from '../../src/kernel/instance.ts'
import { compile } from '../../src/kernel/compile.ts'
import { change } from '../../src/kernel/parameters.ts'
import { Oracle } from '../kernel/oracle.ts'
import { graphOf, kernelOf, play, RATE } from '../play.ts'
import { asPatch, fed, finite, kinds, random, shaken, turning } from './every.ts'

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
      const graph = graphOf(build)
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
