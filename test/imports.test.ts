/** Imports point one way: main → repl, engine, io → slot → patch → kernel → dsp, pattern; what is said in words, say, lies between engine and kernel. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const SRC = fileURLToPath(new URL('../src', import.meta.url))

/** What each part may import besides itself. Types count as well: who names a type knows the part it comes from. */
const MAY_IMPORT: Record<string, string[]> = {
  dsp: [],
  analysis: ['dsp'],
  pictures: ['analysis', 'dsp'],
  pattern: [],
  kernel: ['pattern', 'dsp'],
  say: ['kernel', 'pattern', 'dsp'],
  patch: ['kernel', 'pattern', 'dsp'],
  slot: ['patch', 'kernel', 'pattern', 'dsp'],
  engine: ['say', 'slot', 'patch', 'kernel', 'pattern', 'dsp'],
  io: ['engine', 'slot', 'patch', 'kernel', 'pattern', 'dsp'],
  repl: ['io', 'engine', 'say', 'slot', 'patch', 'kernel', 'pattern', 'pictures', 'analysis', 'dsp'],
}

const sources = (readdirSync(SRC, { recursive: true }) as string[]).filter(file => /\.[jt]s$/.test(file)).sort()
const imports = new Map(sources.map(file => [file, importsOf(file, true)]))
const runtimeImports = new Map(sources.map(file => [file, importsOf(file, false)]))

test('every part imports only from the parts below it', () => {
  const wrong = edges().filter(([from, to]) => {
    const part = partOf(from)
    return part in MAY_IMPORT && part !== partOf(to) && !MAY_IMPORT[part].includes(partOf(to))
  })
  assert.equal(wrong.map(([from, to]) => `${from} imports ${to}`), [])
})

test('what is in no part (main, the command line) is imported by no part', () => {
  const wrong = edges().filter(([from, to]) => partOf(from) in MAY_IMPORT && !(partOf(to) in MAY_IMPORT))
  assert.equal(wrong.map(([from, to]) => `${from} imports ${to}`), [])
})

test('dsp imports nothing from outside: no Node, no package', () => {
  const wrong = [...imports].filter(([file]) => partOf(file) === 'dsp').flatMap(([file, all]) =>
    all.filter(name => !name.startsWith('.')).map(name => `${file} imports ${name}`))
  assert.equal(wrong, [])
})

test('pattern imports nothing from outside but tonal, and that only when it is needed', () => {
  const outside = [...runtimeImports].filter(([file]) => partOf(file) === 'pattern').flatMap(([file, all]) =>
    all.filter(name => !name.startsWith('.')).map(name => `${file} imports ${name}`))
  assert.equal(outside, ['pattern/theory.ts imports node:module'])
})

test('naudiodon is imported by io/portaudio.ts alone', () => {
  const who = [...imports].filter(([, all]) => all.includes('naudiodon')).map(([file]) => file)
  assert.equal(who, ['io/portaudio.ts'])
})

test('nothing that a worker loads touches io, repl or the engine', () => {
  const wrong = [...reachable('slot/worker.ts')].filter(file => ['io', 'repl', 'engine'].includes(partOf(file)))
  assert.equal(wrong, [])
})

test('no file imports itself by way of others (types may)', () => {
  const circles = sources.filter(file => runtimeImports.get(file)!.some(name =>
    name.startsWith('.') && reachable(target(file, name)).has(file)))
  assert.equal(circles, [])
})

test('every relative import names a file that is there', () => {
  const missing = edges().filter(([, to]) => !imports.has(to)).map(([from, to]) => `${from} imports ${to}`)
  assert.equal(missing, [])
})

/** Everything that a file's imports and exports name, static or dynamic, with or without those of types only. */
function importsOf(file: string, types: boolean): string[] {
  const code = readFileSync(join(SRC, file), 'utf8').replace(/^\s*(\/\/|\/\*|\*).*$/gm, '')
  const named = /^(?:import|export)\b[^'"`;]*?\bfrom\s*'([^']+)'|^import\s*'([^']+)'|\bimport\(\s*'([^']+)'/gm
  return [...code.matchAll(named)]
    .filter(([statement]) => types || !/^\w+ type\b/.test(statement))
    .map(match => match[1] ?? match[2] ?? match[3])
}

function edges(): [from: string, to: string][] {
  return [...imports].flatMap(([file, all]) =>
    all.filter(name => name.startsWith('.')).map((name): [string, string] => [file, target(file, name)]))
}

/** The file that a relative import names, from src/. */
function target(file: string, name: string): string { return normalize(join(dirname(file), name)) }

/** index.ts, the face that patches import, belongs to patch. */
function partOf(file: string): string {
  if (file === 'index.ts') return 'patch'
  return file.includes('/') ? file.slice(0, file.indexOf('/')) : ''
}

function reachable(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen
  seen.add(file)
  for (const name of runtimeImports.get(file) ?? []) if (name.startsWith('.')) reachable(target(file, name), seen)
  return seen
}

test.run()
