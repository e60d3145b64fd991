/** Several players on one engine: REPLs that are attached to it, lines of a program, OSC. */
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Command, chronus, nothingLeft, playing, status, until } from './chronus.ts'
import { Player, hasTmux } from './player.ts'
import { DEFAULT_PATCH, freePort } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'chronus-attach-'))
test.after(() => rmSync(folder, { recursive: true }))
if (!hasTmux) console.log('skipped: attached at a terminal: needs tmux (apt-get install tmux)')
const atTerminal = hasTmux ? test : test.skip

// One engine for all, whose player is at no terminal; in the end it is killed, and then its player quits.
const port = await freePort()
const owner = new Command([DEFAULT_PATCH, '--output', 'null', '--osc-port', String(port), '--headless'], { input: null })
test.before(() => playing(port))
test.after(() => { owner.child.kill('SIGTERM') })

const attach = (...options: string[]): Command =>
  new Command(['attach', '--osc-port', String(port), ...options], { input: null })
const say = ({ child }: Command, ...lines: string[]): void => { child.stdin.write(lines.map(line => `${line}\n`).join('')) }
const answers = ({ out }: Command): any[] => out.split('\n').filter(Boolean).map(line => JSON.parse(line))

test('piped lines run as at the player\'s own REPL; names are unique; each hears of the others alone', async () => {
  const [ada, agent] = [attach('--as', 'ada'), attach('--as', 'ada')]
  say(agent, '1')
  await until('it is there', () => agent.out !== '')
  say(ada, 'sine.freq = 330', 'sin.freq', 'sine.freq * 2')
  await until('it has answered', () => ada.out === '330\n660\n')
  const company = JSON.parse((await chronus(['send', '/who', '--json', '--osc-port', String(port)])).out)
  const names = JSON.parse(company.args[0]).map(({ name }: { name: string }) => name).sort()
  assert.equal(names, ['ada', 'ada 2', 'send'])
  await until('the other has heard of it', () => /← ada( 2)?: sine\.freq 330/.test(agent.err))
  await until('and the owner', () => /← ada( 2)?: sine\.freq 330/.test(owner.err))
  for (const orders of [["load('none.ts')", 'panic', 'play', 'bpm(140)'], ["play('adsr', 'x*4')", 'solo(sine)', 'mute(sine)', '1']]) {
    say(agent, ...orders)
    // No more in a second than are shown.
    await new Promise(resolve => setTimeout(resolve, 1100))
  }
  const isTold = (text: string): boolean => ada.err.split('\n').some(line => /^← ada/.test(line) && line.includes(`: ${text}`))
  for (const text of ['load none.ts: refused', 'panic', 'play', 'bpm 140', "adsr plays 'x*4'", 'solo sine', 'sine.mute 1'])
    await until(() => `ada hears of ${text}: ${ada.err}`, () => isTold(text))
  assert.not.match(ada.err, 'sine.freq 330')
  assert.not.match(agent.err, '← ada: panic')
  assert.match(ada.err, "Did you mean 'sine'")
  // A path is one from where the REPL is.
  const input = "load('default.ts')\n(await list()).patch\n"
  const elsewhere = new Command(['attach', '--osc-port', String(port)], { input, cwd: dirname(DEFAULT_PATCH) })
  assert.is((await elsewhere.ended()).out, "'patches/default.ts'\n")
  for (const each of [ada, agent]) {
    each.child.stdin.end()
    assert.is((await each.ended()).status, 0)
  }
  assert.is((await status(port)).bpm, 140)
})

