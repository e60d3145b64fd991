/** The engine, or the program itself, is killed: the one is started again where it was, after the other nothing is left. */
import { spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { connectControl, controlPath } from '../../src/io/control.ts'
import { now } from '../../src/slot/clock.ts'
import { CHRONUS, DEFAULT_PATCH, type Status, freePort, pause } from '../../test/live/run.ts'
import { alive, group } from '../processes.ts'
import type { Row, Trial } from './trial.ts'

/** Within this the engine plays again, or the last process is gone; ms. */
const BACK = 1000
const GONE = 1000
/** What can be measured from outside is late by so much, ms: a look every 10 ms, on a busy machine. */
const LOOK = 50
const PATIENCE = 10_000
/** Time between two kills of the engine, ms: more than three restarts in 20 s count as a fault that stays. */
const APART = 7000
/** What is set by hand, by address. */
const VALUES: Record<string, number> = { '/mod/sine/freq': 333, '/mod/filter/cutoff': 900, '/gate/adsr': 0.75 }

const tmux = (): string | null => spawnSync('tmux', ['-V']).status === 0 ? null : 'tmux (apt-get install tmux)'

export const ends: Row[] = [{
  name: 'engine: SIGKILL',
  tries: 5,
  run: async trial => {
    const run = await trial.start(undefined, ['--output', 'null'])
    for (const [address, value] of Object.entries(VALUES)) await run.send(address, value)
    const old = new Set<number>()
    await trial.repeat(async () => {
      await run.redundant()
      await pause(APART)
      const before = await run.status()
      const processes = group(before.engine.pid)
      processes.forEach(pid => old.add(pid))
      const at = now()
      process.kill(before.engine.pid, 'SIGKILL')
      while (alive(before.engine.pid)) await pause(1)
      await run.connect()
      let after = await run.status()
      for (; !after.decks[0].slots.some(slot => slot.state === 'running'); after = await run.status()) {
        if (now() - at > PATIENCE) throw new Error('the engine never plays again')
        await pause(10)
      }
      const back = now() - at
      trial.recoveries.push(back)
      trial.expect(back <= BACK + LOOK, `it plays again only after ${(back / 1000).toFixed(1)} s`)
      trial.expect(after.frame >= before.frame, 'it goes on at an earlier frame')
      trial.expect(after.frame <= before.frame + (back + BACK) / 1000 * after.rate, 'it goes on at a frame that is still to come')
      trial.expect(after.decks[0].version === before.decks[0].version, 'another version plays')
      for (const [address, value] of Object.entries(VALUES)) {
        const [found] = await run.send(address)
        trial.expect(found === value, `${address} is ${found}, was ${value}`)
      }
      const rest = GONE - (now() - at)
      if (rest > 0) await pause(rest)
      trial.expect(!processes.some(alive), 'processes of the old engine are left')
    })
    await run.redundant()
    const last = group(run.engine)
    await run.stop()
    await pause(GONE)
    trial.expect(![...old, ...last].some(alive), 'processes are left at the end')
    trial.expect(await isFree(run.port), 'the port is busy at the end')
  },
}, {
  name: 'program without REPL: SIGKILL',
  tries: 3,
  run: trial => trial.repeat(async () => {
    const run = await trial.start(undefined, ['--output', 'null'])
    await run.redundant()
    const processes = [run.child.pid!, ...group(run.engine)]
    process.kill(run.child.pid!, 'SIGKILL')
    await gone(trial, processes)
    trial.expect(await isFree(run.port), 'the port is busy')
  }),
}, {
  name: 'program with REPL at a terminal: SIGKILL',
  tries: 3,
  lacks: tmux,
  run: trial => trial.repeat(async () => atTerminal(trial, main => { process.kill(main, 'SIGKILL') })),
}, {
  name: 'program with REPL: its terminal closed',
  tries: 3,
  lacks: tmux,
  run: trial => trial.repeat(async () => atTerminal(trial, (_, server) => {
    spawnSync('tmux', ['-S', server, 'kill-server'])
  })),
}, {
  name: 'program without REPL: its terminal closed',
  tries: 3,
  lacks: tmux,
  run: trial => trial.repeat(async () => atTerminal(trial, async (main, server, port) => {
    const before = await statusAt(port)
    spawnSync('tmux', ['-S', server, 'kill-server'])
    await pause(GONE)
    const after = await statusAt(port)
    trial.expect(after.engine.pid === before.engine.pid, 'another engine plays')
    const passed = (after.frame - before.frame) / after.rate
    trial.expect(passed > 0.9 * GONE / 1000, `it plays on for ${passed.toFixed(1)} s only`)
    trial.losses(after.decks[0].framesLost)
    process.kill(main, 'SIGTERM')
  }, ['--headless'])),
}]

/** Plays at a terminal; then something happens to the program, or to tmux's server, and nothing may be left. */
async function atTerminal(
  trial: Trial, end: (main: number, server: string, port: number) => void | Promise<void>, options: string[] = [],
): Promise<void> {
  const server = join(trial.folder, 'tmux')
  const port = await freePort()
  const { status, stderr } = spawnSync('tmux', ['-S', server, '-f', '/dev/null', 'new-session', '-d', '-x', '120', '-y', '40',
    '-e', `XDG_STATE_HOME=${trial.folder}`, process.execPath, CHRONUS, DEFAULT_PATCH, '--output', 'null', '--osc-port', String(port),
    ...options],
  { encoding: 'utf8' })
  if (status !== 0) throw new Error(`tmux: ${stderr}`)
  try {
    const { engine: { pid: engine } } = await statusAt(port)
    await pause(1000)
    const main = parent(engine)
    const processes = [main, ...group(engine)]
    await end(main, server, port)
    await gone(trial, processes)
    trial.expect(await isFree(port), 'the port is busy')
  } finally {
    spawnSync('tmux', ['-S', server, 'kill-server'])
  }
}

/** The state of the engine on that port, once there is one. */
async function statusAt(port: number): Promise<Status> {
  for (const began = now(); now() - began < PATIENCE; await pause(20)) {
    const control = await connectControl(controlPath(port)).catch(() => null)
    if (!control) continue
    const [{ args: [text] }] = await control.send('/status')
    control.close()
    return JSON.parse(String(text))
  }
  throw new Error('the engine never answered')
}

/** Waits until the last of them is gone. */
async function gone(trial: Trial, processes: number[]): Promise<void> {
  const at = now()
  while (processes.some(alive) && now() - at < PATIENCE) await pause(10)
  const left = processes.filter(alive)
  const took = now() - at
  trial.recoveries.push(took)
  trial.expect(took <= GONE + LOOK, left.length > 0 ? `${left.length} processes stay` : `the last is gone after ${took.toFixed(0)} ms`)
  for (const pid of left) process.kill(pid, 'SIGKILL')
}

async function isFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4')
  const bound = once(socket, 'listening').then(() => true, () => false)
  socket.bind({ port, address: '127.0.0.1', exclusive: true })
  const free = await bound
  socket.close()
  return free
}

const parent = (pid: number): number => Number(readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ')[1])
