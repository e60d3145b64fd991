/** Loads a patch file: imports it, runs its build function once, compiles what that describes. */
import { statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { compile } from '../kernel/compile.ts'
import type { Kernel } from '../kernel/kernel.ts'
import { PatchError } from './error.ts'
import { imported } from './imported.ts'
import { beatsOf, isPatch } from './patch.ts'
import type { Patch, Settings } from './patch.ts'
import { nameFrom } from './samples/bank.ts'
import { gather } from './samples/gather.ts'
import { checkPatterns } from './patterns.ts'
import { walk } from './walk.ts'

/** A patch ready to play. `files`: the patch file, the files that it imports and the sounds that it plays: what to watch. `warnings`: what
 *  of it is silent, and why; `lines`: where the patterns are, `file:line` by what they play. */
export interface Loaded { kernel: Kernel, settings: Settings, files: string[], warnings: string[], lines: Record<string, string> }

/** Imports the patch file at `path`, in a process that has not imported it before, and compiles it for a sample rate in Hz.
 *  `reading`: called whenever a sound file is going to be decoded, which may take a while; `isTrial`: it comes
 *  beside another one, whose sounds are not to be looked for here.
 *  Errors: PatchError, whatever it is that the player's code does wrong. */
export async function loadPatch(path: string, rate: number, reading = () => {}, isTrial = false): Promise<Loaded> {
  const file = resolve(path)
  const found = statSync(file, { throwIfNoEntry: false })
  if (found === undefined) throw new PatchError({ message: `There is no file ${path}.` })
  if (found.isDirectory()) throw new PatchError({ message: `${path} is a folder.`, hint: 'Name a patch file in it.' })
  const folder = dirname(file)
  if (!isTrial) nameFrom(folder)
  const { settings, build } = await defaultExport(file)
  try {
    if (!isTrial) nameFrom(folder)
    const built = walk(build())
    const lines = checkPatterns(built)
    const { graph, files, warnings } = await gather(built, rate, folder, reading)
    const kernel = compile(graph, rate, settings.bpm, beatsOf(settings.metre))
    return { kernel, settings, files: [...new Set([...imported(file), ...files])], warnings, lines }
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
