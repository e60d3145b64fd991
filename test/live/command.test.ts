/** The commands, booted for real. */
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readWav } from '../wav.ts'
import { Command, chronus, nothingLeft, playing, status, until } from './chronus.ts'
import { DEFAULT_PATCH, freePort } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'chronus-command-'))
test.after(() => rmSync(folder, { recursive: true }))
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

/** Starts an engine without a REPL on a free port, for the time of a test. */
async function engine(
  act: (port: number, command: Command, pid: number) => Promise<void>, ...options: string[]
): Promise<void> {
  const port = await freePort()
  const args = [DEFAULT_PATCH, '--headless', '--output', 'null', '--osc-port', String(port), ...options]
  const command = new Command(args, { cwd: folder })
  try {
    const { engine: { pid } } = await playing(port)
    await act(port, command, pid)
    await command.stop('SIGTERM')
    await nothingLeft(pid)
  } finally {
    await command.stop('SIGKILL')
  }
}

test('status, list and send; a busy port; the log as JSON', () => engine(async (port, command) => {
  const on = ['--osc-port', String(port)]
  const state = JSON.parse((await chronus(['status', '--json', ...on])).out)
  const keys = ['version', 'engine', 'rate', 'block', 'frame', 'bpm', 'beat', 'decks', 'spare', 'output', 'osc', 'lastError']
  for (const key of keys) assert.ok(key in state, key)
  assert.is(state.osc.port, port)
  assert.match((await chronus(['status', ...on])).out, /slot [01] .*active, running/)

  assert.equal(await chronus(['send', '/mod/lfo/offset', '-0.5', ...on]), { status: 0, out: '', err: '' })
  assert.is((await chronus(['send', '/mod/lfo/offset', ...on])).out, '/mod/lfo/offset -0.5\n')
  await chronus(['send', '/mod/filter/mode', 'highpass', ...on])
  const { modules } = JSON.parse((await chronus(['list', '--json', ...on])).out)
  const filter = modules.find((module: any) => module.id === 'filter')
  assert.is(filter.inputs.find((input: any) => input.name === 'mode').value, 'highpass')
  assert.match((await chronus(['list', ...on])).out, /cutoff +1200 Hz +20\.\.20000/)

  const wrong = await chronus(['send', '/mod/sin/freq', '330', ...on])
  assert.is(wrong.status, 1)
  assert.match(wrong.err, "Did you mean 'sine'")

  // A busy port is named, and the one who plays there plays on.
  const second = await chronus([DEFAULT_PATCH, '--headless', '--output', 'null', '--osc-port', String(port)])
  assert.is(second.status, 1)
  assert.match(second.err, `port ${port} is busy`)
  assert.ok((await status(port)).decks[0].slots.some((slot: any) => slot.state === 'running'))

  const lines = command.err.trim().split('\n').map(line => JSON.parse(line))
  const redundant = lines.find(({ event }) => event === 'redundant')
  assert.ok(redundant.level === 'info' && redundant.text && redundant.at > 0, command.err)
}, '--json'))

test('what send is refused names the address; a patch that does not load, its line as well', () => engine(async (port, command) => {
  const send = (...args: string[]): ReturnType<typeof chronus> => chronus(['send', ...args, '--osc-port', String(port)], { cwd: folder })
  assert.is((await send('mod/sine/freq', '330')).err, 'chronus: mod/sine/freq: an OSC address starts with /\n')
  file('bad.ts', "import { patch, sinn } from 'music-chronus'\nexport default patch(() => sinn('a'))\n")
  const { status, err } = await send('/patch/load', 'bad.ts')
  assert.is(status, 1)
  assert.match(err, /bad\.ts:1:\d+\n    import .*\n +\^\n.*'sine'/)
  assert.is(err, (await chronus(['check', 'bad.ts'], { cwd: folder })).err.replace('chronus: ', 'chronus: /patch/load: '))
  assert.not.match(command.err, 'bad.ts:1', 'only who asked is told why')
}, '--patches', folder))

test('without a REPL a signal ends it, and nothing of it is left', async () => {
  await Promise.all((['SIGINT', 'SIGTERM'] as const).map(signal => engine(async (_, command, pid) => {
    assert.is((await command.stop(signal)).status, 0)
    await nothingLeft(pid)
  })))
})

