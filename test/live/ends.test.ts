/** The engine or the command comes to its end, one way or another: nothing of it is left. Or it only seems to: the music plays on. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { playing, status, until } from './chronus.ts'
import { pause } from './run.ts'
import { ENDLESS, ended, family, stage } from './stage.ts'

test('killed again and again: it gives up, says so, and nothing is left', () => stage(async ({ port, command }) => {
  const killed = new Set<number>()
  for (let turn = 0; command.child.exitCode === null && turn < 100_000; turn++) {
    const pid = (await status(port).catch(() => null))?.engine.pid
    if (pid) {
      try { process.kill(pid, 'SIGKILL') } catch { /* it is gone already */ }
      killed.add(pid)
    }
    await pause(5)
  }
  const { status: code, err } = await command.ended()
  assert.is(code, 1)
  assert.match(err, /fails again and again \(SIGKILL\)/)
  assert.ok(killed.size > 2)
  await ended([...killed])
}))

test('one that cannot start again because its port was taken meanwhile: that is the reason it gives', () => stage(async ({ port, command }) => {
  const { engine: { pid } } = await status(port)
  process.kill(pid, 'SIGKILL')
  const socket = createSocket('udp4')
  await until('the port is free, for a moment', () => {
    socket.removeAllListeners()
    const bound = once(socket, 'listening').then(() => true, () => false)
    socket.bind({ port, address: '127.0.0.1', exclusive: true })
    return bound
  })
  const { status: code, err } = await command.ended()
  socket.close()
  assert.is(code, 1)
  assert.match(err, new RegExp(`fails again and again \\(port ${port} is busy: .*Start chronus again: .*\\./recordings`))
  await ended([pid])
}))

for (const role of ['the command', 'the command and the engine'] as const) {
  test(`${role} killed at once, while a file loads that never ends and a worker is stopped: nothing is left`, () => stage(async ({ port, command, file }) => {
    const { spare, engine: { pid }, decks: [deck] } = await playing(port)
    await until('a spare', async () => (await status(port)).spare.pid !== null)
    writeFileSync(file, ENDLESS)
    await until('it loads', async () => (await status(port)).spare.pid !== spare.pid)
    process.kill(deck.slots[0].pid, 'SIGSTOP')
    const all = family([command.child.pid!, pid])
    assert.ok(all.length >= 6)
    process.kill(command.child.pid!, 'SIGKILL')
    if (role === 'the command and the engine') process.kill(pid, 'SIGKILL')
    await ended(all)
  }))
}

test('the command killed while its REPL hangs and has compiled TypeScript: nothing is left', () => stage(async ({ port, command }) => {
  command.child.stdin.write('const x: number = 3; x\nwhile (true) {}\n')
  await until('the first line is answered', () => command.out === '3\n')
  const { engine: { pid } } = await status(port)
  await pause(200)
  const all = family([command.child.pid!, pid])
  process.kill(command.child.pid!, 'SIGKILL')
  await ended(all)
}, { args: [], input: null }))

test('without a REPL the music plays on when the terminal is closed', () => stage(async ({ port, command }) => {
  const before = await status(port)
  command.child.kill('SIGHUP')
  command.child.stderr.destroy()
  command.child.stdout.destroy()
  await until('it plays on', async () => (await status(port)).frame > before.frame + before.rate)
  assert.is((await status(port)).engine.pid, before.engine.pid)
  assert.is(command.child.exitCode, null)
}))

test.run()
