/** `chronus new FILE`: a first patch, and beside it what an editor needs to know its types. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { reason } from '../patch/reason.ts'
import { INDEX, TYPE_ROOT, TYPING } from '../patch/typing.ts'
import type { CommandLine } from './options.ts'

const PATCH = `import { adsr, biquad, lfo, patch, sine } from 'music-chronus'

// Play it:  CALL       Save it while it plays: the change is heard without a gap.
// Every number is a knob: sine.freq = 330 in the REPL, /mod/sine/freq over OSC.
export default patch(() => {
  const tone = sine('sine', { freq: 110, gain: 0.5 })
  const amp = adsr('adsr', { in: tone, attack: 10, decay: 100, sustain: 0.7, release: 300, gate: 1 })
  const sweep = lfo('lfo', { freq: 0.5, min: 200, max: 1600 })
  return biquad('filter', { in: amp, mode: 'lowpass', cutoff: sweep, q: 2 })
})
`

/** The program's own patches, which its own settings cover. */
const PATCHES = fileURLToPath(new URL('../../patches', import.meta.url))
/** What the player types to call the program. */
const CALL = process.env.npm_command === 'exec' ? 'npx chronus' : 'chronus'

/** Writes them. Errors: rejects when the patch is there already or can't be written; a tsconfig.json that is there stays. */
export async function run({ args: [name] }: CommandLine): Promise<number> {
  const file = /\.[mc]?ts$/.test(name) ? name : `${name}.ts`
  const settings = join(dirname(file), 'tsconfig.json')
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, PATCH.replace('CALL', `${CALL} ${file}`), { flag: 'wx' })
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    throw new Error(code === 'EEXIST' ? `${file} is there already; nothing was written` : `can't write ${file}: ${reason(message)}`)
  }
  process.stdout.write(`wrote ${file}. Play it: ${CALL} ${file}\n`)
  if (existsSync(settings) || !relative(PATCHES, resolve(file)).startsWith('..')) return 0
  writeFileSync(settings, `${JSON.stringify({ compilerOptions: optionsFor(resolve(dirname(file))) }, null, 2)}\n`)
  process.stdout.write(`wrote ${settings}, so that your editor knows the modules\n`)
  return 0
}

/** Where the package is installed beside the patches an editor finds it as any other, and the settings can go along with them to
 *  another machine; otherwise they say where it lies. */
function optionsFor(folder: string): object {
  const beside = ancestors(folder).some(above => existsSync(join(above, 'node_modules/music-chronus/types/index.d.ts')))
  if (beside) return { ...TYPING, typeRoots: [relative(folder, TYPE_ROOT)] }
  return { ...TYPING, typeRoots: [TYPE_ROOT], paths: { 'music-chronus': [INDEX] } }
}

function ancestors(folder: string): string[] {
  const parent = dirname(folder)
  return parent === folder ? [folder] : [folder, ...ancestors(parent)]
}
