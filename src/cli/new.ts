/** `chronus new FILE`: a first patch, and beside it what an editor needs to know its types. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reason } from '../slot/reason.ts'
import type { CommandLine } from './options.ts'

const PATCH = `import { adsr, biquad, lfo, patch, sine } from 'music-chronus'

// Play it:  chronus NAME       Save it while it plays: the change is heard without a gap.
// Every number is a knob: sine.freq = 330 in the REPL, /mod/sine/freq over OSC.
export default patch(() => {
  const tone = sine('sine', { freq: 110, gain: 0.5 })
  const amp = adsr('adsr', { in: tone, attack: 10, decay: 100, sustain: 0.7, release: 300, gate: 1 })
  const sweep = lfo('lfo', { freq: 0.5, min: 200, max: 1600 })
  return biquad('filter', { in: amp, mode: 'lowpass', cutoff: sweep, q: 2 })
})
`

/** The program's own directory; its patches are covered by its own settings. */
const PROGRAM = fileURLToPath(new URL('../..', import.meta.url))

const SETTINGS = {
  compilerOptions: {
    target: 'es2023', module: 'nodenext', strict: true, noEmit: true, skipLibCheck: true, types: [],
    allowImportingTsExtensions: true, paths: { 'music-chronus': [join(PROGRAM, 'src/index.ts')] },
  },
}

/** Writes them. Errors: rejects when the patch is there already or can't be written; a tsconfig.json that is there stays. */
export async function run({ args: [name] }: CommandLine): Promise<number> {
  const file = /\.[mc]?ts$/.test(name) ? name : `${name}.ts`
  const settings = join(dirname(file), 'tsconfig.json')
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, PATCH.replace('NAME', file), { flag: 'wx' })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Error(code === 'EEXIST' ? `${file} is there already; nothing was written` : `can't write ${file}: ${reason(message)}`)
  }
  process.stdout.write(`wrote ${file}. Play it: chronus ${file}\n`)
  if (existsSync(settings) || !relative(PROGRAM, resolve(file)).startsWith('..')) return 0
  writeFileSync(settings, `${JSON.stringify(SETTINGS, null, 2)}\n`)
  process.stdout.write(`wrote ${settings}, so that your editor knows the modules\n`)
  return 0
}
