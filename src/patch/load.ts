/** Loads a patch file: imports it, runs its build function once, compiles what that describes. */
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compile } from '../kernel/compile.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { PatchError } from './error.ts'
import { imported } from './imported.ts'
import { isPatch } from './patch.ts'
import type { Patch, Settings } from './patch.ts'
import { walk } from './walk.ts'

/** A patch ready to play. `files`: the patch file and the files that it imports: what to watch. */
export interface Loaded { kernel: Kernel, settings: Settings, files: string[] }

/** Imports the patch file at `path`, in a process that has not imported it before, and compiles it for a sample rate in Hz.
 *  Errors: PatchError, whatever it is that the player's code does wrong. */
export async function loadPatch(path: string, rate: number): Promise<Loaded> {
  const file = resolve(path)
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) throw new PatchError({ message: `There is no file ${path}.` })
  if (found.isDirectory()) throw new PatchError({ message: `${path} is a folder.`, hint: 'Name a patch file in it.' })
  const { settings, build } = await defaultExport(file)
  try {
    return { kernel: compile(walk(build()), rate, settings.bpm), settings, files: imported(file) }
  } catch (error) {
    throw await explained(error, file)
  }
}

async function defaultExport(file: string): Promise<Patch> {
  try {
    const module = await import(pathToFileURL(file).href)
    // A file that is loaded as CommonJS has its exports one level deeper.
    const found = [module.default, module.default?.default].find(isPatch)
    if (found !== undefined) return found
  } catch (error) {
    throw await explained(error, file)
  }
  throw new PatchError({ message: 'This file has no patch.', file, hint: 'End it with: export default patch(() => …)' })
}

/** An error of the player's file as a PatchError. What explains it takes time to import, and mostly there is nothing to explain. */
async function explained(error: unknown, file: string): Promise<PatchError> {
  const { explain } = await import('./explain.ts')
  return explain(error, file)
}
