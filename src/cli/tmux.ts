/** `chronus tmux [PATCH]`: a tmux session with the REPL, the patch in the player's editor, and a monitor. */
import { spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { resolve } from 'node:path'
import { DEFAULT_PORT } from './commands.ts'
import { checkFile, defaultPatch } from './files.ts'
import type { CommandLine } from './options.ts'

const SESSION = 'chronus'
/** Columns from which on the editor has its place beside the REPL, not below it. */
const WIDE = 120
/** The share of the height that the monitor has, %. */
const MONITOR = 35
/** Ports that are tried before any free one, from the default one on. */
const NEAR = 20

/** The REPL ends the session, unless it could not start: that is to be read. */
const REPL = `trap : INT; key=$(tmux show-options -gv prefix)
printf '%s and an arrow: to the editor, the monitor, and back.\\n' "$key"
printf '%s d leaves them, and the music plays on.\\n' "$key"
printf 'Ctrl-D here ends it all, as does tmux kill-session -t ${SESSION}.\\n%s\\n' "$1"; shift
"$@" || { printf '\\nEnter closes this session.\\n'; read -r _; }
tmux kill-session`
/** When the editor is left, a shell is there in its place. */
const EDITOR = `eval "$1" '"$2"'; exec "\${SHELL:-/bin/sh}"`

/** Shows the session, which is made unless it is there. Errors: rejects where there is no tmux, or no such patch. */
export async function run({ args: [wish], options }: CommandLine): Promise<number> {
  const name = wish ?? defaultPatch()
  if (spawnSync('tmux', ['-V']).status !== 0) {
    throw new Error('tmux is not there: install it (apt-get install tmux, brew install tmux), or use three terminals:\n' +
      `  chronus ${name}\n  $EDITOR ${name}\n  chronus monitor`)
  }
  checkFile(resolve(name), name)
  if (spawnSync('tmux', ['has-session', '-t', `=${SESSION}`]).status === 0) {
    const hint = wish === undefined ? '' : `: load(${JSON.stringify(wish)}) in its REPL plays that`
    process.stderr.write(`the tmux session '${SESSION}' is there already${hint}\n`)
  } else {
    await make(name, options.oscPort || await freePort(), options.oscHost)
  }
  return show()
}

/** Makes it. */
async function make(patch: string, port: number, host: string): Promise<void> {
  const { columns = 200, rows = 50 } = process.stdout
  const own = [process.execPath, ...process.execArgv, process.argv[1]]
  const given = process.argv.slice(2)
  given.splice(given.indexOf('tmux'), 1)
  const pane = (script: string, ...args: string[]): string[] => ['env', ...environment(), 'sh', '-c', script, 'chronus', ...args]
  const isOther = port !== DEFAULT_PORT && !given.some(arg => arg.startsWith('--osc-port'))
  const busy = isOther ? `Port ${DEFAULT_PORT} is busy: this one has ${port}.\n` : ''
  const repl = tmux('new-session', '-d', '-P', '-F', '#{pane_id}', '-s', SESSION, '-n', SESSION,
    '-c', process.cwd(), '-x', String(columns), '-y', String(rows),
    ...pane(REPL, busy, ...own, ...given, '--osc-port', String(port), '--osc-host', host))
  const beside = columns >= WIDE ? '-h' : '-v'
  split('-d', beside, '-t', repl, ...pane(EDITOR, editor(), patch))
  const monitor = pane('exec "$@"', ...own, 'monitor', '--osc-port', String(port))
  split('-d', '-v', '-l', `${MONITOR}%`, '-t', repl, ...monitor)
}

/** Shows it in this terminal; where there is none it only says how to get there. */
function show(): number {
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    process.stdout.write(`tmux attach -t ${SESSION} shows it\n`)
    return 0
  }
  const way = process.env.TMUX ? 'switch-client' : 'attach-session'
  return spawnSync('tmux', [way, '-t', `=${SESSION}`], { stdio: 'inherit' }).status ?? 1
}

/** The player's editor, as a shell reads it. */
function editor(): string {
  const { VISUAL, EDITOR } = process.env
  if (VISUAL || EDITOR) return VISUAL || EDITOR!
  return ['vi', 'nano'].find(name => spawnSync('sh', ['-c', `command -v ${name}`]).status === 0) ?? 'cat'
}

/** What a tmux server that runs since before doesn't know: where this player's things are. */
function environment(): string[] {
  const names = ['PATH', 'XDG_RUNTIME_DIR', 'XDG_STATE_HOME', 'NO_COLOR', 'PULSE_SERVER', 'ALSA_CONFIG_PATH']
  return names.flatMap(name => process.env[name] === undefined ? [] : `${name}=${process.env[name]}`)
}

/** The default UDP port of OSC or one near it; any other where all of them are busy. */
async function freePort(): Promise<number> {
  for (let port = DEFAULT_PORT; port < DEFAULT_PORT + NEAR; port++) {
    const found = await bound(port).catch(() => null)
    if (found !== null) return found
  }
  return bound(0)
}

/** The port, if it is free. Errors: rejects if not. */
function bound(port: number): Promise<number> {
  const socket = createSocket('udp4')
  return new Promise((done, failed) => {
    socket.once('error', failed)
    socket.bind({ port, address: '127.0.0.1', exclusive: true }, () => {
      const { port } = socket.address()
      socket.close(() => done(port))
    })
  })
}

/** Makes a pane, where there is room for one. */
function split(...args: string[]): void {
  spawnSync('tmux', ['split-window', '-c', process.cwd(), ...args])
}

/** Runs a command of tmux; gives what it prints. Errors: throws with what tmux says. */
function tmux(...args: string[]): string {
  const { status, stdout, stderr } = spawnSync('tmux', args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`tmux ${args[0]}: ${stderr.trim()}`)
  return stdout.trim()
}
