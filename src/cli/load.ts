/** The patch that a command line names, loaded in this process: for render and check. */
import { resolve } from 'node:path'
import { PatchError } from '../patch/error.ts'
import { loadPatch } from '../patch/load.ts'
import { checkFile } from './files.ts'

/** Loads a patch file. Errors: rejects with the whole report of what is wrong. */
export async function load(name: string, rate: number): ReturnType<typeof loadPatch> {
  const path = resolve(name)
  checkFile(path, name)
  try {
    return await loadPatch(path, rate)
  } catch (error) {
    throw error instanceof PatchError ? new Error(error.report) : error
  }
}
