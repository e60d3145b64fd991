/** The REPL of the real command: lines from a pipe, and a player at a terminal. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Command, chronus, nothingLeft, playing, status, until } from './chronus.ts'
import { Player, hasTmux } from './player.ts'
import { DEFAULT_PATCH, freePort } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'chronus-repl-'))
test.after(() => rmSync(folder, { recursive: true }))
const play = (port: number): string[] => [DEFAULT_PATCH, '--output', 'null', '--osc-port', String(port)]

test('piped lines: one after the other, values on stdout, mistakes on stderr, then it quits', async () => {
  const input = [
    'sine.freq', 'sine.freq = 330', "send('/mod/sine/freq')", 'sin.freq',
    'const x: number = await new Promise<number>(', '  done => setTimeout(() => done(7), 100))', 'x',
    "filter.mode = 'highpass'", 'filter.mode', "gate('adsr', 0)", 'adsr.gate', "load('none.ts')", 'sine.freq', '(await status()).decks[0].version', 'sine.pitch = 1',
  ].join('\n')
  const { status, out, err } = await chronus(play(0), { input, cwd: folder })
  assert.is(status, 0)
  assert.equal(out.trim().split('\n'), ['220', '330', '330', '7', "'highpass'", "'highpass'", '0', '330', '1', '1'])
  assert.match(err, "Did you mean 'sine'")
  assert.match(err, 'none.ts')
  assert.match(err, 'vibrato')
})

test('quit ends the reading, and with it the program', async () => {
  const { status, out } = await chronus(play(0), { input: '1\nquit\n2\n' })
  assert.equal([status, out], [0, '1\n'])
})

test('without a REPL piped lines are read as well, and it stays', async () => {
  const port = await freePort()
  const command = new Command([...play(port), '--headless'], { input: 'sine.freq = 333\n' })
  await until('the line is answered', () => command.out === '333\n')
  const { engine: { pid } } = await playing(port)
  assert.is(command.child.exitCode, null)
  assert.is((await command.stop('SIGTERM')).status, 0)
  await nothingLeft(pid)
})

if (!hasTmux) console.log('skipped: the REPL at a terminal: needs tmux (apt-get install tmux)')
const atTerminal = hasTmux ? test : test.skip

atTerminal('at a terminal: greeting, values, Tab, Ctrl-C, news above the line being typed, history', async () => {
  const port = await freePort()
  const player = new Player(folder, play(port))
  try {
    await player.sees('Three things to try')
    await player.sees('♪')
    const { engine: { pid } } = await playing(port)
    await player.line('sine.freq = 331', /\n331\n/)

    await player.line('const three: number = 3; three', /\n3\n/)

    // Endless loops block the REPL alone, and Ctrl-C gets it back.
    player.press('while (true) {}', 'Enter')
    await new Promise(resolve => setTimeout(resolve, 300))
    const before = (await status(port)).frame
    player.press('C-c')
    await player.sees(/interrupted\n[^♪]*♪/)
    assert.ok((await status(port)).frame > before)
    await player.line('(three as number) * 14', /\n42\n/)
    player.press('await new Promise(() => {})', 'Enter')
    await new Promise(resolve => setTimeout(resolve, 300))
    player.press('C-c')
    await player.sees(/interrupted\n[^]*interrupted\n[^♪]*♪/)
    // One that awaits ends for good.
    player.press('let rounds = 0; for (;;) { await null; rounds++ }', 'Enter')
    await new Promise(resolve => setTimeout(resolve, 300))
    player.press('C-c')
    await player.sees(/interrupted\n[^]*interrupted\n[^]*interrupted\n[^♪]*♪/)
    await player.line('const then = rounds; await new Promise(done => setTimeout(done, 50)); rounds - then', /\n0\n[^♪]*♪/)

    // Ctrl-C on an empty line ends nothing, however often.
    player.press('C-c')
    player.press('C-c')
    await player.sees('The music plays on')

    // What happens is told above the line; what was typed stays, and is what Enter runs.
    player.press('filter.cut')
    await player.sees('♪ filter.cut')
    player.press('Tab')
    await player.sees('♪ filter.cutoff')
    const { decks: [deck] } = await status(port)
    process.kill(deck.slots[deck.active].pid, 'SIGKILL')
    await player.sees(/carries on\n[^]*♪ filter\.cutoff$/)
    await player.line(' + 1', /\n1201\n/)

    // What others set is what the REPL reads.
    await chronus(['send', '/mod/sine/freq', '555', '--osc-port', String(port)])
    await player.line('sine.freq * 2', /\n1110\n/)
    await player.line("setTimeout(() => { throw new Error('late') }, 1)", 'Error: late')

    player.press('C-d')
    await player.sees('ended with 0')
    await nothingLeft(pid)
    const history = join(folder, 'music-chronus', 'history')
    assert.ok(existsSync(history))
    assert.match(readFileSync(history, 'utf8'), 'sine.freq = 331')
  } finally {
    player.leave()
  }
})

atTerminal('the engine is killed while a line is being typed: it is told above that line, which then runs', async () => {
  const port = await freePort()
  const player = new Player(folder, play(port))
  try {
    await player.sees('♪')
    const { engine: { pid } } = await playing(port)
    await player.line('sine.freq = 432', /\n432\n/)
    player.press('sine.fr')
    await player.sees(/♪ sine\.fr$/)
    process.kill(pid, 'SIGKILL')
    await player.sees(/the engine failed \(SIGKILL\): it started again [^]*♪ sine\.fr$/)
    await player.line('eq + 1', /\n433\n/)
    const again = await playing(port)
    assert.is.not(again.engine.pid, pid)
    player.press('C-d')
    await player.sees('ended with 0')
    await Promise.all([pid, again.engine.pid].map(nothingLeft))
  } finally {
    player.leave()
  }
})

for (const loop of ['while (true) {}', 'setTimeout(() => { for (;;) {} })']) {
  atTerminal(`when the terminal is closed while ${loop} runs, all ends`, async () => {
    const port = await freePort()
    const player = new Player(folder, play(port))
    try {
      await player.sees('♪')
      const { engine: { pid } } = await playing(port)
      player.press(loop, 'Enter')
      await new Promise(resolve => setTimeout(resolve, 300))
      player.leave()
      await nothingLeft(pid)
    } finally {
      player.leave()
    }
  })
}

test.run()