test('when the command itself is killed, the engine ends with it', () => engine(async (_, command, pid) => {
  await command.stop('SIGKILL')
  await nothingLeft(pid)
}))

test('an endless loop in a piped line can be ended from outside', async () => {
  const port = await freePort()
  const command = new Command([DEFAULT_PATCH, '--output', 'null', '--osc-port', String(port)], { input: null })
  command.child.stdin.write('1 + 1\nwhile (true) {}\n')
  await until('the line before it is answered', () => command.out === '2\n')
  const { engine: { pid } } = await playing(port)
  await command.stop('SIGTERM')
  await nothingLeft(pid)
})

test('render: events at their frames, the same again, a file of the length asked for', async () => {
  const events = file('events.json', JSON.stringify([
    { at: 0.5, address: '/gate/adsr', args: ['off'] }, { at: 0.25, address: '/mod/sine/freq', args: [440] },
    { at: 1.5, address: '/test' },
  ]))
  const render = (name: string): string[] =>
    ['render', DEFAULT_PATCH, '--seconds', '2', '--rate', '44100', '--out', join(folder, name), '--events', events]
  for (const name of ['a.wav', 'b.wav']) assert.is((await chronus(render(name))).status, 0)
  assert.ok(readFileSync(join(folder, 'a.wav')).equals(readFileSync(join(folder, 'b.wav'))))
  const { rate, channels, data } = readWav(join(folder, 'a.wav'))
  assert.equal([rate, channels, data.length], [44_100, 2, 2 * 2 * 44_100])
  const peak = (from: number, to: number): number =>
    data.subarray(2 * from * rate, 2 * to * rate).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  assert.ok(peak(0, 0.5) > 0.1)
  // The release takes 300 ms; then it is silent until the test tone.
  assert.ok(peak(1, 1.5) < 1e-4, `${peak(1, 1.5)}`)
  assert.ok(Math.abs(peak(1.6, 2) - 0.25) < 0.01)
})

test('render: values glide, and what comes long after is there as well', async () => {
  const events = file('glides.json', JSON.stringify([
    { at: 25, address: '/gate/adsr', args: ['off'] }, { at: 0.5, address: '/mod/adsr/sustain', args: [0, '1 bar'] },
    { at: 20, address: '/mod/adsr/sustain', args: [0.7] },
  ]))
  const out = join(folder, 'glides.wav')
  assert.is((await chronus(['render', DEFAULT_PATCH, '--seconds', '27', '--rate', '8000', '--out', out, '--events', events])).status, 0)
  const { data } = readWav(out)
  const peak = (at: number): number => data.subarray(16_000 * at, 16_000 * at + 3200).reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)
  const [start, half, down, again, end] = [0.3, 1.4, 3, 21, 26].map(peak)
  assert.ok(half < 0.65 * start && half > 0.45 * start, `${half} of ${start}`)
  assert.ok(down < 1e-3 && end < 1e-3 && Math.abs(again / start - 1) < 0.02, `${down}, ${again}, ${end}`)
})

test('render says what is wrong with its events, and what is missing', async () => {
  const render = ['render', DEFAULT_PATCH, '--seconds', '1', '--out', join(folder, 'c.wav'), '--events']
  for (const [events, says] of [
    ['[{ "at": -1, "address": "/test" }]', 'event 1: "at" is a time'],
    ['[{ "at": 0, "address": "/test" }, { "at": 0, "address": "/mod/sin/freq", "args": [1] }]', 'event 2: There is no module'],
    ['[{ "at": 0, "address": "/test", "args": 3 }]', '"args" is a list'],
    ['{}', 'is no list'],
    ['[', 'is no JSON'],
  ]) {
    const { status, err } = await chronus([...render, file('wrong.json', events)])
    assert.is(status, 1)
    assert.match(err, says)
  }
  assert.is((await chronus(['render', DEFAULT_PATCH, '--out', 'x.wav'])).status, 2)
  assert.match((await chronus([...render, join(folder, 'none.json')])).err, 'there is no file')
  const nowhere = await chronus(['render', DEFAULT_PATCH, '--seconds', '1', '--out', join(folder, 'no/such/a.wav')])
  assert.is(nowhere.status, 1)
  assert.match(nowhere.err, "can't write")
})

