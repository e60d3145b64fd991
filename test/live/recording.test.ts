/** Recordings, with real datagrams to the real command. What is recorded is compared with the whole of what was heard, sample for
 *  sample: noise, so that every stretch of it is found in one place only. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Message, encode } from 'node-osc'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readWav } from '../wav.ts'
import { WAV_HEADER_BYTES } from '../../src/io/wavheader.ts'
import { until } from './chronus.ts'
import { ask, askPacket, refusal, scene } from './noise.ts'
import { type Run, framesThatDiffer, offline, pause } from './run.ts'

const RATE = 48_000
const FRAME_BYTES = 8

interface RecordingState { recording: boolean, file: string | null, seconds: number }

/** Sends a message of /record by OSC; resolves with the state that comes back. */
async function record(run: Run, what: 'start' | 'stop' | 'status', ...args: any[]): Promise<RecordingState> {
  const { address, args: [text] } = await ask(run, `/record/${what}`, ...args)
  assert.is(address, '/record/status/reply', String(text))
  return JSON.parse(String(text))
}

const bytes = ({ buffer, byteOffset, byteLength }: Float32Array): Buffer => Buffer.from(buffer, byteOffset, byteLength)

/** Where in what was heard a take begins, in frames: the whole take lies there, bit for bit. After `stop`. */
function placeOf(run: Run, take: Float32Array): number {
  const place = bytes(run.heardSamples()).indexOf(bytes(take))
  assert.ok(place >= 0, `a take of ${take.length / 2} frames is not what was heard`)
  return place / FRAME_BYTES
}

