/** Whatever is typed or pasted at a terminal, the prompt comes back and the music plays on. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Player, hasTmux } from './player.ts'
import { DEFAULT_PATCH } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'chronus-prompt-'))
test.after(() => rmSync(folder, { recursive: true }))
if (!hasTmux) console.log('skipped: the prompt at a terminal: needs tmux (apt-get install tmux)')
const atTerminal = hasTmux ? test : test.skip

atTerminal('pastes, imports, the editor, help, Tab, floods, exits', async () => {
  writeFileSync(join(folder, 'scale.ts'), 'export const root: number = 55\n')
  const player = new Player(folder, [DEFAULT_PATCH, '--output', 'null', '--osc-port', '0'])
  try {
    await player.sees('♪')

    // A block with mistakes in its middle, tabs, a line that goes on with a dot, and one that takes its time.
    player.paste(`const steps: number[] = [\n\t220,\n\t330,\n]\nsine.frq = 3\nthrow new Error('in the middle')
filter.cutoff = pat('400 1200')
  .slow(2) // half\n  .fast(4)\nawait new Promise(done => setTimeout(done, 100))\nsine.freq = steps[1]\nsine.freq + 1\n`)
    await player.sees(/Did you mean 'freq'[^]*Error: in the middle[^]*fast\(4\)\n[^]*\n331\n/)
    assert.not.match(player.screen(), /Invalid REPL keyword|is not defined|SyntaxError/)
    player.paste('6 * 7')
    await player.sees(/♪ 6 \* 7$/)
    player.press('Enter')
    await player.sees(/\n42\n/)

    // What the engine tells meanwhile is shown above the prompt.
    await player.line("import { root } from './scale.ts'", /scale\.ts'\n([^♪]*\n)?♪$/)
    await player.line('root + 1', /\n56\n/)
    player.press('.editor', 'Enter')
    await player.sees('Entering editor mode')
    player.paste('const twice = [1, 2]\n  .map(x => x * 2)\ntwice')
    player.press('C-d')
    await player.sees('[ 2, 4 ]')

    await player.line("filter.cutoff.to(200, '1 beat')", /\n200\n/)
    await player.line('undo()', 'filter.cutoff = 1200 again')
    player.press('filter.mode = \'highs')
    await player.sees(/'highs$/)
    player.press('Tab')
    await player.sees(/'highshelf'$/)
    player.press('C-c')
    await player.line("help('filter.q')", '/mod/filter/q')
    await player.line('process.exit(3)', 'would end the music')
    await player.line('delete globalThis.sine; Array.prototype.map = JSON = null', /\nnull\n/)
    await player.line('sine.freq + 2', /\n332\n/)

    // Interrupted in the middle of whatever it does: the terminal takes more all the same.
    player.press("for (;;) console.log('flood')", 'Enter')
    await new Promise(resolve => setTimeout(resolve, 500))
    player.press('C-c')
    await player.sees(/more\n[^]*interrupted\n/)
    await player.line('3 * 37', /\n111\n/)
    player.press('C-d')
    await player.sees('ended with 0')
  } finally {
    player.leave()
  }
})

test.run()