test('for a program: one line of JSON for each line, and news', async () => {
  const agent = attach('--as', 'agent', '--json')
  say(agent, 'sine.freq = 30000', 'sine.freq', '(', '1 +', '1)', 'throw new Error("no")', 'sin', "console.log('hello')",
    '(await status()).rate', "help('sine')", "filter.mode = 'nope'", 'sine', '({ f() {} }).f', '{')
  await until('the last is answered', () => answers(agent).some(({ line }) => line === 13))
  await chronus(['send', '--as', 'ada', '/mod/filter/cutoff', '777', '--osc-port', String(port)])
  await until('ada is heard of', () => agent.out.includes('"ada"'))
  say(agent, ' a: filter.cutoff }')
  await until('it is finished', () => answers(agent).some(({ line }) => line === 15))
  say(agent, '(')
  agent.child.stdin.end()
  const { status, out, err } = await agent.ended()
  assert.equal([status, err], [0, ''])
  const all = out.split('\n').filter(Boolean).map(line => JSON.parse(line))
  const lines = all.filter(({ line }) => line !== undefined)
  const values = (line: number): unknown => lines.find(answer => answer.line === line)
  assert.equal(lines.map(({ line }) => line), [1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 15, 16])
  assert.equal(values(2), { line: 2, ok: true, value: 20_000 })
  assert.equal(values(5), { line: 5, ok: true, value: 2 })
  assert.match((values(6) as any).error, 'no')
  assert.match((values(7) as any).error, "Did you mean 'sine'")
  assert.equal(values(9), { line: 9, ok: true, value: 48_000 })
  assert.match((values(10) as any).value, 'sine oscillator')
  assert.match((values(11) as any).error, 'lowpass')
  assert.is((values(12) as any).value.freq, 20_000)
  assert.equal(values(15), { line: 15, ok: true, value: { a: 777 } })
  assert.is((values(16) as any).ok, false)
  assert.equal(all.filter(({ note }) => note).map(({ note }) => note), ['sine.freq = 20000: the range is 20 to 20000 Hz'])
  assert.equal(all.filter(({ printed }) => printed), [{ printed: 'hello' }])
  assert.equal(all.filter(({ news }) => news?.from).map(({ news: { from, text } }) => [from, text]), [['ada', 'filter.cutoff = 777']])
})

test('one whose answers nobody reads any more leaves', async () => {
  const agent = attach('--json')
  say(agent, '1')
  await until('it is there', () => agent.out !== '')
  agent.child.stdout.destroy()
  const asking = setInterval(() => say(agent, 'sine.freq'), 50)
  assert.is((await agent.ended()).status, 0)
  clearInterval(asking)
})

atTerminal('at a terminal: what others do appears above the line being typed; Ctrl-D leaves, and the music plays on', async () => {
  const player = new Player(folder, ['attach', '--as', 'ada', '--osc-port', String(port)])
  try {
    await player.sees(/patches\/default\.ts \(version \d\) plays on port \d+; you are 'ada' here\.\n/)
    await player.sees('♪')
    player.press('sine.fr')
    await player.sees(/♪ sine\.fr$/)
    await chronus(['send', '--as', 'agent', '/mod/filter/cutoff', '800', '--osc-port', String(port)])
    await player.sees(/← agent: filter\.cutoff 800\n[^]*♪ sine\.fr$/)
    await player.line('eq = 431', /\n431\n/)
    await player.line('filter.cutoff', /\n800\n/)
    assert.not.match(player.screen(), '← ada')
    if (spawnSync('oscsend', ['localhost', String(port), '/mod/filter/cutoff', 'f', '900']).status === 0)
      await player.sees('← osc: filter.cutoff 900')
    player.press('C-d')
    await player.sees('ended with 0')
    const { frame } = await status(port)
    await until('it plays on', async () => (await status(port)).frame > frame)
  } finally {
    player.leave()
  }
})

test('an engine that is killed is waited for; when its player quits, all who are attached are told, and end', async () => {
  const agent = attach('--as', 'agent')
  say(agent, 'sine.freq = 345', 'sine.freq')
  await until('it is there', () => agent.out === '345\n345\n')
  const { engine: { pid } } = await status(port)
  process.kill(pid, 'SIGKILL')
  say(agent, 'sine.freq + 1', "(await send('/who')).map(one => one.name).join()")
  await until('the next engine answers', () => agent.out.endsWith("346\n'agent'\n"))
  await until('the restart is told', () => agent.err.includes('it started again'))
  await playing(port)
  const { engine: { pid: last } } = await status(port)
  await owner.stop('SIGTERM')
  const { status: exit, err } = await agent.ended()
  assert.is(exit, 0)
  await Promise.all([pid, last].map(nothingLeft))
  assert.match(err, 'the player who started the engine has quit')
})

test('where no engine runs it says so', async () => {
  const { status, err } = await chronus(['attach', '--osc-port', String(await freePort())])
  assert.is(status, 1)
  assert.match(err, 'no engine runs on port')
})

test.run()
