/** What is wrong with a patch is said with file, line and column, the line itself and what to write instead. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { PatchError } from '../../src/patch/error.ts'
import { loadPatch } from '../../src/patch/load.ts'

const directory = mkdtempSync(join(tmpdir(), 'chronus-refusals-'))
test.after(() => rmSync(directory, { recursive: true }))
let count = 0

/** Loads a file with this text, in a directory outside the repository; gives the error. A `▸` marks the place that it must
 *  name. */
async function refused(text: string, folder = ''): Promise<PatchError> {
  const file = join(directory, folder, `patch${count++}.ts`)
  const plain = text.replace('▸', '')
  writeFileSync(file, plain)
  const error = await loadPatch(file, 48_000).then(() => undefined, error => error)
  assert.instance(error, PatchError, 'it was loaded')
  if (text.includes('▸')) {
    const before = text.slice(0, text.indexOf('▸')).split('\n')
    assert.is(error.file, file)
    assert.is(`${error.line}:${error.column}`, `${before.length}:${before.at(-1)!.length + 1}`, error.report)
    assert.is(error.text, plain.split('\n')[before.length - 1])
  }
  return error
}

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
  ['an array', 's.phase = ▸[1, 2][0]', /members/, /s\.name/],
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

const inPatch = (code: string) => `import { adsr, biquad, lfo, module, patch, sine } from 'music-chronus'

export default patch({ bpm: 174 }, () => {
  const tone = sine('sine')
  ${code}
})
`
const IMPORT = 'import { patch, sine } from \'music-chronus\'\n'
const patches: [what: string, text: string, message: RegExp, hint?: RegExp][] = [
  ['an unknown input', inPatch('return sine(\'a\', { ▸fre: 2 } as any)'), /no input 'fre'.*'freq'/],
  ['an unknown choice', inPatch('return biquad(\'a\', { ▸mode: \'lowpas\' as any })'), /not 'lowpas'.*mean 'lowpass'/],
  ['a number out of range', inPatch('return sine(\'a\', { ▸freq: 5 })'), /a\.freq is 5, outside its range 20 … 20000 Hz/],
  ['NaN', inPatch('return sine(\'a\', { ▸freq: NaN })'), /takes a number \(Hz\) or a signal, not NaN/],
  ['a wrong type', inPatch('return sine(\'a\', { ▸freq: \'high\' as any })'), /takes a number \(Hz\) or a signal, not 'high'\.$/],
  ['a note', inPatch('return sine(\'a\', { ▸freq: \'A4\' as any })'), /a\.freq takes a number \(Hz\) or a signal, not 'A4'\. Write 440\.$/],
  ['a frequency with its unit', inPatch('return sine(\'a\', { ▸freq: \'2 kHz\' as any })'), /Write 2000\.$/],
  ['a time with its unit', inPatch('return adsr(\'a\', { ▸attack: \'1.5s\' as any })'), /\(ms\).*Write 1500\.$/],
  ['a level in decibels', inPatch('return sine(\'a\', { ▸gain: \'-6 dB\' as any })'), /Write 0\.50119\.$/],
  ['a percentage', inPatch('return sine(\'a\', { ▸gain: 50 })'), /a\.gain is 50, outside its range 0 … 1\. 50 % is 0\.5\.$/],
  ['operators on signals', inPatch('return sine(\'a\', { ▸freq: (tone as any) + 3 })'), /calculated with \.add\(\)/],
  ['operators on what is heard', inPatch('return (tone as any) * 0.5'), /returns NaN.*calculated with \.add\(\)/],
  ['a signal where the inputs go', inPatch('return ▸biquad(\'a\', tone as any)'), /takes its inputs by name: biquad\('a', \{ in: … \}\)/],
  ['a circle', inPatch('const a = adsr(\'a\', { in: ▸b })\n  const b = biquad(\'b\', { in: a })\n  return b'),
    /'b' is used before it is made/, /line above.*circle/],
  ['a circle by a variable', inPatch('let b: any\n  const a = biquad(\'a\', {\n    ▸in: b,\n  })\n  b = biquad(\'b\', { in: a })\n  return b'),
    /a\.in is undefined\. Make its signal in a line above.*circle.*a memory of its own/],
  ['a name that there is not', inPatch('return ▸sinee(\'a\')'), /There is no 'sinee' here/, /'sine'/],
  ['a name that was not imported', `${IMPORT}export default patch(() => ▸lfo('a'))`, /There is no 'lfo' here/, /import \{ lfo \}/],
  ['a method that there is not', inPatch('return (tone as any).▸mull(0.5)'), /There is no \.mull\(\)/, /'mul'/],
  ['what is not there', inPatch('const voice: any = undefined\n  return voice.▸out'), /What should have a \.out here is undefined/],
  ['a function that is async', `${IMPORT}export default patch((async () => sine('a')) as any)`, /returns a promise.*can't be async/],
  ['a missing name', inPatch('return ▸sine({ freq: 2 } as any)'), /needs a name first/],
  ['the same name twice', inPatch('return tone.add(▸sine(\'sine\'))'), /Two modules are called 'sine'/, /line 4/],
  ['arithmetic with nothing', inPatch('return tone.▸mul(undefined as any)'), /takes a number or a signal, not undefined/],
  ['an error of the player\'s', inPatch('throw ▸new Error(\'oops\')'), /oops/],
  ['nothing returned', inPatch('tone.mul(2)'), /returns nothing/],
  ['a number returned', inPatch('return 440'), /returns 440/],
  ['no patch', `${IMPORT}patch(() => sine('a'))`, /has no patch/, /export default patch/],
  ['an unknown import', `${IMPORT.replace('sine', '▸sinee')}export default patch(() => sinee('a'))`, /no 'sinee'/, /'sine'/],
  ['a missing file', `${IMPORT}import voice from ▸'./voices.ts'\nexport default patch(() => voice)`, /no .*voices\.ts/],
  ['a syntax error', `${IMPORT}export default patch(() => sine('a')\n▸const x = 1\n`, /Expected "\)"/],
  ['a syntax error behind letters of several bytes', `${IMPORT}const größe = '♯' ▸const x = 1\n`, /Expected ";"/],
  ['JSON that is read and is none', inPatch('return JSON.▸parse(\'{ "a": [1, 2\')'), /in JSON at position/],
  ['a tempo of 0', `${IMPORT}export default ▸patch({ bpm: 0 }, () => sine('a'))`, /bpm is 0/],
]
// After ▸ the input that is wrong.
const calls: [what: string, call: string][] = [
  ['in a later line', 'sine(\'a\', {\n    gain: 0.5, // freq: 1\n    ▸freq: 5,\n  })'],
  ['in quotes', 'sine(\'a\', { ▸\'freq\': 5 })'],
  ['by the name of a variable', 'sine(\'a\', { gain: 1, ▸freq })'],
  ['of a module in a module', 'sine(\'a\', { pitch: lfo(\'b\', { freq: 1 }), ▸freq: 5 })'],
  ['behind what looks like it', 'sine(\'freq\', { gain: [freq, freq][0] ? 1 : freq, /* , freq: 1 */ ▸freq: 5 })'],
  ['of one module of several', '[1000, 5].map(freq => sine(`a${freq}`, { ▸freq }))[0]'],
  ['not written in the call', '▸sine(\'a\', low)'],
  ['not written in the call, but in the next one', '▸sine(\'a\', low).mul(sine(\'b\', { freq: 100 }))'],
  ['among others that are spread', '▸sine(\'a\', { ...low })'],
  ['given to a function of the player\'s', '▸sine(\'a\', Object.assign({}, low, freq))'],
]
for (const [what, call] of calls) {
  test(`the place of an input ${what}`, async () => {
    const error = await refused(inPatch(`const freq = 5, low = { freq }\n  return ${call}`))
    assert.match(error.message, /\.freq is 5, outside its range/)
  })
}
const settings: [settings: string, message: RegExp][] = [
  ['{ bpm: -1 }', /bpm is -1/],
  ['{ bpm: Infinity }', /bpm is Infinity/],
  ['{ bpm: \'120\' }', /bpm is '120'/],
  ['{ fade: -1 }', /fade is -1/],
  ['{ fade: \'10\' }', /fade is '10'/],
  ['{ fade: NaN }', /fade is NaN/],
  ['{ quantise: \'bars\' }', /quantise is 'bars': it is 'off', 'beat', 'bar', or up to 64 bars: '4 bars'/],
  ['{ quantise: null }', /quantise is null/],
  ['{ quantize: \'bar\' }', /no setting 'quantize'.*Did you mean 'quantise'/],
  ['{ tempo: 120 }', /no setting 'tempo'.*There are: bpm, quantise, fade/],
  ['null', /takes settings and a function/],
  ['120', /takes settings and a function/],
]
for (const [text, message] of settings) {
  test(`settings: ${text}`, async () => {
    assert.match((await refused(`${IMPORT}export default ▸patch(${text} as any, () => sine('a'))`)).message, message)
  })
}
for (const [what, text, message, hint = /()/] of patches) {
  test(`patch: ${what}`, async () => {
    const error = await refused(text)
    assert.match(error.message, message)
    assert.match(error.hint ?? '', hint)
  })
}

const throwing = (error: string) => inPatch(`throw Object.assign(▸new Error('raw'), ${error})`)
const files: [what: string, text: string, message: RegExp, hint: RegExp][] = [
  ['is not there', inPatch('return fs.▸readFileSync(\'./kick.wav\') as any'), /^There is no file \.\/kick\.wav\.$/,
    new RegExp(`in ${process.cwd()}\\. .*new URL\\('\\./kick\\.wav', import\\.meta\\.url\\)$`)],
  ['is not there, by its whole path', inPatch('return fs.▸readFileSync(\'/no/kick.wav\') as any'), /^There is no file \/no\/kick\.wav\.$/, /^$/],
  ['is not beside the patch', inPatch('return fs.▸readFileSync(new URL(\'./kick.wav\', import.meta.url)) as any'),
    new RegExp(`^There is no file ${directory}/kick\\.wav\\.$`), /^$/],
  ['is a folder that is not there', inPatch('return fs.▸readdirSync(\'./kicks\') as any'), /^There is no folder \.\/kicks\.$/, /kicks/],
  ['is a folder', inPatch('return fs.▸readFileSync(\'/\') as any'), /is a folder\.$/, /Name a file/],
  // Whoever is root may open anything.
  ['may not be opened', throwing('{ code: \'EACCES\', path: \'./kick.wav\' }'), /^\.\/kick\.wav may not be opened\.$/, /ls -ld \.\/kick\.wav/],
  ['can\'t be read otherwise', throwing('{ code: \'EIO\', path: \'./kick.wav\' }'), /^raw$/, /^$/],
]
for (const [what, text, message, hint] of files) {
  test(`a file to read that ${what}`, async () => {
    const error = await refused(`import * as fs from 'node:fs'\n${text}`)
    assert.match(error.message, message)
    assert.match(error.hint ?? '', hint)
  })
}

const thrown: [code: string, message: string][] = [
  ['throw \'x\'', 'The patch threw \'x\'.'],
  ['throw undefined', 'The patch threw undefined.'],
  ['throw Object.create(null)', 'The patch threw [Object: null prototype] {}.'],
]
for (const [code, message] of thrown) {
  for (const text of [inPatch(code), `${code}\n${inPatch('return tone')}`]) {
    test(`${text === inPatch(code) ? 'in' : 'before'} a patch: ${code}, which has no place`, async () => {
      const { file, line, column, text: shown, hint, message: said } = await refused(text)
      assert.is(said, message)
      assert.equal([line, column, shown], [undefined, undefined, undefined])
      assert.match(file!, directory)
      assert.match(hint!, 'throw new Error(…)')
    })
  }
}

const jsons: [what: string, text: string, message: RegExp][] = [
  ['a comma that is missing', '{\n  "größe ♯": [1, 2],\n  "♯": [1, 2 ▸3]\n}\n', /Expected "," in JSON but found "3"/],
  ['an end that is missing', '{\n  "a": [1, 2▸', /found end of file/],
  ['a comma too many', '{\n  "a": 1▸,\n}\n', /does not support trailing commas/],
  ['nothing in it', '▸', /end of file/],
]
for (const [what, text, message] of jsons) {
  for (const folder of ['json', 'json of modules']) {
    test(`an imported JSON file with ${what}, in the folder ${folder}`, async () => {
      mkdirSync(join(directory, folder), { recursive: true })
      if (folder !== 'json') writeFileSync(join(directory, folder, 'package.json'), '{ "type": "module" }')
      const name = `scale${count}.json`
      writeFileSync(join(directory, folder, name), text.replace('▸', ''))
      const error = await refused(`import scale from './${name}' with { type: 'json' }\n${inPatch('return scale')}`, folder)
      const before = text.slice(0, text.indexOf('▸')).split('\n')
      assert.match(error.message, message)
      assert.is(error.file, join(directory, folder, name))
      assert.is(`${error.line}:${error.column}`, `${before.length}:${before.at(-1)!.length + 1}`, error.report)
      assert.is(error.text, text.replace('▸', '').split('\n')[before.length - 1])
    })
  }
}

test('a folder', async () => {
  const error = await loadPatch(directory, 48_000).catch(error => error)
  assert.instance(error, PatchError)
  assert.match(error.report, 'is a folder')
})

test('in a folder whose name has spaces and parentheses', async () => {
  mkdirSync(join(directory, 'a b (c)'))
  for (const code of ['return sine(\'a\', { ▸freq: 5 })', 'const make = () => sine(\'a\', { ▸freq: 5 }); return make()']) {
    await refused(inPatch(code), 'a b (c)')
  }
  await refused(withTick('s.phase = ▸freq % 1'), 'a b (c)')
})

test('a file that is not there', async () => {
  const error = await loadPatch('/nowhere/x.ts', 48_000).catch(error => error)
  assert.match(error.report, 'There is no file /nowhere/x.ts')
})

test('the report shows the place, and crosses processes as JSON', async () => {
  const error = await refused(inPatch('return sine(\'a\', { ▸freq: 5 })'))
  const copy = new PatchError(JSON.parse(JSON.stringify(error)))
  assert.is(copy.report, error.report)
  assert.is(copy.report, [
    'a.freq is 5, outside its range 20 … 20000 Hz.',
    `  ${error.file}:5:22`,
    '    return sine(\'a\', { freq: 5 })',
    '                       ^',
  ].join('\n'))
})

test('the same name in two files names the other one', async () => {
  writeFileSync(join(directory, 'voice.ts'), `import { sine } from 'music-chronus'\n\nexport const voice = () => sine('tone')\n`)
  const { hint } = await refused(`import { patch, sine } from 'music-chronus'
import { voice } from './voice.ts'
export default patch(() => voice().add(▸sine('tone')))
`)
  assert.match(hint ?? '', `The first is in ${join(directory, 'voice.ts')}, line 3.`)
})

test.run()
