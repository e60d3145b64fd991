/** docs/patch-language.md, docs/latency.md, docs/troubleshooting.md: what they show plays, what they quote is said, and the commands that
 *  any page names are there. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withStages } from '../docs/latency.ts'
import { COMMANDS, OPTIONS } from '../src/cli/commands.ts'
import { loadPatch } from '../src/patch/load.ts'
import { left, peak, play, RATE, rms } from './play.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const read = (name: string): string => readFileSync(join(ROOT, name), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'chronus-guides-'))
test.after(() => rmSync(folder, { recursive: true }))

const patches = [...read('docs/patch-language.md').matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, text]) => text)
patches.forEach((text, i) => {
  test(`patch ${i + 1} of what a patch may have sounds`, async () => {
    const file = join(folder, `patch${i}.ts`)
    writeFileSync(file, text)
    const { kernel, warnings } = await loadPatch(file, RATE)
    assert.equal(warnings, [])
    const sound = left(play(kernel, RATE))
    assert.ok(peak(sound) < 1 && rms(sound) > 0.01, `peak ${peak(sound)}, rms ${rms(sound)}`)
  })
})

test('it has its patches', () => assert.is(patches.length, 6))

test('the stages of latency are those that the program goes by', () => {
  const guide = read('docs/latency.md')
  assert.is(guide, withStages(guide), 'make docs ARGS=reference writes them')
})

test('what troubleshooting says that the program says, it says', () => {
  const sources = (readdirSync(join(ROOT, 'src'), { recursive: true }) as string[]).filter(name => name.endsWith('.ts'))
    .map(name => read(`src/${name}`).replace(/\\(['"`])/g, '$1')).join('\n')
  const tables = [...read('docs/troubleshooting.md').matchAll(/^\| (?:the line|it) says \|.*\n(?:\|.*\n)+/gm)].map(([table]) => table)
  const quoted = tables.flatMap(table => [...table.matchAll(/^\| ((?:`[^`]+`(?:, )?)+) \|/gm)]).flatMap(([, cell]) => cell.split('`, `'))
    .flatMap(text => text.replaceAll('`', '').split(/…|48000/)).map(part => part.replace(/^'| '$|'$/g, '').trim())
    .filter(part => part.length > 5)
  assert.ok(quoted.length >= 10, `${quoted.length}`)
  assert.equal(quoted.filter(part => !sources.includes(part)), [])
})

test('each command and option of the program that a page types is there', () => {
  const pages = ['README.md', ...readdirSync(join(ROOT, 'docs')).filter(name => name.endsWith('.md')).map(name => `docs/${name}`)]
  const names = Object.keys(COMMANDS)
  const wrong = pages.flatMap(page => [...read(page).matchAll(/(?<=^|`|\$ |npx )chronus( [^`\n#]*)/gm)].flatMap(([line, rest]) => {
    const [first] = rest.trim().split(' ')
    const isPatch = /^(-|[A-Z[]|['"]?[\w./]*\.[mc]?ts)/.test(first) || first === ''
    const options = [...rest.matchAll(/ --([a-z-]+)/g)].map(([, option]) => option)
    const unknown = options.filter(option => !(option in OPTIONS) && !['help', 'version'].includes(option))
    return isPatch || names.includes(first) ? unknown.map(option => `${page}: ${line}: --${option}`) : [`${page}: ${line}`]
  }))
  assert.equal(wrong, [])
})

test.run()
