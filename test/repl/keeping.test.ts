import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { spawnSync } from 'node:child_process'
import { pathToFileURL } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { save } from '../../src/repl/keeping.ts'
import type { Listing } from '../../src/repl/mirror.ts'

const LISTING: Listing = { patch: 'mine.ts', version: 1, modules: [{
  id: 'tone', kind: 'sine', doc: '',
  inputs: [{ name: 'freq', doc: '', unit: 'Hz', default: 220, min: 20, max: 20_000, value: 330.125, address: '/mod/tone/freq' }],
}] }
const text = (freq: number): string => `${'//\n'.repeat(200)}sine('tone', { freq: ${freq} })\n`
const folder = mkdtempSync(join(tmpdir(), 'chronus-keeping-'))
test.after(() => rmSync(folder, { recursive: true }))

test('links and permissions of the file stay', () => {
  const [file, link] = [join(folder, 'real.ts'), join(folder, 'link.ts')]
  writeFileSync(file, text(220))
  chmodSync(file, 0o640)
  symlinkSync('real.ts', link)
  assert.is(save(LISTING, [[link, text(220)]]), '1 value written into link.ts')
  assert.is(readFileSync(file, 'utf8'), text(330.125))
  assert.is(statSync(file).mode & 0o777, 0o640)
  assert.equal(readdirSync(folder).sort(), ['link.ts', 'real.ts'])
})

test('what can\'t be written whole leaves the file as it was', () => {
  const file = join(folder, 'full.ts')
  writeFileSync(file, text(220).slice(0, -1).padEnd(1024))
  const before = readFileSync(file, 'utf8')
  const code = `import { save } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, '../../src/repl/keeping.ts')).href)}
process.on('SIGXFSZ', () => {})
save(${JSON.stringify(LISTING)}, [[${JSON.stringify(file)}, ${JSON.stringify(before)}]])`
  const script = join(folder, 'script.mts')
  writeFileSync(script, code)
  // No file may be larger than 1 KiB: as little as there is.
  const { stderr } = spawnSync('/bin/sh', ['-c', 'ulimit -f 2; exec "$@"', 'sh', process.execPath, '--import', 'tsx', script], { encoding: 'utf8' })
  assert.match(stderr, /full\.ts: EFBIG/)
  assert.is(readFileSync(file, 'utf8'), before)
})

test('a file that is not what plays is left alone', () => {
  const file = join(folder, 'other.ts')
  writeFileSync(file, text(220))
  assert.throws(() => save(LISTING, [[file, text(440)]]), /other\.ts is not what plays \(version 1\): nothing is written/)
  assert.is(readFileSync(file, 'utf8'), text(220))
})

test('values whose file is no text are named', () => {
  assert.match(save(LISTING, []), 'tone.freq = 330.125 is not written: its file is not read as text')
})

test('what is set of all voices is written, what is set of one is named', () => {
  const file = join(folder, 'voices.ts')
  const patch = (freq: string) => `voices(3, i => sine('tone', { freq: ${freq} }))\n`
  const listing = (value: number, defaults: number[], values: number[]): Listing => ({ patch: 'mine.ts', version: 1, modules: [{
    id: 'tone', kind: 'sine', doc: '', voices: 3,
    inputs: [{ name: 'freq', doc: '', unit: 'Hz', default: defaults[0], defaults, min: 20, max: 20_000, value, values, address: '/mod/tone/freq' }],
  }] })
  const saved = (freq: string, ...args: Parameters<typeof listing>) => {
    writeFileSync(file, patch(freq))
    return save(listing(...args), [[file, patch(freq)]])
  }
  assert.is(saved('220', 330, [220, 220, 220], [330, 440, 330]),
    '1 value written into voices.ts\ntone.1.freq = 440 is not written: it is a single voice')
  assert.is(readFileSync(file, 'utf8'), patch('330'))
  assert.is(saved('100 * (i + 1)', 100, [100, 200, 300], [100, 200, 300]), 'nothing is set by hand')
  assert.is(saved('100 * (i + 1)', 100, [100, 200, 300], [100, 200, 999]), 'tone.2.freq = 999 is not written: it is a single voice')
})

test.run()
