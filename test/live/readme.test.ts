/** README.md, typed: its first five minutes, in their order, into the real command in a copy of the project; and what is heard. */
import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMANDS } from '../../src/cli/commands.ts'
import { peak, pitch, rms } from '../play.ts'
import { playing, until } from './chronus.ts'
import { Typist } from './typist.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const readme = readFileSync(join(ROOT, 'README.md'), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'chronus-readme-'))
for (const name of ['src', 'patches', 'samples', 'package.json', 'tsconfig.json', 'Makefile'])
  cpSync(join(ROOT, name), join(folder, name), { recursive: true })
symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'))
mkdirSync(join(folder, 'takes'))

/** Blocks of README that are not typed here, by their first line, and where they are. */
const ELSEWHERE: Record<string, string> = {
  'make run': 'what is typed here is typed into it; make test is what runs this',
  'npm install': 'test/live/package.test.ts',
}

let player: Typist
test.before(async () => {
  // What is installed is linked here: nothing of it may be brought up to date.
  player = await Typist.start(folder, options => ['make', '-o', 'node_modules/.package-lock.json', 'run', `ARGS=${options.join(' ')}`])
})
test.after(() => {
  player?.end()
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
})

type Heard = (samples: Float32Array) => boolean
/** Listens to so many seconds again and again until they are so: what is typed is heard with the next bar, and a busy machine may have
 *  left some of it out. */
const hears = (seconds: number, is: Heard): Promise<void> => until('it is heard', async () => is(await player.hear(seconds)))
const isLoud: Heard = heard => rms(heard) > 0.01
const isSilent: Heard = heard => peak(heard) < 0.001
const tone = (hertz: number): Heard => heard => isLoud(heard) && Math.abs(pitch(heard, hertz) - hertz) < 0.01 * hertz
/** Whether something of it is that many times more in one part than in another. */
const varies = (heard: Float32Array, parts: number, of: (part: Float32Array) => number, ratio: number): boolean => {
  const length = Math.floor(heard.length / parts)
  const all = Array.from({ length: parts }, (_, n) => of(heard.subarray(n * length, (n + 1) * length)))
  return Math.max(...all) > ratio * Math.min(...all)
}
const answers = async (line: string, what: RegExp): Promise<void> => assert.match((await player.type(line)).out, what)

/** What is there to be heard or seen after a line, by the code in it. A line without an entry has to be understood. */
const HEARD: Record<string, () => unknown> = {
  'sine.freq = 110': () => hears(0.3, tone(110)),
  'filter.cutoff = 3000': () => answers('filter.cutoff', /^3000$/),
  'lfo.depth = 0.8': () => hears(0.5, heard => varies(heard, 10, part => pitch(part, 110), 1.02)),
  "gate('adsr', 0)": () => hears(0.1, isSilent),
  "gate('adsr', 1)": () => hears(0.1, isLoud),
  "note('keys', 'C4', 0.8)": () => hears(0.2, tone(261.63)),
  "chord('keys', 'Am9')": () => hears(0.1, isLoud),
  "note('keys', 'off')": () => hears(0.1, isSilent),
  'tone.q = 6': () => answers('tone[3].q', /^6$/),
  "solo('keys')": async () => {
    await player.type("note('keys', 'A4', 0.8)")
    await hears(0.2, tone(440))
    await player.type('solo()')
  },
  "play('adsr', 'X..x..x.')": () => hears(1, heard => varies(heard, 10, rms, 3)),
  "sine.freq = pat('a2 <c3 e3> [g2 a2]')": async () => {
    await player.type("play('adsr', 'default')")
    for (const hertz of [110, 98]) await hears(0.2, tone(hertz))
  },
  'filter.cutoff = signals.sine.range(300, 4000).slow(4)': async () => assert.match(await listing(), /"cutoff"[^}]*"pattern":"/),
  'bpm(174)': () => answers('bpm()', /^174$/),
}

async function listing(): Promise<string> {
  return bash('chronus list --json').stdout
}

/** A shell in which `chronus` is what README says it is, with the port of this test. */
function bash(line: string): { status: number | null, stdout: string, stderr: string } {
  const alias = `chronus() { node "$PWD/src/chronus.js" "$@" --osc-port ${player.port}; }`
  const script = `${alias}\n${line.replaceAll('localhost 5005', `localhost ${player.port}`)}`
  return spawnSync('bash', ['-c', script], { cwd: folder, encoding: 'utf8' })
}

