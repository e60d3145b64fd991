/** The command line as it is read: what is taken, and what is said of what is wrong. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMANDS } from '../../src/cli/commands.ts'
import { help } from '../../src/cli/help.ts'
import { UsageError, readCommandLine } from '../../src/cli/options.ts'

const read = (text: string): ReturnType<typeof readCommandLine> => readCommandLine(text.split(' ').filter(Boolean))
/** What a wrong command line is told. */
function told(text: string): string {
  try {
    read(text)
  } catch (error) {
    assert.instance(error, UsageError)
    return (error as Error).message
  }
  throw new Error(`${text} was taken`)
}

test('without anything, the defaults', () => {
  const { command, args, options } = read('')
  assert.equal([command, args], ['play', []])
  assert.equal(options, {
    output: { kind: 'auto' }, device: undefined, oscPort: undefined, oscHost: '127.0.0.1', rate: 48_000, block: 128,
    headless: false, noStatus: false, quantise: 'off', fade: 20, probation: undefined, recordings: './recordings', patches: [],
    seconds: undefined, out: undefined,
    events: undefined, cycles: 1, as: undefined, json: false,
  })
})

test('a patch with options, before and after', () => {
  const { command, args, options } = read('--rate 44100 my/patch.ts --output wav:a:b.wav --osc-port=0 --quantise bar')
  assert.equal([command, args], ['play', ['my/patch.ts']])
  assert.equal([options.rate, options.output, options.oscPort, options.quantise],
    [44_100, { kind: 'wav', file: 'a:b.wav' }, 0, 'bar'])
})

test('commands, with their options before or after', () => {
  assert.is(read('--osc-port 5006 status').command, 'status')
  assert.equal(read('render a.ts --seconds 1.5 --out b.wav').options.seconds, 1.5)
})

test('negative numbers are arguments', () => {
  assert.equal(read('send /mod/lfo/offset -0.5 -.5 -3').args, ['/mod/lfo/offset', '-0.5', '-.5', '-3'])
  assert.match(told('--fade -5'), "not '-5'")
  assert.match(told('--fade=-5 -h'), "not '-5'")
})

test('play may be said, as it is suggested', () => {
  assert.match(told('pley'), "did you mean 'play'?")
  const { command, args, options } = read('play my/patch.ts --headless')
  assert.equal([command, args, options.headless], ['play', ['my/patch.ts'], true])
  assert.equal(read('play').args, [])
})

test('an option that may be repeated is a list', () => {
  assert.equal(read('--patches a --rate 44100 b.ts --patches=c/d --patches a').options.patches, ['a', 'c/d', 'a'])
  assert.match(told('--patches a --patches'), '--patches needs a value: DIR')
  assert.match(told('--patches= b.ts'), '--patches needs a value: DIR')
  assert.match(told('status --patches a'), '--patches belongs to chronus, chronus tmux, not to chronus status')
})

test('a switch takes no value', () => {
  for (const text of ['--headless=yes', '--json=false', 'status --json=true', '--headless='])
    assert.match(told(text), /--(headless|json) takes no value/)
})

test('an unknown option or command is named, with the nearest', () => {
  assert.match(told('--ratte 5'), "unknown option --ratte: did you mean --rate? See chronus --help")
  assert.match(told('-x'), 'unknown option -x')
  assert.match(told('rendr a.ts --seconds 1'), "unknown command 'rendr': did you mean 'render'?")
  assert.match(told('status --xson'), 'See chronus status --help')
})

test('an option of another command says whose it is', () => {
  assert.match(told('status --rate 44100'), 'belongs to chronus, chronus render, chronus check, chronus tmux, not to chronus status')
})

test('bad values are named, with what would be right', () => {
  for (const text of ['--rate 7999', '--rate 192001', '--rate x', '--rate 44100.5', '--rate -1'])
    assert.match(told(text), '--rate takes a whole number from 8000 to 192000')
  for (const text of ['--block 15', '--block 4097', '--block 12.5']) assert.match(told(text), '16 to 4096')
  assert.match(told('--output speakers'), 'auto, portaudio, null or wav:FILE')
  assert.match(told('--output wav:'), 'wav:FILE')
  for (const text of ['phrase', 'bars', '4bars']) assert.match(told(`--quantise ${text}`), "'off', 'beat', 'bar'")
  assert.match(told('--osc-port 70000'), '0 to 65535')
  assert.match(told('--rate'), '--rate needs a value: N (sample rate, Hz)')
  assert.match(told('--fade'), '--fade needs a value: MS (milliseconds over which')
  assert.match(told('--probation'), '--probation needs a value: S (seconds to keep')
})

test('too few and too many arguments', () => {
  assert.match(told('send'), 'chronus send ADDRESS')
  assert.match(told('check'), 'chronus check PATCH')
  assert.match(told('a.ts b.ts'), "'b.ts' is too much")
})

test('help says every command and every option', () => {
  const page = help('play')
  for (const { usage } of Object.values(COMMANDS)) assert.match(page, usage.split(' --')[0])
  for (const option of COMMANDS.play.options) assert.match(page, `--${option}`)
  for (const option of COMMANDS.render.options) assert.match(help('render'), `--${option}`)
  assert.ok(read('render --help').help)
  assert.ok(read('-h').help)
})

test('no line of help is wider than a terminal of 110 columns', () => {
  for (const command of Object.keys(COMMANDS))
    for (const line of help(command).split('\n')) assert.ok(line.length <= 110, line)
})

test.run()
