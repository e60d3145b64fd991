/** What is wrong with a patch is said with file, line and column, the line itself and what to write instead. */
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { PatchError } from '../../src/patch/error.ts'
import { loadPatch } from '../../src/patch/load.ts'
import { assertPlace, directory, refused, write } from './refused.ts'

const inPatch = (code: string) => `import { adsr, biquad, lfo, module, patch, sine } from 'music-chronus'

export default patch({ bpm: 174 }, () => {
  const tone = sine('sine')
  ${code}
})
`
const voicing = (code: string) => `import { biquad, feedback, noise, patch, poly, sine, svf, voices } from 'music-chronus'

export default patch(() => {
  const tone = sine('sine')
  return ${code}
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
  ['a feedback whose control comes too late', voicing(`feedback('a', back =>\n    biquad('b', { in: tone, ▸cutoff: back.mul(100) }))`),
    /'b\.cutoff' follows a signal of the feedback.*svf/],
  ['voices that go round', voicing('feedback(\'a\', back =>\n    ▸voices(3, () => svf(\'b\', { in: tone.add(back) })))'),
    /Voices can't be part of a feedback.*voices\(8, i => feedback/],
  ['a feedback of nothing', voicing('▸feedback(\'a\', tone as any)'), /takes a name and what goes round: feedback\('ring'/],
  ['half a voice', voicing('▸voices(2.5, () => sine(\'a\'))'), /1 … 4096 copies, not 2\.5/],
  ['voices of different modules', voicing('▸voices(3, i => i > 0 ? sine(\'a\') : noise(\'a\'))'), /'a' \(noise\) another has 'a' \(sine\)/],
  ['voices in voices', voicing('▸voices(3,\n    () => poly(2, ({ freq }) => sine(\'a\', { freq })))'), /can't have voices inside/],
  ['two polys without a name', voicing('poly(2, ({ freq }) => sine(\'a\', { freq })).add(\n    ▸poly(2, ({ freq }) => sine(\'b\', { freq })))'),
    /Two modules are called 'poly'/, /line 5\. .*poly\('lead', 8/],
  ['a poly with a name of two words', voicing('▸poly(\'my lead\', 2, ({ freq }) => sine(\'a\', { freq }))'), /'my lead' can't be the name of a poly/],
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
  ['{ tempo: 120 }', /no setting 'tempo'.*There are: bpm, metre, quantise, fade/],
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

const failing = (error: string) => `throw Object.assign(▸new Error('raw'), ${error})`
const files: [what: string, code: string, message: string | RegExp, hint: string | RegExp][] = [
  ['is not there', 'return fs.▸readFileSync(\'./kick.wav\')', /^There is no file \.\/kick\.wav\.$/,
    `It was looked for in ${process.cwd()}. From the folder of the patch: new URL('./kick.wav', import.meta.url)`],
  ['is not there, by its whole path', 'return fs.▸readFileSync(\'/no/kick.wav\')', /^There is no file \/no\/kick\.wav\.$/, /^$/],
  ['is not beside the patch', 'return fs.▸readFileSync(new URL(\'./kick.wav\', import.meta.url))',
    `There is no file ${directory}/kick.wav.`, /^$/],
  ['is a folder that is not there', 'return fs.▸readdirSync(\'./kicks\')', /^There is no folder \.\/kicks\.$/, './kicks'],
  ['is a folder', 'return fs.▸readFileSync(\'/\')', /is a folder\.$/, 'Name a file in it.'],
  // Whoever is root may open anything.
  ['may not be opened', failing('{ code: \'EACCES\', path: \'./kick.wav\' }'), /^\.\/kick\.wav may not be opened\.$/, 'ls -ld ./kick.wav'],
  ['can\'t be read otherwise', failing('{ code: \'EIO\', path: \'./kick.wav\' }'), /^raw$/, /^$/],
]
for (const [what, code, message, hint] of files) {
  test(`a file to read that ${what}`, async () => {
    const error = await refused(`import * as fs from 'node:fs'\n${inPatch(code)}`)
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
  for (const [where, text] of [['in', inPatch(code)], ['before', `${code}\n${inPatch('return tone')}`]]) {
    test(`${code} ${where} the patch has no place`, async () => {
      const { message: said, file, line, column, text: shown, hint } = await refused(text)
      assert.is(said, message)
      assert.match(file!, directory)
      assert.equal([line, column, shown], [undefined, undefined, undefined])
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
jsons.forEach(([what, text, message], index) => {
  for (const type of ['commonjs', 'module']) {
    test(`an imported JSON file with ${what}, of a ${type}`, async () => {
      write(join(type, 'package.json'), `{ "type": "${type}" }`)
      const file = write(join(type, `scale${index}.json`), text)
      const error = await refused(`import scale from './scale${index}.json' with { type: 'json' }\n${inPatch('return scale')}`, type)
      assert.match(error.message, message)
      assertPlace(error, file, text)
    })
  }
})

test('a folder', async () => {
  const error = await loadPatch(directory, 48_000).catch(error => error)
  assert.instance(error, PatchError)
  assert.match(error.report, 'is a folder')
})

test('in a folder whose name has spaces and parentheses', async () => {
  for (const code of ['return sine(\'a\', { ▸freq: 5 })', 'const make = () => sine(\'a\', { ▸freq: 5 }); return make()']) {
    await refused(inPatch(code), 'a b (c)')
  }
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
  write('voice.ts', `import { sine } from 'music-chronus'\n\nexport const voice = () => sine('tone')\n`)
  const { hint } = await refused(`import { patch, sine } from 'music-chronus'
import { voice } from './voice.ts'
export default patch(() => voice().add(▸sine('tone')))
`)
  assert.match(hint ?? '', `The first is in ${join(directory, 'voice.ts')}, line 3.`)
})

test.run()
