/** Lines of TypeScript: which are whole, which go on, which are wrong. */
import { execFileSync } from 'node:child_process'
import { setTimeout as pause } from 'node:timers/promises'
import { runInNewContext } from 'node:vm'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BadSyntax, Incomplete, toJavaScript } from '../../src/repl/typescript.ts'

/** What a line comes to, as plain data of this context. */
const value = (code: string): unknown =>
  JSON.parse(JSON.stringify(runInNewContext(toJavaScript(code), { twice: (x: number) => 2 * x })))

test('plain JavaScript is left as it is', () => {
  for (const code of ['1 + 1\n', 'await load("x")\n', '\n', 'for (;;) {}\n', '// nothing\n'])
    assert.is(toJavaScript(code), code)
})

test('types are taken away', () => {
  assert.is(value('let x: number = 5; x * 2\n'), 10)
  assert.is(value('interface Note { pitch: number }\n const a = { pitch: 3 } as Note; a.pitch\n'), 3)
  assert.is(value('enum Wave { sine, saw }; Wave.saw\n'), 1)
})

test('type arguments are not comparisons', () => {
  assert.is(value('twice<number>(4)\n'), 8)
})

test('an object literal is an object, not a block', () => {
  assert.equal(value('{ a: 1 as number }\n'), { a: 1 })
})

test('what ends in the middle goes on in the next line', () => {
  const open = [
    'function f() {', 'const a = [1,', 'gate(', 'const t = `one', '/* one', 'x.', 'const a =', 'interface F {', 'if (1)',
  ]
  for (const code of open)
    assert.throws(() => toJavaScript(`${code}\n`), (error: Error) => error instanceof Incomplete, code)
})

test('what is wrong is shown with its place', () => {
  const error = (() => { try { toJavaScript('sine.freq = = 3\n') } catch (error) { return error as Error } })()
  assert.instance(error, BadSyntax)
  assert.match(error!.message, 'sine.freq = = 3\n              ^')
  for (const code of ['}', "'abc", 'a b', 'let let = 3 3'])
    assert.throws(() => toJavaScript(`${code}\n`), (error: Error) => error instanceof BadSyntax, code)
})

test('when Ctrl-C has ended the process of esbuild, it is started again', async () => {
  toJavaScript('let warm: number\n')
  const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,comm='], { encoding: 'utf8' }).trim().split('\n')
    .map(line => line.trim().split(/\s+/))
  const compilers = processes.filter(([, parent, name]) => Number(parent) === process.pid && name.includes('esbuild'))
  assert.ok(compilers.length > 0)
  for (const [pid] of compilers) process.kill(Number(pid), 'SIGINT')
  await pause(200)
  assert.is(value('let x: number = 5; x * 2\n'), 10)
  assert.throws(() => toJavaScript('function f() {\n'), (error: Error) => error instanceof Incomplete)
})

test.run()