test('nothing that is read is written over', async () => {
  const patch = file('mine.ts', readFileSync(DEFAULT_PATCH, 'utf8'))
  const events = file('mine.json', '[]')
  const alias = join(folder, 'alias.wav')
  symlinkSync(patch, alias)
  for (const args of [
    ['render', patch, '--seconds', '1', '--out', 'mine.ts'], ['render', patch, '--seconds', '1', '--out', alias],
    ['render', patch, '--seconds', '1', '--events', events, '--out', './mine.json'],
    [patch, '--headless', '--osc-port', '0', '--output', 'wav:mine.ts'],
  ]) {
    const { status, err } = await chronus(args, { cwd: folder })
    assert.is(status, 2)
    assert.match(err, 'would be written over')
  }
  const { status, err } = await chronus(['render', patch, '--seconds', '1', '--out', '.'], { cwd: folder })
  assert.equal([status, err], [2, 'chronus: . is a folder: name a file in it, sound.wav\n'])
  assert.is(readFileSync(patch, 'utf8'), readFileSync(DEFAULT_PATCH, 'utf8'))
  assert.is(readFileSync(events, 'utf8'), '[]')
})

test('check: what a patch is, or what is wrong with it and where', async () => {
  const good = await chronus(['check', DEFAULT_PATCH])
  assert.is(good.status, 0)
  assert.match(good.out, /plays: 6 modules/)
  const wrong = await chronus(['check', file('wrong.ts',
    "import { patch, sine } from 'music-chronus'\nexport default patch(() => sine('a', { frq: 3 } as object))\n")])
  assert.is(wrong.status, 1)
  assert.match(wrong.err, 'wrong.ts:2')
  assert.match((await chronus(['check', join(folder, 'none.ts')])).err, 'there is no file')
})

test('new: a patch that plays, with what an editor needs; nothing is ever overwritten', async () => {
  const path = join(folder, 'songs', 'first')
  assert.is((await chronus(['new', path])).status, 0)
  assert.ok(existsSync(join(folder, 'songs', 'tsconfig.json')))
  assert.match((await chronus(['check', `${path}.ts`])).out, 'plays')
  writeFileSync(`${path}.ts`, '// mine')
  const again = await chronus(['new', `${path}.ts`])
  assert.is(again.status, 1)
  assert.match(again.err, 'is there already')
  assert.is(readFileSync(`${path}.ts`, 'utf8'), '// mine')
})

test('exit status: 2 for a wrong command line, 1 for a start that fails, 0 for help', async () => {
  const statuses = async (...lines: string[]): Promise<(number | null)[]> =>
    Promise.all(lines.map(async line => (await chronus(line.split(' '), { cwd: folder })).status))
  assert.equal(await statuses('--ratte 5', 'nonsense', '--block 1', 'send'), [2, 2, 2, 2])
  assert.equal(await chronus([DEFAULT_PATCH, '--device', '99', '--output', 'null'], { cwd: folder }),
    { status: 2, out: '', err: 'chronus: --device goes with --output auto or portaudio\n' })
  assert.match((await chronus([DEFAULT_PATCH, '--patches', file('my.ts', '')])).err, 'my.ts is no folder')
  const port = await freePort()
  assert.equal(await statuses('none.ts', `say louder --osc-port ${port}`, 'check none.ts', `status --osc-port ${port}`), [1, 1, 1, 1])
  assert.equal(await statuses('--help', '--version', 'render --help'), [0, 0, 0])
})

test('a patch that does not load, or a file that cannot be written, is told and nothing stays', async () => {
  const start = ['--headless', '--osc-port', '0', '--output']
  const broken = await chronus([file('broken.ts', 'export default patch(\n'), ...start, 'null'])
  assert.is(broken.status, 1)
  assert.match(broken.err, 'broken.ts')
  const nowhere = await chronus([DEFAULT_PATCH, ...start, `wav:${folder}/no/such.wav`])
  assert.is(nowhere.status, 1)
  assert.match(nowhere.err, "can't write")
})

test.run()
