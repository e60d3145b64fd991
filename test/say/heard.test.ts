/** What is said is heard: patches are played, told something at the beginning of a bar, and listened to. */
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Analyser, type Analysis } from '../../src/analysis/analysis.ts'
import { Instance } from '../../src/kernel/instance.ts'
import type { Kernel } from '../../src/kernel/kernel.ts'
import { change } from '../../src/kernel/parameters.ts'
import { loadPatch } from '../../src/patch/load.ts'
import { render } from '../../src/patch/render.ts'
import { Pattern, toPattern } from '../../src/pattern/index.ts'
import { NOTHING_SAID, type Sent, understand } from '../../src/say/index.ts'
import { RATE } from '../play.ts'
import { figures } from '../patches/figures.ts'
import { playingPatch } from './playing.ts'

const BLOCK = 128
/** A sentence is said after the first bar, and then it is listened to for so long, s. */
const LISTENED = 2.4
/** How many times as high the centroid is to be, brighter and darker; and how many dB louder it is to be. */
const [BRIGHTER, DARKER, LOUDER] = [1.05, 0.97, 0.3]

function obey(instance: Instance, { layout }: Kernel, { address, args }: Sent): void {
  const [, door, key] = address.split('/')
  const text = String(args[0])
  if (door === 'pattern') {
    const tree = text.startsWith('{') ? Pattern.fromJSON(JSON.parse(text).tree).tree : toPattern(text).tree
    instance.lay(JSON.stringify({ key, tree }))
  } else {
    const { param, value, ramp } = change(layout, address, address.startsWith('/note/') ? args : args.slice(0, 1))
    instance.apply(param, value, ramp)
  }
}

async function listen(patch: string, sentence: string | null): Promise<Analysis> {
  const playing = await playingPatch(patch)
  const { kernel } = await loadPatch(fileURLToPath(new URL(`../../patches/${patch}.ts`, import.meta.url)), RATE)
  const instance = new Instance(kernel)
  const said = sentence === null ? [] : understand(sentence, playing, NOTHING_SAID).messages
  const address = `/note/${kernel.layout.notes[0]?.id}`
  for (const midi of figures[patch].notes ?? []) obey(instance, kernel, { address, args: [midi, 0.8] })
  const bar = Math.round(kernel.layout.metre * 60 / kernel.layout.bpm * RATE)
  // A pattern takes over on the frame after the one on which it is laid.
  for (const _ of render(instance, bar - 1, BLOCK, [])) { /* until then */ }
  for (const message of said) obey(instance, kernel, message)
  const analyser = new Analyser(RATE, 2, { begun: true })
  for (const part of render(instance, LISTENED * RATE, BLOCK, [])) analyser.take(part, part.length / 2)
  return analyser.result()
}

for (const patch of ['acid', 'bells', 'first', 'roller', 'techno']) {
  test(`${patch}: brighter, darker, louder, quieter`, async () => {
    const before = await listen(patch, null)
    const heard = async (sentence: string) => listen(patch, sentence)
    const [bright, dark, loud, soft] = [await heard('brighter'), await heard('darker'), await heard('louder'), await heard('quieter')]
    assert.ok(bright.centroid > BRIGHTER * before.centroid, `brighter: ${before.centroid} Hz became ${bright.centroid}`)
    assert.ok(dark.centroid < DARKER * before.centroid, `darker: ${before.centroid} Hz became ${dark.centroid}`)
    assert.ok(loud.rms > before.rms + LOUDER, `louder: ${before.rms} dBFS became ${loud.rms}`)
    assert.ok(soft.rms < before.rms - LOUDER, `quieter: ${before.rms} dBFS became ${soft.rms}`)
  })
}

test('a chord, let go and silence', async () => {
  const chord = await listen('keys', 'play C major')
  assert.ok(chord.rms > -40)
  assert.ok((await listen('keys', 'let go')).rms < (await listen('keys', null)).rms - 3)
  assert.ok((await listen('default', 'play A above middle C')).pitch! > 439)
  assert.ok(Math.abs((await listen('default', 'down an octave')).pitch! - 110) < 1)
})

test('a mute and a fade are heard', async () => {
  const [before, without] = [await listen('drums', null), await listen('drums', 'mute the kick')]
  assert.ok(without.rms < before.rms - 3, `${before.rms} dBFS became ${without.rms}`)
  // What is left is the room.
  const [loud, faded] = [await listen('techno', null), await listen('techno', 'fade out immediately')]
  assert.ok(faded.rms < loud.rms - 12, `${loud.rms} dBFS became ${faded.rms}`)
})

test.run()
