/** What can be seen and heard of the sound from beside it: pictures at a terminal and as text, the figures of what plays. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { WavWriter } from '../../src/io/wav.ts'
import { Command, chronus, nothingLeft, playing, until } from './chronus.ts'
import { Player, hasTmux } from './player.ts'
import { DEFAULT_PATCH, Run, freePort } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'chronus-sights-'))
test.after(() => rmSync(folder, { recursive: true }))
const play = (port: number): string[] => [DEFAULT_PATCH, '--output', 'null', '--osc-port', String(port)]
const near = (got: number, expected: number, tolerance: number, what: string): void =>
  assert.ok(Math.abs(got - expected) <= tolerance, `${what}: ${got} for ${expected}`)

test('from a pipe each picture is one of text, and analyse() has the figures', async () => {
  const lines = ['await analyse(0.3)', 'spectrum()', 'scope(5)', 'meter()', 'graph()', '(await analyse(0.2)).pitch']
  const { status, out } = await chronus(play(0), { input: lines.join('\n'), cwd: folder })
  assert.is(status, 0)
  assert.not.match(out, /\x1b/)
  assert.match(out, /pitch +2\d\d\.\d Hz, A3/)
  assert.match(out, /strongest: 220\.\d Hz, A3, -1\d\.\d dB/)
  assert.match(out, /\n *\.\d+( .*)?\n[^]*[⠀-⣿][^]*5 ms\n/)
  assert.match(out, /\nout\n┗━ filter biquad\n {3}┣━ adsr\n/)
  assert.match(out, /\n L █+[^]* R █+[^]*LUFS {2}momentary/)
  near(Number(out.trim().split('\n').at(-1)), 220, 0.5, 'pitch')
})

test('chronus analyse listens to the engine that runs, goes on when the engine is started again, and knows its errors', async () => {
  const run = await Run.start(DEFAULT_PATCH, ['--output', 'null'])
  try {
    const port = String(run.port)
    // Its envelope has come to rest.
    await until('two seconds', async () => (await run.status()).frame > 2 * 48_000)
    const { status, out } = await chronus(['analyse', '--seconds', '0.4', '--json', '--osc-port', port])
    const figures = JSON.parse(out)
    assert.equal([status, figures.seconds, figures.clipped, figures.silent], [0, 0.4, 0, false])
    near(figures.pitch, 220, 0.5, 'pitch')
    // The patch plays a sine of 0.3 that has been open for a while, at 0.7 of that.
    near(figures.peak, 20 * Math.log10(0.21), 0.1, 'peak')
    near(figures.rms, figures.peak - 3.01, 0.1, 'rms')

    const listening = chronus(['analyse', '--seconds', '4', '--json', '--osc-port', port])
    await new Promise(resolve => setTimeout(resolve, 1500))
    process.kill(run.engine, 'SIGKILL')
    const again = await listening
    assert.equal([again.status, again.err], [0, ''])
    near(JSON.parse(again.out).pitch, 220, 0.5, 'pitch')
  } finally {
    await run.stop()
    run.remove()
  }
  const empty = join(folder, 'empty.wav')
  new WavWriter(empty, 48_000).close()
  for (const [args, says] of [
    [['analyse', empty], /empty\.wav has no frame of sound/], [['analyse'], /say which/],
    [['analyse', 'a.wav', '--seconds', '1'], /say which/], [['analyse', 'none.wav'], /can't read none\.wav/],
    [['analyse', '--seconds', '1', '--osc-port', String(await freePort())], /no engine runs/],
  ] as const) {
    const { status, err } = await chronus([...args])
    assert.ok(status! > 0)
    assert.match(err, says)
  }
})

if (!hasTmux) console.log('skipped: pictures at a terminal: needs tmux (apt-get install tmux)')
const atTerminal = hasTmux ? test : test.skip

atTerminal('pictures at a terminal: drawn until a key is pressed, at any size; then all is as it was', async () => {
  const port = await freePort()
  const player = new Player(folder, play(port))
  try {
    await player.sees('♪')
    const { engine: { pid }, decks: [deck] } = await playing(port)
    player.press('sine.freq = 330', 'Enter')
    await player.sees(/\n330\n/)
    player.press('spectrum()', 'Enter')
    await player.shows(/strongest: 330\.\d Hz, E4/)
    assert.equal(player.state(), { alternate: true, cursor: false })
    // What happens meanwhile is told afterwards; and the picture follows.
    process.kill(deck.slots[deck.active].pid, 'SIGKILL')
    await chronus(['send', '/mod/sine/freq', '440', '--osc-port', String(port)])
    await player.shows(/strongest: 440\.\d Hz, A4/)
    player.resize(60, 12)
    await until('it fits', () => {
      const rows = player.view().split('\n')
      return /^ +C1 .* C10$/m.test(player.view()) && /10k 20k$/m.test(player.view()) && rows[11] === 'any key ends this'
    })
    player.resize(20, 4)
    await player.shows('too little room')
    player.resize(200, 50)
    await player.shows(/strongest: 440/)
    player.press('q')
    await player.shows(/← send: sine\.freq 440\n[^]*♪ *\n*$/)
    assert.equal(player.state(), { alternate: false, cursor: true })
    assert.match(player.view(), /\n330\n/)

    // The key was for the picture; the next ones are for the line.
    await player.line('1 + 41', /\n42\n/)
    for (const [word, what] of [['meter', /momentary/], ['scope()', / 20 ms$/m]] as const) {
      player.press(word, 'Enter')
      await player.shows(what)
      player.press('C-c')
      await player.shows(/♪ *\n*$/)
      assert.equal(player.state(), { alternate: false, cursor: true })
    }
    await player.line('2 + 41', /\n43\n/)

    // When all ends while there is a picture, the terminal is given back.
    player.press('scope()', 'Enter')
    await player.shows(/ 20 ms$/m)
    process.kill(Number(/^PPid:\s*(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]), 'SIGTERM')
    await player.shows('ended with')
    assert.equal(player.state(), { alternate: false, cursor: true })
    await nothingLeft(pid)
  } finally {
    player.leave()
  }
})

atTerminal('the status line: below all that is printed and typed, at any size; then all is as it was', async () => {
  const port = await freePort()
  const player = new Player(folder, play(port), true)
  const line = /^default │ v1 │ 120 bpm │ \d+\.[1-4] │ load \d+ % │ (●○|○●) │( \d+ failovers? │)? +-?\d+ dBFS$/
  const last = (): string => player.view().replace(/\n$/, '').split('\n').at(-1)!
  const stands = (): Promise<void> => until(() => `it stands below:\n${player.view()}`, () => line.test(last()))
  try {
    await player.sees('♪')
    await playing(port)
    await stands()
    // What is printed goes by above it, once.
    await player.line('for (let i = 0; i < 99; i++) console.log(`row ${i}`)', /row 98\n[^♪]*♪/)
    await stands()
    assert.is(player.screen().split('\n').filter(row => line.test(row)).length, 1)
    assert.match(player.screen(), /row 0\n[^]*row 98\n/)

    // A line that is being typed, over two rows and through a change of size.
    player.resize(100, 20)
    await stands()
    player.press(`'${'a'.repeat(120)}'.length`)
    await player.shows("'.length")
    await stands()
    player.resize(90, 10)
    await stands()
    player.press('Enter')
    await player.shows(/\n120\n[^♪]*♪/)
    await stands()
    player.press('C-l')
    await until('the screen is cleared', () => !player.view().includes("'.length"))
    await stands()

    // It makes room for a picture, and comes back.
    player.press('meter()', 'Enter')
    await player.shows('momentary')
    assert.not.match(player.view(), '120 bpm')
    player.press('q')
    await stands()
    assert.match(player.view(), /♪ *\n/)

    player.press('statusline(false)', 'Enter')
    await until('it has gone', () => !/120 bpm/.test(player.view()) && /♪ *\n*$/.test(player.view()))
    player.press('statusline()', 'Enter')
    await stands()
    player.press('C-d')
    await player.shows('ended with 0')
    assert.not.match(player.view(), '120 bpm')
    assert.is(player.scrolls(), 10)
  } finally {
    player.leave()
  }
})

atTerminal('the monitor waits for an engine, follows it through its end and its next beginning, and quits', async () => {
  const port = await freePort()
  const player = new Player(folder, ['monitor', '--osc-port', String(port)], true)
  let engine: Command | null = null
  try {
    await player.sees(`waiting for an engine on port ${port}`)
    engine = new Command([...play(port), '--headless'], { input: null })
    await player.shows(/^default │ v1 │ 120 bpm/)
    await player.shows(/ L █/)
    assert.equal(player.state(), { alternate: true, cursor: false })
    await chronus(['send', '/mod/sine/freq', '333', '--osc-port', String(port)])
    await player.shows('← send: sine.freq 333')
    const { engine: { pid } } = await playing(port)
    process.kill(pid, 'SIGKILL')
    await player.shows('started again')
    for (const [columns, rows] of [[60, 12], [130, 20], [30, 6]]) {
      player.resize(columns, rows)
      await player.shows(/^default[^]* L █/)
    }
    const again = await playing(port)
    await engine.stop('SIGTERM')
    await nothingLeft(again.engine.pid)
    await player.shows('waiting for')
    player.press('q')
    await player.shows('ended with 0')
    assert.equal(player.state(), { alternate: false, cursor: true })
  } finally {
    player.leave()
    await engine?.stop('SIGTERM')
  }
})

test.run()
