/** `chronus tmux`, on a tmux server of its own, so that no session of the developer's is touched. */
import { spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { chronus, nothingLeft, playing, until } from './chronus.ts'
import { hasTmux } from './player.ts'
import { CHRONUS, DEFAULT_PATCH, freePort } from './run.ts'

const folder = mkdtempSync(join(tmpdir(), 'chronus-tmux-'))
const patch = join(folder, "it's a patch.ts")
copyFileSync(DEFAULT_PATCH, patch)
// An editor that shows what it is to edit, and stays.
const editor = join(folder, 'editor')
writeFileSync(editor, '#!/bin/sh\necho "edits $2 ($1)"\nread -r _\n')
chmodSync(editor, 0o755)
delete process.env.TMUX
Object.assign(process.env, { TMUX_TMPDIR: folder, VISUAL: `'${editor}' --here`, SHELL: '/bin/sh' })
test.after(() => {
  tmux('kill-server')
  rmSync(folder, { recursive: true })
})
if (!hasTmux) console.log('skipped: chronus tmux: needs tmux (apt-get install tmux)')
const withTmux = hasTmux ? test : test.skip

const tmux = (...args: string[]): string => spawnSync('tmux', args, { encoding: 'utf8' }).stdout.trim()
/** A session that a test has left ends with it. */
test.after.each(() => { tmux('kill-session', '-t', '=chronus') })
const panes = (): string[] => tmux('list-panes', '-s', '-t', '=chronus', '-F', '#{pane_id}').split('\n')
const screen = (pane: string): string => tmux('capture-pane', '-p', '-J', '-S', '-200', '-t', pane)
const sees = (pane: string, what: string | RegExp): Promise<void> => until(() => `${pane} shows ${what}:\n${screen(pane)}`,
  () => typeof what === 'string' ? screen(pane).includes(what) : what.test(screen(pane)))

withTmux('a session with REPL, editor and monitor; the second time the same one; Ctrl-D in the REPL ends it', async () => {
  const port = await freePort()
  const args = ['tmux', patch, '--output', 'null', '--osc-port', String(port)]
  assert.equal(await chronus(args), { status: 0, out: 'tmux attach -t chronus shows it\n', err: '' })
  const again = await chronus(args)
  assert.equal([again.status, again.err], [0, `the tmux session 'chronus' is there already: load("${patch}") in its REPL plays that\n`])
  assert.equal(await chronus(['tmux', 'none.ts']), { status: 1, out: '', err: 'chronus: there is no file none.ts\n' })
  const three = panes()
  assert.is(three.length, 3)
  const [repl, monitor, editing] = three
  const { engine: { pid } } = await playing(port)
  await sees(repl, /C-b and an arrow[^]*ends it all[^]*♪/)
  await sees(editing, `edits ${patch} (--here)`)
  await sees(monitor, /bpm[^]* L █/)
  // Lines that a program sends work like typed ones: a burst, quotes of both kinds, code in several lines, while another one runs.
  const keys = (...lines: string[]): void => { tmux('send-keys', '-t', repl, ...lines.flatMap(line => [line, 'Enter'])) }
  keys('sine.freq = 331', 'await new Promise(done => setTimeout(done, 300)); sine.freq', `'it is "' + "quoted'"`, 'sine.freq = 332; "last"')
  await sees(repl, /\n331\n[^]*\n331\n[^]*\n`it is "quoted'`\n[^]*\n'last'\n/)
  keys('function twice(a: number) {', '  return 2 * a', '}', 'twice(sine.freq)')
  await sees(repl, /\n664\n/)
  for (let i = 1; i <= 20; i++) keys(`${i} * 1001`)
  await sees(repl, /\n20020\n/)
  for (let i = 1; i <= 20; i++) assert.match(screen(repl), `\n${i * 1001}\n`)
  // An editor that is left leaves a shell.
  tmux('send-keys', '-t', editing, 'Enter', 'echo $((6 * 7))', 'Enter')
  await sees(editing, /\n\S* ?42\n/)
  keys('mute(sine)')
  tmux('send-keys', '-t', repl, 'C-d')
  await until('the session is gone', () => spawnSync('tmux', ['has-session', '-t', '=chronus']).status !== 0)
  await nothingLeft(pid)
})

withTmux('where the usual port is busy another one is taken; what can not start stays to be read', async () => {
  const usual = createSocket('udp4')
  // Busy with this, or with another program's.
  await new Promise<void>(done => usual.once('error', () => done()).bind({ port: 5005, address: '127.0.0.1', exclusive: true }, done))
  try {
    await chronus(['tmux', patch, '--output', 'null', '--recordings', folder, '--patches', join(folder, 'none')])
    const [repl] = panes()
    await sees(repl, /Port 5005 is busy: this one has \d+\.\n/)
    await sees(repl, /there is no folder .*none\n\nEnter closes this session/)
    tmux('send-keys', '-t', repl, 'Enter')
    await until('the session is gone', () => spawnSync('tmux', ['has-session', '-t', '=chronus']).status !== 0)
  } finally {
    usual.close()
  }
})

withTmux('from inside tmux the terminal goes over to the session', async () => {
  const port = await freePort()
  const outer = join(folder, 'outer')
  const inOuter = (...args: string[]): string => spawnSync('tmux', ['-S', outer, ...args], { encoding: 'utf8' }).stdout
  tmux('-f', '/dev/null', 'new-session', '-d', '-s', 'work', '-x', '100', '-y', '30', 'sh')
  inOuter('-f', '/dev/null', 'new-session', '-d', '-x', '130', '-y', '40', 'env', '-u', 'TMUX', 'tmux', 'attach-session', '-t', 'work')
  try {
    await until('a client is there', () => tmux('list-clients', '-F', '#{session_name}') === 'work')
    tmux('send-keys', '-t', '=work:', `${process.execPath} ${CHRONUS} tmux ${DEFAULT_PATCH} --output null --osc-port ${port}`, 'Enter')
    await until('it has gone over', () => tmux('list-clients', '-F', '#{session_name}') === 'chronus')
    const { engine: { pid } } = await playing(port)
    await until('it shows REPL and editor', () => /♪/.test(inOuter('capture-pane', '-p')) && /edits/.test(inOuter('capture-pane', '-p')))
    tmux('kill-session', '-t', '=chronus')
    await nothingLeft(pid)
  } finally {
    inOuter('kill-server')
    tmux('kill-session', '-t', '=work')
  }
})

test('without tmux it says what to do', async () => {
  const nowhere = join(folder, 'bin')
  mkdirSync(nowhere)
  const { status, stderr } = spawnSync(process.execPath, [CHRONUS, 'tmux'], { encoding: 'utf8', env: { ...process.env, PATH: nowhere } })
  assert.is(status, 1)
  assert.match(stderr, 'tmux is not there: install it')
})

test('make tmux is the command', () => {
  assert.match(readFileSync(new URL('../../Makefile', import.meta.url), 'utf8'), /^tmux: .*\n\t@node src\/chronus\.js tmux \$\(ARGS\)$/m)
})

test.run()
