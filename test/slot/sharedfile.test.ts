/** The shared file where there is room, and where there is none: a limit on the size of files is felt in the same way as a
 *  full /dev/shm, a write that stops halfway and then one that fails. */
import { spawnSync } from 'node:child_process'
import { closeSync, fstatSync, readSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { filledFile, sharedFile, writeWhole } from '../../src/slot/sharedfile.ts'

const FILE = fileURLToPath(new URL('../../src/slot/sharedfile.ts', import.meta.url))
/** The unit of `ulimit -f`, bytes. */
const UNIT = 512
const LIMIT = 2048

/** What code that uses the module prints where a file may have LIMIT units. */
function limited(code: string): string {
  const script = `import(${JSON.stringify(FILE)}).then(({ filledFile, sharedFile, writeWhole }) => { ${code} })`
  const node = [process.execPath, '--import', 'tsx', '-e', script]
  return spawnSync('sh', ['-c', `ulimit -f ${LIMIT} && exec "$@"`, 'sh', ...node], { encoding: 'utf8' }).stdout.trim()
}

test('a filled file has its memory, and zeros in it', () => {
  const fd = filledFile(100_000)
  assert.is(fstatSync(fd).size, 100_000)
  assert.ok(fstatSync(fd).blocks * UNIT >= 100_000)
  closeSync(fd)
})

test('a write is whole, at its place', () => {
  const fd = sharedFile(0)
  assert.ok(writeWhole(fd, Float64Array.of(1, 2), 800))
  const found = new Float64Array(2)
  readSync(fd, found, 0, 16, 800)
  assert.equal(found, Float64Array.of(1, 2))
  closeSync(fd)
})

test('a file that finds no room is an error with words for the musician', () => {
  assert.match(limited(`try { filledFile(${2 * LIMIT * UNIT}) } catch (error) { console.log(error.message) }`),
    /^there is no room in shared memory \(.+\), .* make room for 2 MB$/)
})

test('a write that stops halfway, and one that fails, are told', () => {
  const bytes = LIMIT * UNIT
  assert.is(limited(`
    const fd = sharedFile(0)
    const write = at => writeWhole(fd, new Uint8Array(100), at)
    console.log(write(${bytes - 100}), write(${bytes - 50}), write(${bytes + 50}))`), 'true false false')
})

test.run()