/** The process that writes the take: a child of the engine's, as the output's is. */
async function recorderPid(run: Run): Promise<number> {
  const { engine, output } = await run.status()
  const lines = execFileSync('ps', ['-A', '-ww', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' }).split('\n')
  const pids = lines.map(line => line.trim().split(/\s+/, 2).concat(line)).filter(([, ppid, line]) =>
    Number(ppid) === engine.pid && line.includes('output-process')).map(([pid]) => Number(pid)).filter(pid => pid !== output.pid)
  assert.is(pids.length, 1)
  return pids[0]
}

test('start, status, stop: a take is the stretch of what was heard, bit for bit, and nothing is written over', () =>
  scene(async run => {
    assert.equal(await record(run, 'status'), { recording: false, file: null, seconds: 0 })
    assert.match(await refusal(run, '/record/stop'), 'nothing is being recorded')
    assert.not(existsSync(join(run.folder, 'recordings')))

    const before = (await run.status()).frame
    assert.equal(await record(run, 'start', 'take1'), { recording: true, file: 'recordings/take1.wav', seconds: 0 })
    const after = (await run.status()).frame
    await pause(700)
    assert.match(await refusal(run, '/record/start'), 'is recording already, to recordings/take1.wav')
    const state = await record(run, 'status')
    assert.ok(state.recording && state.seconds > 0.3, JSON.stringify(state))
    const stopped = await record(run, 'stop')
    assert.equal(await record(run, 'status'), stopped)
    assert.not(stopped.recording)
    assert.ok(stopped.seconds >= state.seconds)

    assert.match(await refusal(run, '/record/start', 'take1'),
      'take1 is there already, and a take is never written over: take2 is free')
    assert.is((await record(run, 'start')).file, 'recordings/take2.wav')
    await pause(200)
    await run.send('/record/stop')
    // This one goes on until the program ends.
    await run.send('/record/start', 'the end')
    await pause(300)
    await run.stop()

    const take = (name: string): Float32Array => readWav(join(run.folder, 'recordings', name)).data
    assert.is(take('take1.wav').length / 2, Math.round(stopped.seconds * RATE))
    const start = placeOf(run, take('take1.wav'))
    assert.ok(start >= before && start <= after, `begins at ${start}, was started between ${before} and ${after}`)
    assert.ok(placeOf(run, take('take2.wav')) > start)
    const last = take('the end.wav')
    assert.is(placeOf(run, last) + last.length / 2, run.heardSamples().length / 2)
    assert.match(run.log, 'recording to recordings/take1.wav\n')
    assert.match(run.log, `recorded ${stopped.seconds.toFixed(1)} s: recordings/take1.wav\n`)
  }))

test('a take loses nothing when the process that writes it is killed, stopped, or killed as it ends', () =>
  scene(async run => {
    await record(run, 'start', 'take')
    const bytesWritten = (): number => statSync(join(run.folder, 'recordings', 'take.wav')).size
    await until('it writes', () => bytesWritten() > RATE)
    for (const signal of ['SIGKILL', 'SIGSTOP'] as const) {
      const pid = await recorderPid(run)
      const since = run.news.length
      process.kill(pid, signal)
      const told = await run.heard(({ event }) => event === 'recording', since)
      assert.is(told.text, 'the process that writes recordings/take.wav ended and is started again: nothing is missing')
      const before = bytesWritten()
      await until('another one writes', () => bytesWritten() > before)
    }
    const since = run.news.length
    process.kill(await recorderPid(run), 'SIGKILL')
    await run.heard(({ event }) => event === 'recording', since)
    const { seconds } = await record(run, 'stop')
    await run.stop()
    const { data } = readWav(join(run.folder, 'recordings', 'take.wav'))
    assert.is(data.length / 2, Math.round(seconds * RATE))
    placeOf(run, data)
  }))

test('a take that nobody stops is whole when the engine is killed', () =>
  scene(async run => {
    await record(run, 'start', 'take')
    await pause(500)
    const state = await record(run, 'status')
    const pid = await recorderPid(run)
    process.kill((await run.status()).engine.pid, 'SIGKILL')
    await until('its process has ended', () => {
      try {
        return !process.kill(pid, 0)
      } catch {
        return true
      }
    })
    const { data } = readWav(join(run.folder, 'recordings', 'take.wav'))
    assert.ok(data.length / 2 >= state.seconds * RATE)
  }))

test('names by OSC reach nothing outside of the folder for takes', () =>
  scene(async (run, folder) => {
    const outside = join(folder, 'outside')
    writeFileSync(outside, 'mine')
    const takes = join(run.folder, 'recordings')
    mkdirSync(takes)
    symlinkSync(outside, join(takes, 'link.wav'))
    symlinkSync(join(folder, 'nothing'), join(takes, 'dangling.wav'))
    const before = readdirSync(run.folder)
    for (const name of [
      '../../etc/passwd', '../run', '/etc/passwd', outside, '..', '.', '.hidden', 'a/b', 'a\\b', 'a..b', 'a\nb', '\u001b[2J', '',
      '\uff0e\uff0e\uff0fa', '..\u2215a', 'a\u202eb', '%2e%2e%2fa', '$(touch a)',
    ]) assert.match(await refusal(run, '/record/start', name), 'the name of a take has letters', name)
    for (const name of ['x'.repeat(201), 'x'.repeat(50_000)]) assert.match(await refusal(run, '/record/start', name), '200 letters at the most')
    assert.match(await refusal(run, '/record/start', 'con'), "'con' is the name of a device")
    // What isn't even UTF-8 becomes a sign that no name has; a NUL byte ends a text in OSC.
    const bad = encode(new Message('/record/start', 'abc'))
    bad.set([0xc0, 0xae, 0xff], bad.lastIndexOf('abc'.charCodeAt(0)))
    assert.match(String((await askPacket(run, bad)).args[1]), 'the name of a take has letters')
    assert.match(String(await run.send('/record/start', 'a\0b').catch(error => error.message)), 'the name of a take has letters')
    for (const name of ['link', 'dangling']) assert.match(await refusal(run, '/record/start', name), `${name} is there already`)
    assert.equal(await record(run, 'status'), { recording: false, file: null, seconds: 0 })
    assert.equal(readdirSync(run.folder), before)
    assert.equal(readdirSync(takes).sort(), ['dangling.wav', 'link.wav'])
    assert.is(readFileSync(outside, 'utf8'), 'mine')
    assert.not(existsSync(join(folder, 'nothing')))
  }))

test('a folder that takes cannot go to is told', () => scene(async run => {
  writeFileSync(join(run.folder, 'file'), '')
  assert.is(await refusal(run, '/record/start'), "can't record into file/takes: not a directory")
  assert.equal(await record(run, 'status'), { recording: false, file: null, seconds: 0 })
}, '--recordings', 'file/takes'))

/** Makes a small disk of a folder, where that is allowed. */
function mounted(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'chronus-test', folder], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const disk = mkdtempSync(join(tmpdir(), 'chronus-disk-'))
const small = mounted(disk)
test.after(() => {
  if (small) execFileSync('umount', ['-l', disk])
  rmSync(disk, { recursive: true })
})
if (!small) console.log('skipped: a full disk: to mount a small one (tmpfs) takes root')
const onSmallDisk = small ? test : test.skip

onSmallDisk('a full disk ends the take, which is whole up to there, and nothing else', () => scene(async (run, folder) => {
  const told = (since: number): Promise<{ text: string }> =>
    run.heard(({ event, level }) => event === 'recording' && level === 'error', since)
  let since = run.news.length
  await record(run, 'start', 'full')
  const file = join(disk, 'full.wav')
  const { text } = await told(since)
  const state = await record(run, 'status')
  assert.equal([state.recording, state.file], [false, file])
  assert.is(text, `${file} ends after ${state.seconds.toFixed(1)} s (no space left on device); the music is not affected`)

  // Again, with room for nothing: and then with room.
  since = run.news.length
  await record(run, 'start', 'none')
  assert.match((await told(since)).text, 'none.wav ends after 0.0 s (no space left on device)')
  const first = readWav(file).data
  assert.is(first.length / 2, Math.round(state.seconds * RATE))
  assert.is(readFileSync(file).length, WAV_HEADER_BYTES + first.length * 4, 'nothing comes after the last frame')
  rmSync(file)
  await record(run, 'start', 'again')
  await pause(300)
  await record(run, 'stop')
  await run.stop()
  const heard = run.heardSamples()
  const expected = await offline(join(folder, 'songs', 'noise.ts'), heard.length / 2, RATE)
  assert.is(framesThatDiffer(heard, expected), 0, run.log)
  const start = placeOf(run, first)
  assert.ok(placeOf(run, readWav(join(disk, 'again.wav')).data) > start + first.length / 2)
}, '--recordings', disk))

test.run()
