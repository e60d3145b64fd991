/** Address patterns: every rule of OSC 1.0, and that no pattern takes long. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { addressMatcher, isPattern, partMatcher } from '../../src/engine/matching.ts'
import { random } from '../io/fuzz.ts'

const NAMES = ['', 'a', 'b', 'ab', 'abc', 'acb', 'sine', 'sine2', 'sine-2', 'saw', 'filter', 'a!b']

for (const [pattern, wanted] of [
  ['*', NAMES],
  ['s*', ['sine', 'sine2', 'sine-2', 'saw']],
  ['*2', ['sine2', 'sine-2']],
  ['a*b', ['ab', 'acb', 'a!b']],
  ['a*b*', ['ab', 'abc', 'acb', 'a!b']],
  ['**a**', NAMES.filter(name => name.includes('a'))],
  ['?', ['a', 'b']],
  ['???', ['abc', 'acb', 'saw', 'a!b']],
  ['sine?', ['sine2']],
  ['[ab]', ['a', 'b']],
  ['[a-c]?', ['ab']],
  ['[c-a]?', ['ab']],
  ['[!a]*', ['b', 'sine', 'sine2', 'sine-2', 'saw', 'filter']],
  ['[!a-r]*', ['sine', 'sine2', 'sine-2', 'saw']],
  ['sine[-x]2', ['sine-2']],
  ['sine[x-]2', ['sine-2']],
  ['a[x!]b', ['a!b']],
  ['{sine,saw}', ['sine', 'saw']],
  ['{sine,saw}*', ['sine', 'sine2', 'sine-2', 'saw']],
  ['{,s}a{w,b}', ['ab', 'saw']],
  ['{a,ab}{c,}', ['a', 'ab', 'abc']],
  ['{*,a}', ['a']],
  ['[]a', []],
  ['Sine*', []],
] as const) {
  test(`${pattern} stands for ${wanted.join(', ') || 'nothing'}`, () => assert.equal(NAMES.filter(partMatcher(pattern)), wanted))
}

test('a pattern stands for addresses part by part, and // for any number of parts', () => {
  const all = ['/mod/a/q', '/mod/b/q', '/mod/b/freq', '/gate/a', '/bpm', '/record/status']
  const found = (pattern: string) => all.filter(addressMatcher(pattern)).join(' ')
  assert.is(found('/mod/*/q'), '/mod/a/q /mod/b/q')
  assert.is(found('/mod/*'), '')
  assert.is(found('/*/a'), '/gate/a')
  assert.is(found('//q'), '/mod/a/q /mod/b/q')
  assert.is(found('/mod//'), '/mod/a/q /mod/b/q /mod/b/freq')
  assert.is(found('//[ab]//'), '/mod/a/q /mod/b/q /mod/b/freq /gate/a')
  assert.is(found('/{bpm,mod}'), '/bpm')
  assert.equal(['/mod/a/q', '/bpm', '//q', '/mod/?/q', '/a[b]'].map(isPattern), [false, false, true, true, true])
})

test('brackets without an end are an error', () => {
  for (const part of ['[a', 'a{b', '{a,b', 'a]', 'a}b', '[[[[', '{{{{']) assert.throws(() => partMatcher(part), /the pattern '.*' has a/)
})

test('it is what a regular expression says, for patterns and names of all kinds', () => {
  const next = random(7)
  const pick = (from: readonly string[]): string => from[Math.floor(next() * from.length)]
  const pieces: [string, string][] = [
    ['*', '.*'], ['?', '.'], ['a', 'a'], ['b', 'b'], ['[ab]', '[ab]'], ['[!a]', '[^a]'], ['{ab,c}', '(?:ab|c)'], ['{a,}', '(?:a|)'],
  ]
  for (let i = 0; i < 3000; i++) {
    const chosen = Array.from({ length: 1 + Math.floor(next() * 5) }, () => pieces[Math.floor(next() * pieces.length)])
    const name = Array.from({ length: Math.floor(next() * 6) }, () => pick(['a', 'b', 'c'])).join('')
    const [pattern, expression] = [0, 1].map(i => chosen.map(piece => piece[i]).join(''))
    assert.is(partMatcher(pattern)(name), new RegExp(`^${expression}$`, 's').test(name), `${pattern} ${name}`)
  }
})

test('a pattern made to take for ever takes a bounded number of steps', () => {
  const name = 'a'.repeat(60)
  let steps = 0
  const counted = new Proxy(Object(name), {
    get: (target, key) => {
      steps++
      const value = Reflect.get(target, key)
      return typeof value === 'function' ? value.bind(name) : value
    },
  }) as string
  const hostile = ['*a'.repeat(60), '*?'.repeat(100), '{a,aa}'.repeat(30), '{,a}'.repeat(50), '{a,a,a}*'.repeat(25)]
  for (const pattern of hostile.map(pattern => `${pattern}b`)) {
    steps = 0
    partMatcher(pattern)(counted)
    assert.ok(steps < 100_000, `${pattern.slice(0, 20)}…: ${steps} steps`)
  }
})

test.run()
