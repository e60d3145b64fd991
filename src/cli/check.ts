/** `chronus check PATCH`: what a patch is, or what is wrong with it. */
import { resolve } from 'node:path'
import { shown } from '../engine/status.ts'
import type { Layout } from '../kernel/kernel.ts'
import { PatchError } from '../patch/error.ts'
import { loadPatch } from '../patch/load.ts'
import { prove } from '../patch/proof.ts'
import { showModule } from '../repl/display.ts'
import type { Module } from '../repl/mirror.ts'
import { checkFile } from './files.ts'
import type { CommandLine } from './options.ts'

/** How much of it is tried, in seconds. */
const TRIAL = 2

/** Loads the patch, tries it and prints what it is. Resolves with 1 when it doesn't play. */
export async function run({ args: [name], options: { rate, block } }: CommandLine): Promise<number> {
  const { kernel } = await load(name, rate)
  const { finite, peak, load: share } = prove(kernel, block, TRIAL)
  if (!finite) {
    process.stderr.write(`${name} loads, but its sound is not finite: it would be refused. Look for a feedback above 1.\n`)
    return 1
  }
  const modules = listed(kernel.layout)
  const inputs = modules.flatMap(module => module.inputs).filter(input => input.value !== null)
  const level = peak > 0 ? `peak ${(20 * Math.log10(peak)).toFixed(1)} dBFS` : 'silent'
  process.stdout.write([
    `${name} plays: ${modules.length} modules, ${inputs.length} parameters, ${level} in its first ${TRIAL} s`,
    `load ${(100 * share).toFixed(2)} % of a block of ${block} frames at ${rate} Hz`,
    ...modules.map(showModule),
  ].join('\n') + '\n')
  return 0
}

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

/** The modules as the engine would list them when it starts to play. */
function listed({ modules }: Layout): Module[] {
  return modules.map(({ id, kind, doc, inputs }) => ({
    id, kind, doc,
    inputs: inputs.map(({ param, ...input }) => ({
      ...input, value: param === null ? null : shown(input.default, input.choices), address: `/mod/${id}/${input.name}`,
    })),
  }))
}
