/** What a player turned by hand, with the REPL of the real command: kept through edits, reset, shown, written into the file. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { chronus } from './chronus.ts'

const folder = mkdtempSync(join(tmpdir(), 'chronus-keeping-'))
test.after(() => rmSync(folder, { recursive: true }))
const file = join(folder, 'mine.ts')
const TEXT = `import { adsr, biquad, patch, sine } from 'music-chronus'

const ROOT = 220   // of all of it
export default patch({ fade: 5 }, () => {
  const tone = sine('tone', { freq: ROOT * 2, gain:0.5 }) // keep  these   spaces
  const amp = adsr('amp', { in: tone, attack: 10, gate: 1 })
  return biquad('filter', {
    in: amp, mode: "lowpass", cutoff: 1_200,
  })
})
`

/** Types lines into the REPL of a session of its own that plays TEXT. */
function session(...lines: string[]): Promise<{ out: string, err: string, status: number | null }> {
  writeFileSync(file, TEXT)
  return chronus([file, '--output', 'null', '--osc-port', '0', '--probation', '0.3'], { input: lines.join('\n'), cwd: folder })
}

test('a value set by hand survives an edit, unless the edit has changed it; reset goes back to the file', async () => {
  const attack = TEXT.replace('attack: 10', 'attack: 20')
  const write = (text: string): string => `await (await import('node:fs/promises')).writeFile(${JSON.stringify(file)}, ${JSON.stringify(text)})`
  const becomes = (input: string, value: number): string => `while (${input} !== ${value}) await new Promise(r => setTimeout(r, 20))`
  const { out, err } = await session(
    'filter.cutoff = 3000', 'tone.gain = 0.25',
    write(attack), becomes('amp.attack', 20), 'filter.cutoff', 'amp.attack',
    write(attack.replace('gain:0.5', 'gain:0.75')), becomes('tone.gain', 0.75), 'tone.gain', 'filter.cutoff',
    "reset('amp')", 'filter.cutoff', 'reset()', 'filter.cutoff', 'reset("tine")',
  )
  assert.equal(out.trim().split('\n').filter(line => /^[\d.]+$/.test(line)), ['3000', '0.25', '3000', '20', '0.75', '3000', '3000', '1200'])
  assert.match(err + out, 'the file has changed tone.gain = 0.75 (it was 0.25 by hand)')
  assert.match(err, "Did you mean 'tone'?")
})

test('reset takes away the patterns that were laid by hand, of one module or all, and undo brings them back', async () => {
  const { out } = await session(
    'quantise("off")', "play('amp', 'x*4')", "play('filter.cutoff', '400 900')", "play('tone.freq', '<220 330>')",
    'list()', "reset('filter')", 'list()', 'reset()', 'list()', 'undo()', 'list()',
  )
  const played = out.split('version 1\n').slice(1).map(list => [...list.matchAll(/^  (\w+) +♪/gm)].map(([, input]) => input))
  const all = ['freq', 'gate', 'cutoff']
  assert.equal(played, [all, ['freq', 'gate'], [], all])
})

test('freeze shows it, save writes it in place, and nothing else of the file is touched', async () => {
  const { out, err } = await session(
    'filter.cutoff = 3000', "filter.mode = 'highpass'", 'tone.freq = 330', 'amp.release = 900', 'freeze', 'save', "'and then'",
    'while ((await status()).decks[0].version < 2) await new Promise(r => setTimeout(r, 20))', 'filter.cutoff', 'amp.release', 'save',
  )
  const kept = TEXT.replace('1_200', '3000').replace('"lowpass"', "'highpass'").replace('gate: 1 }', 'gate: 1, release: 900 }')
  assert.is(readFileSync(file, 'utf8'), kept)
  const why = 'tone.freq = 330 is not written: in line 5 it is ROOT * 2'
  assert.ok(out.includes(`${kept}\n// ${why}\n`), out)
  const [, saved] = out.split('\n3 values written into mine.ts\n')
  assert.ok(saved.startsWith(`${why}\n'and then'\n3000\n900\n`), out)
  assert.ok(saved.trimEnd().endsWith(why), 'there is nothing more to write')
  assert.not.match(err, 'the file has changed')
})

test('undo, rollback, history and diff', async () => {
  const { out, err } = await session(
    'undo', `await (await import('node:fs/promises')).writeFile(${JSON.stringify(file)}, ${JSON.stringify(TEXT.replace('ROOT * 2', 'ROOT * 3'))})`,
    'while (tone.freq !== 660) await new Promise(r => setTimeout(r, 20))',
    'tone.freq', 'diff', 'tone.freq = 500; undo()', 'undo', 'tone.freq', 'rollback(2)', 'tone.freq', 'history', 'diff(1)', 'diff("x")', 'rollback(77)',
  )
  assert.equal(out.split('\n').filter(line => /^\d+$/.test(line)), ['660', '440', '660'])
  assert.match(out, 'tone.freq = 660 again\nversion 1 again\n')
  assert.match(err, 'there is no version before this one')
  const lines = out.split('\n').filter(line => /^[-+] /.test(line))
  assert.equal(lines.map(line => line.slice(0, 47)), Array.from({ length: 2 }, () => [
    "-  const tone = sine('tone', { freq: ROOT * 2, ", "+  const tone = sine('tone', { freq: ROOT * 3, ",
  ]).flat(), out)
  assert.match(out, /^ +1 .*mine\.ts\n +2 .*mine\.ts\n +3 .*mine\.ts, version 1 again\n▸ +4 .*mine\.ts, version 2 again$/m)
  assert.match(err, /number of a version/)
  assert.match(err, /there is no version 77/)
})

test.run()
