/** help(…), modules(), patches(): what they say; and that the lines that they name work. */
import { inspect } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Pattern } from '../../src/pattern/index.ts'
import { helpOn } from '../../src/repl/help.ts'
import { MAKERS, MAKER_DOCS } from '../../src/repl/makers.ts'
import { Mirror } from '../../src/repl/mirror.ts'
import { moduleObject, modulesObject } from '../../src/repl/modules.ts'
import { patchFiles, showPatches } from '../../src/repl/patches.ts'
import { Printer } from '../../src/repl/printer.ts'
import { sights } from '../../src/repl/sights.ts'
import { BARE, HELP, words } from '../../src/repl/words.ts'
import { silentEngine } from './engine.ts'

const engine = silentEngine()
const mirror = new Mirror(engine, () => {})
await mirror.refresh()
const printer = new Printer(process.stdout, process.stderr, false)
const all = words(mirror, () => {}, sights(mirror, printer, false))
const help = (asked: unknown): Promise<string> => helpOn(asked, mirror, all, HELP)

test('a module, by its name or itself: its inputs, its addresses, how a patch makes one', async () => {
  const text = await help('filter')
  for (const part of ['filter (biquad', 'cutoff', '800 Hz', '20..20000', 'OSC: /mod/filter/cutoff', "in a patch: biquad('filter'"]) {
    assert.match(text, part)
  }
  assert.is(await help(moduleObject(mirror, 'filter')), text)
})

test('an input: its value now and in the file, its range, its address, a line to try', async () => {
  mirror.listing.modules[1].inputs[0].value = 1200
  assert.equal((await help('filter.cutoff')).split('\n'), [
    'filter.cutoff: ', '  now         1200 Hz', '  in the file 800 Hz', '  range       20..20000 Hz', '  OSC         /mod/filter/cutoff 600',
    "  try         filter.cutoff = 600; filter.cutoff.to(1200, '4 bars')",
  ])
  Object.assign(mirror.listing.modules[1].inputs[0], { now: 500, left: 3.21 })
  assert.match(await help('filter.cutoff'), 'on its way: 500 Hz by now, there in 3.2 s')
  assert.match(await help('filter.mode'), /one of +lowpass, highpass, highshelf[^]*\/mod\/filter\/mode highpass[^]*filter.mode = 'highpass'/)
  assert.match(await help('adsr.gate'), /OSC +\/gate\/adsr on[^]*gate\('adsr', 0.8\); play\('adsr', 'x/)
  assert.match(await help('sine.pitch'), "follows lfo: help('lfo'), or give it a number in the patch file")
  mirror.listing.modules[0].inputs[0].pattern = "'c3 e3'"
  assert.match(await help('sine.freq'), /now +♪ 'c3 e3'\n +play\('sine.freq', 'default'\)/)
})

test('words, what patterns are made with and can do, kinds of modules', async () => {
  assert.match(await help('play'), /^ {2}play\('hats'/)
  assert.is(await help(all.play), await help('play'))
  assert.not.match(await help('play'), "load('patches")
  for (const word of Object.keys(all)) assert.match(await help(word), `${word}`, word)
  assert.is(await help(MAKERS.pat), "pat: a pattern by its text\n  pat('c3 <e3 g3> [a3 b3]*2')")
  assert.match(await help('fast'), /^\.fast: so many times as fast/)
  assert.match(await help('biquad'), /^biquad, a kind of module[^]*in a patch: biquad\('filter'/)
})

test('what patterns are made with has an example that is a pattern', () => {
  for (const [name, [, example]] of Object.entries(MAKER_DOCS)) {
    const made = new Function(...Object.keys(MAKERS), `return ${example}`)(...Object.values(MAKERS))
    assert.instance(made, Pattern, name)
    assert.ok(made.query(0, 4).length > 0 || name === 'silence', name)
  }
})

test('every word is in the help', () => {
  for (const word of Object.keys(all)) if (word !== 'exit') assert.match(HELP, `${word}(`)
  for (const word of BARE) assert.ok(Object.hasOwn(all, word), word)
})

test('a name that is none is told, with what is near', async () => {
  for (const [asked, says] of [['filtr', /Did you mean 'filter'/], ['filter.cutof', /Did you mean 'cutoff'/], ['palindrom', /'palindrome'/],
    ['bikuad', /'biquad'/], ['loadd', /'load'/], ['wxyzzyw', /Modules: sine, filter/], [3, /help takes a name/]] as const) {
    await help(asked).then(() => assert.unreachable(), ({ message }) => assert.match(message, says))
  }
})

test('modules() has a line each, modules all there is', () => {
  const modules = modulesObject(mirror) as any
  assert.match(inspect(modules()), /^sine +sine +♪ +freq ♪ [^]*\nfilter +biquad +cutoff 1200 Hz, q 1, mode lowpass\nadsr/)
  assert.match(inspect(modules), 'patches/test.ts, version 1')
  assert.equal(Object.keys(modules), ['sine', 'filter', 'adsr', 'console'])
})

test('patches() has what could be loaded, with what each says of itself first', () => {
  const files = patchFiles('patches/acid.ts')
  assert.match(files.find(({ path }) => path === 'patches/roller.ts')!.doc, /^Roller: drum and bass/)
  assert.match(showPatches(files, 'patches/acid.ts'), /▸ patches\/acid.ts +Acid: [^]*load\('patches\/answer.ts'\) plays it$/)
})

test.run()
