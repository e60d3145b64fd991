/** `chronus check PATCH`: what a patch is, or what is wrong with it. */
import { spawnSync } from 'node:child_process'
import { IN_FILE, shown } from '../engine/status.ts'
import { Instance } from '../kernel/instance.ts'
import type { Layout } from '../kernel/kernel.ts'
import { sampleBytes } from '../kernel/samples.ts'
import { PatchError } from '../patch/error.ts'
import { faulty } from '../patch/fault.ts'
import { prove } from '../patch/proof.ts'
import { ENDLESS, ENDS } from '../patch/unfinished.ts'
import { showModule } from '../repl/display.ts'
import type { Module } from '../repl/mirror.ts'
import { load } from './load.ts'
import type { CommandLine } from './options.ts'

/** How much of it is tried, in seconds. */
const TRIAL = 2

/** Time for the whole of it, in ms. */
const PATIENCE = 20_000
/** Marks the process in which the patch's own code runs. */
const INNER = 'CHRONUS_CHECK'
/** What that process ends with when all is well: no `process.exit` in a patch means this. */
const GOOD = 77

/** Checks the patch in a process of its own, which an endless loop in the patch can't outlive. Resolves with 1 when it
 *  doesn't play, or a part of it is silent. Errors: rejects when it takes too long. */
export async function run(line: CommandLine): Promise<number> {
  if (process.env[INNER]) return await check(line) ? GOOD : 1
  const { error, status } = spawnSync(process.execPath, process.argv.slice(1), {
    stdio: 'inherit', timeout: PATIENCE, killSignal: 'SIGKILL', env: { ...process.env, [INNER]: '1' },
  })
  if ((error as NodeJS.ErrnoException | undefined)?.code === 'ETIMEDOUT')
    throw new Error(`${line.args[0]} is not loaded after ${PATIENCE / 1000} s. ${ENDLESS}`)
  if (status === 0) throw new Error(`${line.args[0]} doesn't finish loading. ${ENDS}`)
  return status === GOOD ? 0 : 1
}

/** Loads the patch, tries it and prints what it is. Resolves with false when it can't be played, or a part of it. */
async function check({ args: [name], options: { rate, block } }: CommandLine): Promise<boolean> {
  const { kernel, warnings } = await load(name, rate)
  const { fault, peak, load: share } = prove(new Instance(kernel), block, TRIAL)
  const trouble = faulty(fault, name)
  if (trouble !== null) {
    process.stderr.write(`${new PatchError(trouble).report}\n`)
    return false
  }
  const modules = listed(kernel.layout)
  const inputs = modules.flatMap(module => module.inputs).filter(input => input.value !== null)
  const level = peak > 0 ? `peak ${(20 * Math.log10(peak)).toFixed(1)} dBFS` : 'silent'
  process.stdout.write([
    `${name} plays: ${modules.length} modules, ${inputs.length} parameters, ${level} in its first ${TRIAL} s`,
    ...sampled(kernel.layout),
    `load ${(100 * share).toFixed(2)} % of a block of ${block} frames at ${rate} Hz`,
    ...modules.map(module => showModule(module)),
  ].join('\n') + '\n')
  // It plays, but not all of it.
  for (const text of warnings) process.stderr.write(`${text}\n`)
  return warnings.length === 0
}

function sampled({ samples }: Layout): string[] {
  const files = new Set(samples.map(({ path }) => path)).size
  const megabytes = (sampleBytes(samples) / 2 ** 20).toFixed(1)
  return files === 0 ? [] : [`samples: ${files} ${files === 1 ? 'file' : 'files'}, ${megabytes} MB in memory`]
}

/** The modules as the engine would list them when it starts to play. */
function listed({ modules, notes }: Layout): Module[] {
  const played = (tree: unknown) => tree ? IN_FILE : undefined
  return modules.map(({ id, kind, doc, voices, inputs }) => ({
    id, kind, doc, voices, pattern: played(notes.find(notes => notes.id === id)?.pattern),
    inputs: inputs.map(({ param, defaults, pattern, ...input }) => ({
      ...input, pattern: played(pattern), value: param === null ? null : shown(input.default, input.choices), address: `/mod/${id}/${input.name}`,
    })),
  }))
}
