/** `chronus pattern`, as a process. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'

const CHRONUS = fileURLToPath(new URL('../../src/chronus.js', import.meta.url))

function chronus(...args: string[]): { status: number | null, stdout: string, stderr: string } {
  return spawnSync(process.execPath, [CHRONUS, 'pattern', ...args], { encoding: 'utf8', timeout: 20_000 })
}

test('--json lists the events, times as fractions', () => {
  const { status, stdout, stderr } = chronus('bd(3,8,2) -1.5', '--json')
  assert.is(stderr, '')
  assert.is(status, 0)
  assert.equal(JSON.parse(stdout), [
    { whole: ['1/16', '1/8'], part: ['1/16', '1/8'], value: 'bd' },
    { whole: ['1/4', '5/16'], part: ['1/4', '5/16'], value: 'bd' },
    { whole: ['3/8', '7/16'], part: ['3/8', '7/16'], value: 'bd' },
    { whole: ['1/2', '1'], part: ['1/2', '1'], value: -1.5 },
  ])
})

test('--cycles N shows the first N; an event that is cut has its whole', () => {
  const { stdout } = chronus('<a b:3> c/2', '--json', '--cycles', '2')
  assert.equal(JSON.parse(stdout), [
    { whole: ['0', '1/2'], part: ['0', '1/2'], value: 'a' },
    { whole: ['1/2', '3/2'], part: ['1/2', '1'], value: 'c' },
    { whole: ['1', '3/2'], part: ['1', '3/2'], value: 'b:3' },
    { whole: ['1/2', '3/2'], part: ['3/2', '2'], value: 'c' },
  ])
  assert.equal(JSON.parse(chronus('~', '--json').stdout), [])
})

test('steps are X and x as written; a rest may come first', () => {
  const values = (text: string): unknown[] => JSON.parse(chronus(text, '--json').stdout).map((event: { value: unknown }) => event.value)
  assert.equal(values('X.x.'), ['X', 'x'])
  assert.equal(values('- bd'), ['bd'])
  assert.equal(values('-1 -2'), [-1, -2])
})

test('without --json it draws a line for each value, in time', () => {
  const { stdout } = chronus('bd*2 sn/2, hh*4', '--cycles', '2')
  const lines = stdout.split('\n')
  const row = (name: string, nth: number): string => lines.filter(line => line.startsWith(`${name} `))[nth]
  const ruler = lines[0]
  assert.match(ruler, /^cycle 0 +\|0 +\|1\/4 +\|1\/2 +\|3\/4 +\|$/)
  for (const [i, mark] of ['|0', '|1/4', '|1/2', '|3/4'].entries()) assert.is(row('hh', 0)[ruler.indexOf(mark)], 'x', `hh ${i}`)
  assert.is(row('bd', 0)[ruler.indexOf('|1/4')], 'x')
  assert.is(row('sn', 0).at(-1), '▸', 'it goes on after the cycle')
  assert.is(row('sn', 1)[ruler.indexOf('|1/2')], '◂', 'it has begun before')
  assert.ok(lines.every(line => line.length <= 120))
})

test('accents and steps share a line', () => {
  const [, line, ...rest] = chronus('X..x').stdout.trimEnd().split('\n')
  assert.match(line, /^x +X─+· .*x─+$/)
  assert.equal(rest, [])
})

test('a wrong notation ends with 1, and the place on stderr', () => {
  const { status, stdout, stderr } = chronus('bd [sn', '--json')
  assert.is(status, 1)
  assert.is(stdout, '')
  assert.is(stderr, 'chronus: This [ is never closed.\n    bd [sn\n       ^\n  Write ] where it ends.\n')
})

test('a wrong command line ends with 2', () => {
  for (const args of [[], ['a', 'b'], ['a', '--cycles', '0'], ['a', '--cycles', 'x'], ['a', '--rate', '44100']])
    assert.is(chronus(...args).status, 2, args.join(' '))
})

test('a pattern that is too much is stopped in time', () => {
  const start = performance.now()
  const { status, stderr } = chronus('[[[[bd*99]*99]*99]*99]*99')
  assert.is(status, 1)
  assert.match(stderr, /too many events/)
  assert.ok(performance.now() - start < 5000)
})

test.run()
