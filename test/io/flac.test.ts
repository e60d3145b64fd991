/** FLAC files: by the program where it is installed, and what is said where it isn't. */
import { spawnSync } from 'node:child_process'
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compareFlac } from '../../src/io/compare.ts'
import { checkFlac, makeFlac } from '../../src/io/flac.ts'
import { WavWriter } from '../../src/io/wav.ts'

const folder = mkdtempSync(join(tmpdir(), 'chronus-flac-'))
test.after(() => rmSync(folder, { recursive: true }))
const [wav, flac] = ['take.wav', 'take.flac'].map(name => join(folder, name))
const { PATH = '' } = process.env
test.after.each(() => { process.env.PATH = PATH })

/** What a promise is rejected with. */
const trouble = (promise: Promise<void>): Promise<string> => promise.then(() => '', error => error.message)

/** A program of that name that does as it is told, and only that. */
function pretend(script: string): void {
  const program = join(folder, 'flac')
  writeFileSync(program, `#!/bin/sh\n${script}\n`)
  chmodSync(program, 0o755)
  process.env.PATH = `${folder}:${PATH}`
}

test('where it is missing that is said, with what to do', async () => {
  const empty = mkdtempSync(join(folder, 'empty-'))
  // `nice` alone, wherever it lies.
  writeFileSync(join(empty, 'nice'), '#!/bin/sh\nexit 127\n', { mode: 0o755 })
  process.env.PATH = `${empty}:/bin`
  assert.match(await trouble(checkFlac()), 'FLAC takes the program flac (Debian, Homebrew: the package flac), which is not installed')
})

test('what fails leaves the WAV file, and nothing else', async () => {
  writeFileSync(wav, 'sound')
  pretend('echo half > "$5"; echo "ERROR: the disk is full" >&2; exit 1')
  assert.is(await trouble(makeFlac(wav, flac)), 'ERROR: the disk is full')
  assert.is(readFileSync(wav, 'utf8'), 'sound')
  assert.equal(readdirSync(folder).filter(name => /take/.test(name)), ['take.wav'])
})

const isThere = spawnSync('flac', ['--version']).status === 0
if (!isThere) console.log('skipped: a real FLAC file: it takes the program flac')
;(isThere ? test : test.skip)('a real one has the same samples', async () => {
  const writer = new WavWriter(wav, 48_000, '24')
  writer.write(Float32Array.from({ length: 9600 }, (_, i) => Math.sin(i / 50) / 2), 4800)
  writer.close()
  const expected = readFileSync(wav).subarray(94)
  const [copy, other, longer, shorter] = ['copy', 'other', 'longer', 'shorter'].map(name => join(folder, `${name}.wav`))
  copyFileSync(wav, copy)
  writeFileSync(other, readFileSync(wav).fill(77, 94 + 5, 94 + 6))
  writeFileSync(longer, Buffer.concat([readFileSync(wav), Buffer.alloc(12)]))
  writeFileSync(shorter, readFileSync(wav).subarray(0, -12))
  await checkFlac()
  await makeFlac(wav, flac)
  assert.not(existsSync(wav))
  const { stdout } = spawnSync('flac', ['-d', '-c', '--silent', '--force-raw-format', '--endian=little', '--sign=signed', flac])
  assert.ok(stdout.equals(expected))
  assert.equal(compareFlac(copy, flac), { frames: 4800, isSame: true, longer: 0 })
  assert.equal(compareFlac(longer, flac), { frames: 4800, isSame: true, longer: 2 })
  assert.equal(compareFlac(shorter, flac), { frames: 4800, isSame: null, longer: -2 })
  assert.equal(compareFlac(other, flac), { frames: 4800, isSame: false, longer: 0 })
  assert.throws(() => compareFlac(copy, other), /other\.wav is no FLAC file/)
})

test.run()
