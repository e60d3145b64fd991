/** The engine is killed while it plays: it goes on where it would be by now, with what was set. */
import { createSocket } from 'node:dgram'
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { encode } from 'node-osc'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readWav } from '../wav.ts'
import { playing, status, until } from './chronus.ts'
import { DEFAULT_PATCH, framesThatDiffer, offline, pause } from './run.ts'
import { ENDLESS, ended, killEngine, restarted, send, stage, tone } from './stage.ts'

/** Size of a file that what is shared with the workers keeps below, and the journal doesn't. */
const ENOUGH_BYTES = 2 ** 34

test('killed: values, version, place and port come back; the recording goes on in time', () => stage(async ({ port, command, file, wav }) => {
  writeFileSync(file, tone(500))
  await until('version 2 plays', async () => (await playing(port)).decks[0].version === 2)
  const before = await status(port)
  const began = performance.now()
  // The last thing that is said to the engine: acknowledged, so it is not lost.
  await send(port, '/mod/tone/gain', 0.25)
  await send(port, '/mod/tone/freq', 600)
  const after = await killEngine(port)
  const seconds = (performance.now() - began) / 1000
  assert.is.not(after.engine.pid, before.engine.pid)
  assert.is(after.decks[0].version, 2)
  assert.is(after.decks[0].switchovers, 1)
  assert.is(after.osc.port, port)
  assert.is.not(after.output.pid, before.output.pid)
  assert.ok(after.decks[0].framesLost > 0)
  assert.equal(await send(port, '/mod/tone/freq'), [600])
  assert.equal(await send(port, '/mod/tone/gain'), [0.25])
  // As far as the clock has come: what is asked for takes its time, so the bounds are wide, but it never starts again at 0.
  const passed = ((await status(port)).frame - before.frame) / before.rate
  assert.ok(passed > 0.5 * seconds && passed < 2 * seconds + 1, `${passed} s played in ${seconds} s`)
  assert.match(command.err, /the engine failed \(SIGKILL\): it started again after [\d.]+ s; .*\(version 2\) plays on with the values that were set/)

  await pause(300)
  await command.stop('SIGTERM')
  const { data, rate } = readWav(wav)
  assert.ok(data.length / 2 > before.frame, 'what was there has stayed')
  assert.is(command.child.exitCode, 0)
  const tail = data.subarray(-rate / 5 * 2)
  let crossings = 0
  for (let i = 2; i < tail.length; i += 2) if (tail[i - 2] < 0 !== tail[i] < 0) crossings++
  assert.ok(Math.abs(crossings / 2 * 5 - 600) < 10, 'the value that was set is heard')
  assert.ok(Math.abs(Math.max(...tail) - 0.25) < 0.01)
}))

test('killed twice, once while it is just starting: before, the recording is the offline render; after, it sounds', () => stage(async ({ port, command, wav }) => {
  const { frame, engine: { pid }, rate } = await status(port)
  await pause(300)
  process.kill(pid, 'SIGKILL')
  let second = pid
  await until('another engine answers', async () => {
    second = (await status(port).catch(() => null))?.engine.pid ?? pid
    return second !== pid
  })
  process.kill(second, 'SIGKILL')
  await restarted(port, second)
  const again = await playing(port)
  await pause(300)
  await command.stop('SIGTERM')
  await ended([pid, second, again.engine.pid])
  const { data } = readWav(wav)
  const expected = await offline(DEFAULT_PATCH, frame, rate)
  assert.is(framesThatDiffer(data.subarray(0, 2 * frame), expected), 0)
  assert.ok(data.subarray(2 * again.frame).some(sample => Math.abs(sample) > 0.01), 'there is something to hear')
}, { text: readFileSync(DEFAULT_PATCH, 'utf8') }))

test('killed while the file is broken: it plays on what it played, and the mended file after that', () => stage(async ({ port, command, file }) => {
  writeFileSync(file, 'nonsense(')
  await until('it is refused', () => command.err.includes('plays on; save the file again'))
  assert.is((await killEngine(port)).decks[0].version, 1)
  assert.equal(await send(port, '/mod/tone/freq'), [400])
  writeFileSync(file, tone(700))
  await until('it plays', async () => (await status(port)).decks[0].version === 2)
  assert.equal(await send(port, '/mod/tone/freq'), [700])
}))

test('killed while a file loads that never ends; what was saved while it was down is loaded', () => stage(async ({ port, file }) => {
  const { spare, engine: { pid } } = await playing(port)
  await until('a spare', async () => (await status(port)).spare.pid !== null)
  writeFileSync(file, ENDLESS)
  await until('it loads', async () => (await status(port)).spare.pid !== spare.pid)
  process.kill(pid, 'SIGKILL')
  writeFileSync(file, tone(800))
  await restarted(port, pid)
  await ended([pid])
  await until('it plays', async () => (await playing(port)).decks[0].version === 2)
  assert.equal(await send(port, '/mod/tone/freq'), [800])
}))

