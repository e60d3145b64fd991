/** docs/samples.md: every patch in it is played, and is what its types say. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadPatch } from '../src/patch/load.ts'
import { left, peak, play, RATE, rms } from './play.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const folder = mkdtempSync(join(tmpdir(), 'chronus-docs-'))
test.after(() => rmSync(folder, { recursive: true }))

const guide = readFileSync(join(ROOT, 'docs/samples.md'), 'utf8')
const patches = [...guide.matchAll(/^## (.+)$|^```ts\n([^]*?)^```$/gm)].reduce<{ title: string, text: string }[]>(
  (all, [, title, text]) => title ? [...all, { title, text: '' }] : [...all.slice(0, -1), { ...all.at(-1)!, text }], [])
  .filter(({ text }) => text !== '')

for (const { title, text } of patches) {
  test(`${title}: it sounds, and nothing is missing`, async () => {
    const file = join(folder, `${title}.ts`)
    writeFileSync(file, text)
    const { kernel, warnings } = await loadPatch(file, RATE)
    assert.equal(warnings, [])
    const heard = left(play(kernel, 2 * RATE))
    assert.ok(rms(heard) > 0.02 && peak(heard) < 1, `rms ${rms(heard)}, peak ${peak(heard)}`)
  })
}

test('the guide has its patches, and their types agree', () => {
  assert.is(patches.length, 6)
  const settings = {
    extends: join(ROOT, 'tsconfig.json'), include: ['*.ts'],
    compilerOptions: {
      verbatimModuleSyntax: false, paths: { 'music-chronus': [join(ROOT, 'src/index.ts')] }, typeRoots: [join(ROOT, 'node_modules/@types')],
    },
  }
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(settings))
  try {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
    execFileSync(process.execPath, [tsc, '--pretty', 'false', '-p', join(folder, 'tsconfig.json')], { encoding: 'utf8' })
  } catch (error) {
    assert.unreachable((error as { stdout: string }).stdout)
  }
})

test.run()