/** What follows a line of a shell. */
const DONE: Record<string, () => unknown> = {
  'chronus send /mod/sine/freq 330': () => answers('sine.freq', /^330$/),
  'chronus send /mod/sine/freq default': () => answers('sine.freq', /^220$/),
  'chronus send /gate/adsr off': () => hears(0.1, isSilent),
  'oscsend localhost 5005 /mod/filter/cutoff f 900': async () => {
    await until('it is heard of', async () => (await player.type('filter.cutoff')).out === '900')
    await player.type("gate('adsr', 1)")
  },
}
const hasOscsend = spawnSync('sh', ['-c', 'command -v oscsend']).status === 0
if (!hasOscsend) console.log('skipped: a line of README with oscsend: needs it (apt-get install liblo-tools)')

/** README as a player reads it: sections, loads and blocks, in their order. */
const blocks = [...readme.matchAll(/^```(\w*)\n([^]*?)^```$|^\*\*[^*]+\*\* `(load\([^`]*\))`/gm)].map(([, language, text, load]) =>
  load === undefined ? { language, lines: text.trimEnd().split('\n') } : { language: '', lines: [`♪ ${load}`] })

test('all blocks are typed, here or elsewhere', () => {
  assert.ok(blocks.length > 8)
  for (const { language, lines: [first] } of blocks) assert.ok(['sh', ''].includes(language), first)
})

for (const { language, lines } of blocks) {
  if (Object.keys(ELSEWHERE).some(start => lines[0].startsWith(start))) continue
  if (language === '') for (const line of lines) {
    const [, typed] = /^♪ (.*)$/.exec(line) ?? []
    if (typed === undefined) continue
    const code = typed.replace(/\s+\/\/ .*$/, '')
    test(`♪ ${code}`, async () => {
      const said = await player.type(typed)
      assert.is(said.err, '')
      await HEARD[code]?.()
    })
  } else if (lines[0].startsWith('kill -9')) {
    test(lines[0], async () => {
      const { decks: [before] } = await playing(player.port)
      let pid: string | undefined
      await until('status shows who is active', () => {
        pid = /active, running, pid (\d+)/.exec(bash('chronus status').stdout)?.[1]
        return pid !== undefined
      })
      bash(lines[0].replace('PID', pid!))
      // Who plays on is told; so soon after an edit that may be the version before.
      await until('it is told', () => player.news.some(({ text }) => /failed \(SIGKILL\)/.test(text)))
      const { decks: [after] } = await playing(player.port)
      assert.ok(after.failovers > before.failovers)
      await hears(0.1, isLoud)
    })
  } else for (const line of lines) {
    const code = line.replace(/\s+# .*$/, '')
    if (code.startsWith('oscsend') && !hasOscsend) continue
    test(code, async () => {
      const { status, stderr } = bash(line)
      assert.is(status, 0, stderr)
      await DONE[code]?.()
    })
  }
}

test('an edit is heard, and undo brings back what was', async () => {
  await player.type("load('patches/default.ts')")
  const file = join(folder, 'patches/default.ts')
  assert.match(readme, 'change `cutoff: 1200` to `cutoff: 400`')
  writeFileSync(file, readFileSync(file, 'utf8').replace('cutoff: 1200', 'cutoff: 400'))
  await until('the edit plays', async () => (await player.type('filter.cutoff')).out === '400')
  await player.type('undo()')
  await until('it is undone', async () => (await player.type('filter.cutoff')).out !== '400')
})

test('new writes a patch where README says, and it is loaded', async () => {
  assert.is(bash('node src/chronus.js new patches/my.ts').status, 0)
  assert.is((await player.type("load('patches/my.ts')")).err, '')
  await hears(0.1, isLoud)
})

test('a take is written', async () => {
  assert.is(bash('chronus send /record/start take1').status, 0)
  await player.hear(0.2)
  assert.is(bash('chronus send /record/stop').status, 0)
  assert.ok(existsSync(join(folder, 'takes/take1.wav')))
})

test('each word that README calls is there', async () => {
  const calls = new Set([...readme.matchAll(/`(\w+)(?:\.to)?\([^`]*\)`/g)].map(([, name]) => name))
  const words = [...calls].filter(name => !['patch', 'poly', 'voices'].includes(name))
  await answers(`[${words.map(name => `typeof ${name}`)}].every(type => type === 'function')`, /^true$/)
})

test('its table of commands has them all, and no others', () => {
  const cells = [...readme.matchAll(/^\| (`chronus.*) \| .* \|$/gm)].flatMap(([, cell]) => cell.split(' · '))
  const named = cells.map(cell => /^`(?:chronus )?([a-z]+)/.exec(cell.replace('`chronus [PATCH]`', '`play`'))?.[1])
  assert.equal(named.sort(), Object.keys(COMMANDS).sort())
})

test('it has ended in order, and what was heard was never too loud', async () => {
  const { status: exit, data } = await player.leave()
  assert.is(exit, 0)
  assert.ok(peak(data) < 1)
})

test.run()
