/** Where patches may be loaded from, with real folders and links. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { allowedPatch } from '../../src/engine/patches.ts'

const root = mkdtempSync(join(realpathSync(tmpdir()), 'chronus-patches-'))
const at = (...path: string[]): string => join(root, ...path)
mkdirSync(at('songs', 'old'), { recursive: true })
mkdirSync(at('songs-2'))
mkdirSync(at('secret'))
for (const file of ['songs/a.ts', 'songs/old/b.ts', 'songs-2/c.ts', 'secret/d.ts']) writeFileSync(at(file), '')
symlinkSync(at('secret', 'd.ts'), at('songs', 'to-file.ts'))
symlinkSync(at('secret'), at('songs', 'to-folder'))
symlinkSync(at('secret', 'nothing.ts'), at('songs', 'to-nothing.ts'))
symlinkSync(at('songs', 'round.ts'), at('songs', 'round.ts'))
symlinkSync('old/b.ts', at('songs', 'within.ts'))
symlinkSync(at('songs'), at('alias'))
test.after(() => rmSync(root, { recursive: true }))

const songs = [at('songs')]
/** Why a path is refused. */
function refused(path: string, folders = songs): Promise<string> {
  return allowedPatch(path, folders).then(() => 'allowed', error => error.message)
}

test('what lies below a folder is allowed, however it is written', async () => {
  for (const path of ['songs/a.ts', 'songs/old/b.ts', 'songs/within.ts', 'songs/old/../a.ts', 'songs//a.ts', 'alias/a.ts'])
    assert.is(await allowedPatch(`${root}/${path}`, songs), at(path))
})

test('the folder may be a link itself, or end with a slash, or be the root', async () => {
  for (const folder of [at('alias'), `${root}/songs/`, '/'])
    for (const path of ['songs/a.ts', 'alias/a.ts']) assert.is(await allowedPatch(at(path), [folder]), at(path))
})

test('a file among the folders allows itself, as a link does what it leads to, and nothing beside it', async () => {
  const folders = [at('songs'), at('songs', 'to-file.ts')]
  assert.is(await allowedPatch(at('songs', 'to-file.ts'), folders), at('songs', 'to-file.ts'))
  writeFileSync(at('secret', 'e.ts'), '')
  assert.match(await refused(at('secret', 'e.ts'), folders), 'outside')
})

test('what lies outside is refused in the same words, whether or not it is there', async () => {
  for (const path of [
    at('secret', 'd.ts'), at('secret'), at('secret', 'no.ts'), at('songs-2', 'c.ts'), at('songs-2', 'no.ts'), root, '/',
    '/etc/passwd', '/etc/nothing',
    `${root}/songs/../secret/d.ts`, `${root}/songs/../secret/no.ts`, '../../etc/passwd', '/proc/self/environ', '/dev/zero',
    at('songs', 'to-file.ts'), at('songs', 'to-folder', 'd.ts'), at('songs', 'to-folder', 'no.ts'), at('songs', 'to-folder'),
    at('songs', 'to-nothing.ts'), at('songs', 'to-nothing.ts', 'more.ts'), at('songs', 'round.ts'),
    `${root}/songs\0/../../etc/passwd`,
  ]) assert.is(await refused(path), `${path} is outside of the folders that patches are loaded from: ${at('songs')}. ` +
    'To add a folder, start chronus with --patches DIR')
})

test('what would lie inside is not there, or is no file, and is called so', async () => {
  for (const path of [
    'songs/no.ts', 'songs/no/no.ts', 'songs/a.ts/more.ts', 'songs/a.ts\0', 'songs/../songs/no.ts',
    `songs/${'x'.repeat(5000)}.ts`, `songs/no${'/a'.repeat(30_000)}`,
  ]) assert.is(await refused(`${root}/${path}`), `there is no file ${root}/${path}`)
  assert.is(await refused(at('songs', 'old')), `${at('songs', 'old')} is no file`)
  execFileSync('mkfifo', [at('songs', 'pipe.ts')])
  assert.is(await refused(at('songs', 'pipe.ts')), `${at('songs', 'pipe.ts')} is no file`)
})

test('slashes that are none, and percent signs, are letters of a name', async () => {
  for (const name of [
    '..\u2215..\u2215secret\u2215d.ts', '..\uff0fsecret\uff0fd.ts', '..%2fsecret%2fd.ts', '\u202e..', '..\\secret\\d.ts',
  ]) assert.match(await refused(at('songs', name)), 'there is no file')
})

test('a folder that is not there allows nothing', async () => {
  assert.match(await refused(at('songs', 'a.ts'), [at('no')]), 'outside')
  assert.match(await refused(at('songs', 'a.ts'), []), 'outside')
})

test.run()
