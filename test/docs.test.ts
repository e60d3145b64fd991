/** docs/writing-modules.md: every patch in it is played, and everything that it says is refused is refused in these words. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parse } from '@babel/parser'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { module, voices } from '../src/index.ts'
import { Instance } from '../src/kernel/instance.ts'
import { PatchError } from '../src/patch/error.ts'
import { loadPatch } from '../src/patch/load.ts'
import { kernelOf, left, peak, pitch, play, RATE, rms } from './play.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const read = (name: string) => readFileSync(join(ROOT, name), 'utf8')
const directory = mkdtempSync(join(tmpdir(), 'chronus-docs-'))
test.after(() => rmSync(directory, { recursive: true }))

function write(name: string, text: string): string {
  const file = join(directory, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  return file
}

/** A piece of TypeScript in the guide: under its file's name, if its first line says one; with the report of the error that it is
 *  there for, if one follows. */
interface Block { name: string, line: number, text: string, report?: string }

const guide = read('docs/writing-modules.md')
const blocks = [...guide.matchAll(/^```ts\n([^]*?)^```\n(?:\n```text\n([^]*?)\n```$)?/gm)].map((match, i): Block => {
  const [, text, report] = match
  const line = guide.slice(0, match.index).split('\n').length + 1
  return { name: /^\/\/ (\S+\.ts)\n/.exec(text)?.[1] ?? `step${i}.ts`, line, text, report }
})
for (const { name, text } of blocks) write(name, text)
const patches = blocks.filter(({ text }) => text.includes('export default patch'))

for (const { name, line, report } of patches) {
  test(`the guide, line ${line}: ${report === undefined ? 'it sounds' : 'it is refused'}`, async () => {
    const loaded = await loadPatch(join(directory, name), RATE).catch((error: unknown) => error as PatchError)
    if (report !== undefined) {
      assert.instance(loaded, PatchError)
      return assert.is((loaded as PatchError).report.replace(join(directory, name), 'my.ts'), report)
    }
    if (loaded instanceof Error) assert.unreachable(String(loaded))
    const pcm = play((loaded as Exclude<typeof loaded, PatchError>).kernel, RATE / 2)
    const [level, most] = [rms(pcm), peak(pcm)]
    assert.ok(level > 0.01 && most < 1, `rms ${level.toFixed(3)}, peak ${most.toFixed(2)}`)
  })
}

test('the guide has its patches', () => assert.ok(patches.length > 12))

test('the types of the guide agree', () => {
  const settings = {
    extends: join(ROOT, 'tsconfig.json'), include: ['*.ts', 'lib'],
    compilerOptions: {
      noUnusedLocals: false, verbatimModuleSyntax: false,
      paths: { 'music-chronus': [join(ROOT, 'src/index.ts')] }, typeRoots: [join(ROOT, 'node_modules/@types')],
    },
  }
  const tsconfig = write('tsconfig.json', JSON.stringify(settings))
  try {
    const tsc = join(ROOT, 'node_modules/typescript/bin/tsc')
    execFileSync(process.execPath, [tsc, '--pretty', 'false', '-p', tsconfig], { encoding: 'utf8' })
  } catch (error) {
    assert.unreachable((error as { stdout: string }).stdout)
  }
})

/** The module that the tables of refusals are about. */
const base = blocks.find(({ text }) => text.includes('// here'))!.text
const FIELD = /^(name|inputs|state|coefficients|uses|outputs|control|tick)\b/
const withCode = (code: string) => FIELD.test(code) ? base.replace(/^\}\)$/m, () => `  ${code},\n})`) : base.replace('// here', () => code)

