/** Patches load from any directory, with what they import. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { gain, sine } from '../../src/index.ts'
import { Instance } from '../../src/kernel/instance.ts'
import { faulty } from '../../src/patch/fault.ts'
import { imported } from '../../src/patch/imported.ts'
import { loadPatch } from '../../src/patch/load.ts'
import { prove } from '../../src/patch/proof.ts'
import { kernelOf, left, listen, play } from '../play.ts'

const directory = mkdtempSync(join(tmpdir(), 'chronus-load-'))
test.after(() => rmSync(directory, { recursive: true }))

function write(name: string, text: string): string {
  const file = join(directory, name)
  mkdirSync(join(file, '..'), { recursive: true })
  writeFileSync(file, text)
  return file
}

const patch = `import { patch, sine } from 'music-chronus'
import { PITCH } from './pitch.ts'
import './nested/more'
export default patch({ bpm: 140, quantise: 'bar', fade: 5 }, () => sine('a', { freq: PITCH }))
`

for (const [what, packageJson] of [['CommonJS', ''], ['ES modules', '{ "type": "module" }']]) {
  test(`outside the repository, in a directory of ${what}`, async () => {
    const place = what.replace(' ', '')
    if (packageJson) write(`${place}/package.json`, packageJson)
    const files = [
      write(`${place}/patch.ts`, patch),
      write(`${place}/pitch.ts`, 'export const PITCH: number = 330\n'),
      write(`${place}/nested/more.ts`, 'export {}\n'),
    ]
    const loaded = await loadPatch(files[0], 48_000)
    assert.equal(loaded.settings, { bpm: 140, quantise: 'bar', fade: 5 })
    assert.equal(loaded.files, files)
    assert.equal(left(play(loaded.kernel, 1000)), listen(() => sine('a', { freq: 330 }), 1000))
  })
}

for (const [what, packageJson] of [['CommonJS', ''], ['ES modules', '{ "type": "module" }']]) {
  test(`helpers from other files, which call others, in a directory of ${what}`, async () => {
    const place = `helped${what.replace(' ', '')}`
    if (packageJson) write(`${place}/package.json`, packageJson)
    write(`${place}/half.ts`, 'export const HALF = 0.5\nexport const half = (x: number): number => x * HALF\n')
    write(`${place}/quarter.ts`, `import { HALF, half } from './half'\nexport const quarter = (x: number): number => half(x) * HALF\n`)
    const file = write(`${place}/patch.ts`, `import { module, patch } from 'music-chronus'
import { HALF, half } from './half'
import { quarter } from './quarter'
const it = module({ name: 'it', inputs: {}, uses: { HALF, half, quarter }, tick: (s, inputs, { quarter }) => quarter(2) })
export default patch(() => it('it'))
`)
    assert.is(left(play((await loadPatch(file, 48_000)).kernel, 10))[9], 0.5)
  })
}

test('a comment that names a folder', async () => {
  write('voices.old/readme', '')
  const file = write('comment.ts', `import { patch, sine } from 'music-chronus'
// import './voices.old'
export default patch(() => sine('a'))
`)
  assert.equal((await loadPatch(file, 48_000)).files, [file])
})

test('a file that is gone imports nothing, and who loads it says so', async () => {
  const gone = join(directory, 'gone.ts')
  assert.equal(imported(gone), [gone])
  await loadPatch(gone, 48_000).then(() => assert.unreachable(), error => assert.is(error.message, `There is no file ${gone}.`))
})

test('for another sample rate', async () => {
  const file = write('rate.ts', patch.replace('./pitch.ts', './rates.ts').replace('./nested/more', './rates'))
  write('rates.ts', 'export const PITCH = 441\n')
  const { kernel } = await loadPatch(file, 44_100)
  assert.is(kernel.layout.rate, 44_100)
  const samples = left(play(kernel, 400))
  samples.forEach((sample, n) => assert.ok(Math.abs(sample - Math.sin(2 * Math.PI * n / 100)) < 1e-6))
})

test('the proof names the module at fault, says how loud a patch is and what it costs', () => {
  const quiet = prove(new Instance(kernelOf(() => sine('a', { freq: 1000, gain: 0.25 }))), 128, 0.1)
  assert.ok(quiet.fault.count === 0 && Math.abs(quiet.peak - 0.25) < 1e-3 && quiet.load > 0 && quiet.load < 1)
  const endless = () => { let y = sine('a').add(2); for (let i = 0; i < 12; i++) y = y.mul(y); return y }
  const heard = prove(new Instance(kernelOf(endless)), 128, 0.1)
  assert.ok(heard.fault.count > 0 && heard.fault.module === null)
  const { fault } = prove(new Instance(kernelOf(() => gain('loud', { in: endless() }))), 128, 0.1)
  assert.is(fault.module, 'loud')
  const { message, file, hint } = faulty(fault, 'a.ts')!
  assert.match(message, /'loud'.*NaN, infinite/)
  assert.match(hint!, /division by 0/)
  assert.is(file, 'a.ts')
  assert.is(faulty(quiet.fault, 'a.ts'), null)
})

test.run()