test('lines that are read meanwhile wait, and what was set by OSC is there', () => stage(async ({ port, command }) => {
  const { stdin } = command.child
  stdin.write('tone.gain = 0.125\n')
  await until('it is set', () => command.out === '0.125\n')
  const socket = createSocket('udp4')
  socket.send(encode({ address: '/mod/tone/freq', args: [{ type: 'float', value: 640 }] }), port, '127.0.0.1')
  await until('it is set', async () => (await send(port, '/mod/tone/freq'))[0] === 640)
  socket.close()
  const { engine: { pid } } = await status(port)
  process.kill(pid, 'SIGKILL')
  stdin.write("send('/mod/tone/freq')\ntone.gain\nload('none.ts')\n(await status()).engine.pid\n")
  await until('four answers', () => command.out.split('\n').length === 5)
  const [, freq, gain, other] = command.out.split('\n')
  assert.equal([freq, gain], ['640', '0.125'])
  assert.ok(Number(other) > 0 && Number(other) !== pid)
  stdin.end('tone.freq = 650\n')
  assert.is((await command.ended()).status, 0)
  await ended([pid, Number(other)])
}, { args: [], input: null }))

test('with a journal that cannot be written nothing is heard of it; killed, it starts from the file, in time', () => stage(async ({ port, command, file, wav }) => {
  await until('it is told', () => /the journal can't be written \(file too large\): the music is not affected/.test(command.err))
  const { frame, rate } = await status(port)
  await send(port, '/mod/tone/freq', 600)
  await pause(300)
  const after = await killEngine(port)
  assert.ok(after.frame > frame)
  assert.equal(await send(port, '/mod/tone/freq'), [400])
  assert.match(command.err, 'plays on with the values of its file')
  await until('it plays on', async () => (await status(port)).frame > after.frame + rate / 2)
  await command.stop('SIGTERM')
  const { data } = readWav(wav)
  assert.is(framesThatDiffer(data.subarray(0, 2 * frame), await offline(file, frame, rate)), 0)
  assert.ok(data.subarray(2 * after.frame).some(sample => Math.abs(sample) > 0.4), 'it sounds again')
}, { largest: ENOUGH_BYTES }))

test('killed while a take is recorded: that ends whole, and the next one goes on', () => stage(async ({ port, command, file }) => {
  const folder = join(dirname(file), 'recordings')
  await send(port, '/record/start', 'mine')
  await pause(500)
  await killEngine(port)
  await until('the next take', async () => JSON.parse(String((await send(port, '/record/status'))[0])).seconds > 0.2)
  assert.match(command.err, /mine\.wav ends where the engine failed; a new take goes on\nrecording to .*mine1\.wav/)
  await send(port, '/record/stop')
  for (const name of ['mine', 'mine1']) {
    const { data } = readWav(join(folder, `${name}.wav`))
    assert.ok(data.some(sample => Math.abs(sample) > 0.4), `${name} sounds`)
  }
}))

test('killed: a version that failed stays in quarantine', () => stage(async ({ port, command, file }) => {
  writeFileSync(file, tone(500))
  await until('version 2 plays', async () => (await status(port)).decks[0].version === 2)
  const { decks: [{ active, slots }] } = await status(port)
  process.kill(slots[active].pid, 'SIGSEGV')
  await until('version 1 plays', async () => (await playing(port)).decks[0].version === 1)
  await killEngine(port)
  assert.match(await send(port, '/patch/load', file).catch(error => error.message), /version 2 again, which failed while it played/)
  writeFileSync(file, tone(600))
  await until('version 3 plays', async () => (await status(port)).decks[0].version === 3)
  assert.not.match(command.err, 'both slots had failed')
}))

test('another patch that fails on probation: its file is played again when it changes, and so is that of the one before', () => stage(
  async ({ port, file }) => {
    const other = join(dirname(file), 'other.ts')
    writeFileSync(other, tone(500))
    await send(port, '/patch/load', other)
    const { decks: [{ active, slots }] } = await status(port)
    process.kill(slots[active].pid, 'SIGSEGV')
    await until('version 1 plays', async () => (await playing(port)).decks[0].version === 1)
    writeFileSync(other, tone(600))
    await until('the other one plays', async () => (await status(port)).decks[0].version === 3)
    assert.equal(await send(port, '/mod/tone/freq'), [600])
    await send(port, '/patch/load', file)
    writeFileSync(other, 'nonsense(')
    await send(port, '/patch/load', other).catch(() => {})
    writeFileSync(file, tone(450))
    await until('the first one plays as it is now', async () => (await send(port, '/mod/tone/freq'))[0] === 450)
  }))

test('killed: saved files that are held wait on; one that waited for its bar is heard', () => stage(async ({ port, command, file }) => {
  const freq = async (): Promise<unknown> => (await send(port, '/mod/tone/freq'))[0]
  await send(port, '/hold')
  writeFileSync(file, tone(500))
  await pause(500)
  await send(port, '/fade', 21)
  await killEngine(port)
  await pause(500)
  assert.is(await freq(), 400)
  await send(port, '/quantise', '64 bars')
  await send(port, '/release')
  await pause(500)
  await send(port, '/fade', 22)
  await killEngine(port)
  assert.equal([await freq(), await send(port, '/fade'), await send(port, '/quantise')], [400, [22], ['64 bars']])
  await send(port, '/quantise', 'off')
  await until('what was saved is heard', async () => await freq() === 500)
  // What the player took back does not come by a kill.
  await send(port, '/quantise', '64 bars')
  const { err } = command
  writeFileSync(file, tone(600))
  await until('it waits', () => /heard in [\d.]+ s/.test(command.err.slice(err.length)))
  await send(port, '/patch/rollback')
  await send(port, '/quantise', 'off')
  await killEngine(port)
  await pause(500)
  assert.is(await freq(), 500)
}))

test.run()
