/** Module code that can't be compiled is shown in the line that the player wrote. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { refused } from './refused.ts'

/** A module whose tick is `code`, as a player would write it: comments and types around it. */
const withTick = (code: string) => `import { choice, hz, module, noise, patch } from 'music-chronus'

/** A helper. */
const half = (x: number): number => x / 2
const inner = (x: number): number => { let y = x; for (let i = 0; i < 1000; i++) y *= x; return y }
const outer = (x: number): number => inner(x)
const deep = (x: number): number => deep(x)

// The module.
const mine = module({
  name: 'mine',
  inputs: { freq: hz(220, 20, 20_000, 'pitch'), mode: choice(['on', 'off'], 'mode') },
  state: { phase: 0 },
  coefficients: { c: 0 },
  uses: { half, deep, inner, outer },
  // Every sample.
  tick: (s, { freq, mode }: { freq: number, mode: any }, env: any) => {
    const unused: number = 1
    ${code}
    return s.phase
  },
})

export default patch(() => mine('it'))
`

const codes: [what: string, code: string, message: RegExp, hint: RegExp][] = [
  ['while', '▸while (s.phase > 1) s.phase -= 1', /can't use while/, /for \(let i/],
  ['Math.random', 's.phase = ▸Math.random()', /repeated/, /noise/],
  ['Date', 's.phase = ▸Date.now()', /can't use Date/, /state/],
  ['%', 's.phase = ▸s.phase % 1', /can't use %/, /Math\.floor/],
  ['**', 's.phase = ▸s.phase ** freq', /can't use \*\*/, /Math\.pow/],
  ['==', 'if (▸freq == 1) s.phase = 0', /can't use ==/, /===/],
  ['an unknown name', 's.phase = ▸volume', /can't see 'volume'/, /uses/],
  ['an unknown field', 's.▸phas = 1', /'phas' is not in the state/, /'phase'/],
  ['an unknown function of Math', 's.phase = ▸Math.sinh(1)', /no Math\.sinh/, /sin/],
  ['what every object has', 's.phase = ▸Math.toString(freq)', /no Math\.toString/, /There are/],
  ['the name of what every object has', 's.phase = ▸constructor', /can't see 'constructor'/, /uses/],
  ['a text', 's.phase = ▸"loud"', /not a number/, /choices/],
  ['a choice as a number', 's.phase = ▸mode', /one of several names/, /===/],
  ['an unknown choice', 'if (mode === ▸"offf") s.phase = 0', /never/, /'off'/],
  ['setting an input', '▸freq = 2', /an input/, /let y = freq/],
  ['setting a coefficient', '▸s.c = 2', /coefficient/, /Copy/],
  ['setting a const', 'const z = 1; ▸z = 2', /const/, /Copy/],
  ['an endless loop', '▸for (let i = 0; i < 10; i *= 1) s.phase += 1', /between constants/, /i < 8/],
  ['a loop to an input', '▸for (let i = 0; i < freq; i++) s.phase += 1', /between constants/, /i < 8/],
  ['a loop that adds', '▸for (let i = 1; i + 0.5; i++) s.phase += 1', /between constants/, /i < 8/],
  ['a loop that subtracts', '▸for (let i = 0; i - 3000000; i++) s.phase += 1', /between constants/, /i < 8/],
  ['a loop that shifts', '▸for (let i = 1; i << 1; i++) s.phase += 1', /between constants/, /i < 8/],
  ['a loop that stays', '▸for (let i = 0; i === 0; i += 0) s.phase += 1', /between constants/, /i < 8/],
  ['a loop to itself', '▸for (let i = 0; i <= i; i++) s.phase += 1', /between constants/, /i < 8/],
  ['a long loop', '▸for (let i = 0; i < 1e9; i++) s.phase += 1', /too long/, /200000/],
  ['loops in loops', '▸for (let i = 0; i < 999; i++) { for (let j = 0; j < 999; j++) s.phase += 1 }', /too long/, /200000/],
  ['a helper\'s loop in a loop', '▸for (let i = 0; i < 500; i++) env.outer(1)', /This loop takes too long/, /helper/],
  ['loop after loop', 'for (let i = 0; i < 9000; i++) s.phase++; '.repeat(3), /tick takes too long/, /200000/],
  ['a function inside', 'const f = ▸(x: number) => x', /arrow function/, /uses/],
  ['an array', 's.phase = ▸[1, 2][0]', /has positions/, /Declare it/],
  ['new', 's.phase = ▸new Date()', /new expression/, /state/],
  ['recursion', 's.phase = env.deep(1)', /calls itself/, /loop/],
  ['too many arguments', 's.phase = ▸env.half(1, 2)', /takes 1/, /Count/],
  ['a comparison as a number', 's.phase = ▸freq > 1', /not a number/, /\? 1 : 0/],
  ['a comparison returned', 'return ▸freq > 1', /not a number/, /\? 1 : 0/],
  ['true returned', 'if (freq > 1) return ▸true', /not a number/, /\? 1 : 0/],
  ['a variable without a value', 'let ▸y; y = freq', /'y' has no value/, /Start from a number/],
  ['switch', '▸switch (freq) { default: return 1 }', /can't use switch/, /if/],
  ['try', '▸try { s.phase = 1 } catch {}', /can't use try/, /fail/],
]
for (const [what, code, message, hint] of codes) {
  test(`module code: ${what}`, async () => {
    const error = await refused(withTick(code))
    assert.match(error.message, message)
    assert.match(error.hint ?? '', hint)
  })
}

const inputs: [what: string, code: string, message: RegExp, hint: RegExp][] = [
  ['by a name of its own', 'const { freq: pitch } = inputs; ▸pitch = 2', /'pitch' is an input/, /let y = pitch/],
  ['after a dot', '▸inputs.freq = 2', /'inputs\.freq' is an input/, /let y = inputs\.freq/],
  ['that is a choice', 'const { mode: way } = inputs; s.phase = ▸way', /'way' is one of/, /way === 'on'/],
]
for (const [what, code, message, hint] of inputs) {
  test(`an input ${what}`, async () => {
    const error = await refused(withTick(code).replace('{ freq, mode }: {', 'inputs: {'))
    assert.match(error.message, message)
    assert.match(error.hint ?? '', hint)
  })
}

test('an input called like a function of the module', async () => {
  await refused(withTick('s.phase = ▸freq % 1').replace('inputs: {', 'inputs: { tick: hz(220, 20, 20_000, \'trap\'),'))
})

test('a helper is refused in its own place', async () => {
  const error = await refused(withTick('s.phase = env.half(1)').replace('x / 2', '▸x % 2'))
  assert.match(error.message, /can't use %/)
})

test('code that does not return on every path', async () => {
  assert.match((await refused(withTick('').replace('return s.phase', 'if (freq > 1) return 1'))).message, /every path/)
})

test('in a folder whose name has spaces and parentheses', async () => {
  await refused(withTick('s.phase = ▸freq % 1'), 'a b (c)')
})

test.run()
