/** Loads what can't be loaded, in a directory outside the repository. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { PatchError } from '../../src/patch/error.ts'
import { loadPatch } from '../../src/patch/load.ts'

export const directory = mkdtempSync(join(tmpdir(), 'chronus-refusals-'))
test.after(() => rmSync(directory, { recursive: true }))
let count = 0

/** Loads a file with this text; gives the error. A `▸` marks the place that it must name. */
export async function refused(text: string, folder = ''): Promise<PatchError> {
  const file = write(join(folder, `patch${count++}.ts`), text)
  const error = await loadPatch(file, 48_000).then(() => undefined, error => error)
  assert.instance(error, PatchError, 'it was loaded')
  if (text.includes('▸')) assertPlace(error, file, text)
  return error
}

/** Writes a file in the directory, without the mark; gives its path. */
export function write(name: string, text: string): string {
  const file = join(directory, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text.replace('▸', ''))
  return file
}

/** Asserts that an error names the place that is marked in the text of a file. */
export function assertPlace(error: PatchError, file: string, text: string): void {
  const before = text.slice(0, text.indexOf('▸')).split('\n')
  assert.is(error.file, file)
  assert.is(`${error.line}:${error.column}`, `${before.length}:${before.at(-1)!.length + 1}`, error.report)
  assert.is(error.text, text.replace('▸', '').split('\n')[before.length - 1])
}
