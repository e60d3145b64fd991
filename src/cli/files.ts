/** Files that the player names on the command line. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { UsageError } from './options.ts'

const DEFAULT_PATCH = 'patches/default.ts'

/** patches/default.ts here, or the one that comes with the program. */
export function defaultPatch(): string {
  if (existsSync(DEFAULT_PATCH)) return DEFAULT_PATCH
  return relative('', fileURLToPath(new URL(`../../${DEFAULT_PATCH}`, import.meta.url)))
}

/** Errors: throws, naming the file as the player did, when it is not there or is no file. */
export function checkFile(path: string, name: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (!found) throw new Error(`there is no file ${name}`)
  if (!found.isFile()) throw new Error(`${name} is no file`)
}

/** The absolute path of a folder. Errors: throws, naming it as the player did, when it is not there or is no folder. */
export function folder(name: string): string {
  const found = statSync(name, { throwIfNoEntry: false })
  if (!found) throw new Error(`there is no folder ${name}`)
  if (!found.isDirectory()) throw new Error(`${name} is no folder`)
  return resolve(name)
}

/** Errors: throws UsageError when what is to be written is a folder, or one of the files that are read, by whatever name. */
export function checkOutput(output: string, inputs: string[]): void {
  if (statSync(output, { throwIfNoEntry: false })?.isDirectory()) {
    throw new UsageError(`${output} is a folder: name a file in it, ${join(output, 'sound.wav')}`)
  }
  const identity = (path: string): string | undefined => {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false })
    return found && `${found.dev} ${found.ino}`
  }
  const written = identity(output)
  const input = inputs.find(input => written !== undefined && identity(input) === written)
  if (input !== undefined) throw new UsageError(`${output} would be written over ${input}: choose another file`)
}

/** The JSON in a file. Errors: throws, naming the file and what is wrong with it. */
export function readJson(path: string): unknown {
  checkFile(path, path)
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (error) {
    throw new Error(`${path} is no JSON: ${(error as Error).message}`)
  }
}
