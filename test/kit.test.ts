/** The kit that comes with the program is what its script makes, and is found from anywhere. */
import { readFileSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { kit, wavFile } from '../samples/kit.ts'
import { bank } from '../src/index.ts'
import { find } from '../src/patch/samples/find.ts'

const FOLDER = fileURLToPath(new URL('../samples/kit', import.meta.url))
/** What it may add to the program, bytes. */
const MOST = 1.5e6

test('the files are what is rendered now, to the bit', () => {
  const made = kit()
  assert.equal(readdirSync(FOLDER).sort(), made.map(({ name }) => `${name}.wav`).sort())
  let bytes = 0
  for (const { name, samples } of made) {
    const file = readFileSync(`${FOLDER}/${name}.wav`)
    assert.ok(file.equals(wavFile(samples)), `${name}: make kit`)
    bytes += file.length
  }
  assert.ok(bytes < MOST, String(bytes))
})

test('each begins at once, is as loud as it may be, and ends in silence; the break is two bars to the frame', () => {
  for (const { name, samples } of kit()) {
    const peak = samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0)
    assert.is(peak, Math.round(0.9 * 32767), name)
    assert.ok(samples.findIndex(x => Math.abs(x) > 300) < 480, `${name} begins within 10 ms`)
    if (name.startsWith('break')) assert.is(samples.length, 8 * 60 / 160 * 48_000)
    else assert.ok(Math.abs(samples.at(-1)!) < 40, name)
  }
})

test('it is a bank by its name, from any folder', () => {
  assert.is(find('kit', '/').files.length, kit().length)
  assert.equal(find('kit/hat:1', '/nowhere').files.map(file => file.slice(FOLDER.length)), ['/hat-909.wav'])
  assert.equal(bank('kit').names, ['break', 'clap', 'hat', 'kick', 'open', 'rim', 'snare', 'tom'])
  assert.is(bank('kit').find('break'), 0)
  assert.is(bank('kit')('kick:1'), 'kit/kick:1')
})

test('the package has it', () => {
  const { files } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
  assert.ok(files.includes('samples/kit'))
})

test.run()