const rows = [...guide.matchAll(/^\| (`+ ?[^]*?) \|$/gm)]
  .map(([, line]) => line.split(/(?<!\\)\|/).map(cell => cell.trim().replaceAll('\\|', '|')))
  .filter(cells => cells.length === 3)
const code = (cell: string) => cell.replace(/^`+ ?| ?`+$/g, '')
let count = 0

for (const [refused, said, works] of rows) {
  const load = (cell: string) => loadPatch(write(`refused/${count++}.ts`, withCode(code(cell))), RATE)
  test(`the guide: ${refused} is refused`, async () => {
    const error = await load(refused).then(() => undefined, error => error)
    assert.instance(error, PatchError, 'it was loaded')
    assert.is([error.message, error.hint].filter(part => part !== undefined).join(' '), said)
    if (works === '') return
    await load(works).catch(error => assert.unreachable(`${works}: ${error}`))
  })
}

for (const freq of [82.4, 220.5, 659.3]) {
  test(`the string of the guide is in tune at ${freq} Hz`, async () => {
    const { text } = blocks.find(({ text }) => text.includes('const string ='))!
    const plucked = text.replace(/return string\(.*$/m, `return string('string', { pluck: 1, freq: ${freq} })`)
    const { kernel } = await loadPatch(write(`string${freq}.ts`, plucked), RATE)
    const heard = pitch(left(play(kernel, RATE)).subarray(RATE / 4), freq)
    assert.ok(Math.abs(1200 * Math.log2(heard / freq)) < 0.1, `${heard} Hz`)
  })
}

test('what the guide says of phases in voices', () => {
  const freq = 0.01
  const step = { name: 'sweep', inputs: {}, coefficients: { turns: 0 } }
  const float = module({
    ...step, state: { phase: 0 }, control: (s, i, { period }) => { s.turns = 0.01 * period },
    tick: s => {
      s.phase += s.turns
      if (s.phase > 1) s.phase -= 1
      return s.phase
    },
  })
  const whole = module({
    ...step, state: { phase: 0 }, control: (s, i, { period }) => { s.turns = 2 ** 32 * 0.01 * period },
    tick: s => {
      s.phase = s.phase + (s.turns | 0) | 0
      return s.phase * 2 ** -32
    },
  })
  const speed = (kind: typeof float | typeof whole) => {
    const instance = new Instance(kernelOf(() => voices(4, () => kind('it'))))
    const seconds = 90
    for (let i = 0; i < seconds * RATE; i += 480) instance.render(0, 480)
    const phase = instance.output[2 * 479] / 4
    return (phase < 0 ? phase + 1 : phase) / seconds
  }
  assert.ok(Math.abs(speed(float) / freq - 1) > 0.03, `${speed(float)} Hz`)
  assert.ok(Math.abs(speed(whole) - freq) <= 1.2e-5, `${speed(whole)} Hz`) // RATE / 2³² = 1.1e-5 Hz
})

const COMPILER = ['call', 'expression', 'meaning', 'program', 'routine', 'scope', 'source', 'value'].map(name => `src/kernel/${name}.ts`)

test('the guide tells of every refusal', () => {
  const texts = [...COMPILER, 'src/dsp/definition.ts'].flatMap(file => said(read(file)).map(text => ({ file, text })))
  assert.ok(texts.length > 100, 'they were found')
  const missing = texts.filter(({ text }) => !rows.some(([, said]) => text.test(said)))
  assert.equal(missing.map(({ file, text }) => `${file}: ${text.source}`), [], 'docs/writing-modules.md: a row for each, with an example')
})

/** What a source says when it refuses something: the messages and hints of refuse(…) and TypeError, the entries of the tables of
 *  hints. What is filled in may be anything. */
function said(source: string): RegExp[] {
  const found: RegExp[] = []
  const escape = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
  const take = (node: any): void => {
    if (node?.type === 'StringLiteral') found.push(new RegExp(escape(node.value)))
    if (node?.type === 'TemplateLiteral') found.push(new RegExp(node.quasis.map((part: any) => escape(part.value.cooked)).join('.*')))
    if (node?.type === 'LogicalExpression') take(node.right)
    if (node?.type === 'ConditionalExpression') for (const way of [node.consequent, node.alternate]) take(way)
    if (node?.type === 'BinaryExpression') for (const side of [node.left, node.right]) take(side)
  }
  const walk = (node: any): void => {
    if (Array.isArray(node)) return node.forEach(walk)
    if (typeof node?.type !== 'string') return
    if (node.type === 'CallExpression' && node.callee.name === 'refuse') node.arguments.slice(1).forEach(take)
    if (node.type === 'NewExpression' && node.callee.name === 'TypeError') node.arguments.forEach(take)
    const isTable = node.type === 'VariableDeclarator' && /hints|refused/i.test(node.id.name)
    if (isTable) node.init.properties?.forEach((entry: any) => take(entry.value))
    Object.values(node).forEach(walk)
  }
  walk(parse(source, { sourceType: 'module', plugins: ['typescript'] }).program.body)
  return found
}

test.run()
