/** Takes of the real command, rendered again from their logs: bit for bit, whatever was done meanwhile. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readWav } from '../wav.ts'
import { WAV_HEADER_BYTES } from '../../src/io/wavheader.ts'
import { chronus, type Outcome, until } from './chronus.ts'
import { edited, save } from './edited.ts'
import { framesThatDiffer, pause, type Run } from './run.ts'

/** Too loud, with a constant in it, so that the master works: a bass with a memory, hats that a pattern plays, notes. */
const song = (cutoff: number, more = ''): string => `import { adsr, biquad, delay, noise, pat, patch, poly, saw, sine } from 'music-chronus'
export default patch({ bpm: 150, fade: 150 }, () => {
  const bass = biquad('filter', { in: saw('bass', { freq: 55, gain: 0.9 }), cutoff: ${cutoff}, q: 4 })
  const hats = adsr('hats', { in: noise('hiss', { gain: 0.8 }), gate: pat('x*4'), attack: 1, decay: 40, sustain: 0, release: 10 })
  const lead = poly('lead', 4, ({ freq, gate }) => adsr('env', { in: sine('osc', { freq }), gate, release: 300 }))
  return delay('echo', { in: bass.add(hats).add(lead).add(0.05), time: 130, feedback: 0.5 })${more}
})
`

const take = (run: Run, name: string): string => join(run.folder, 'recordings', name)

/** Renders a take again, and compares it: how many frames differ, of how many. */
async function replayed(run: Run, name: string): Promise<Outcome & { differ: number, frames: number, missing: number }> {
  const out = take(run, `${name} again.wav`)
  const outcome = await chronus(['replay', take(run, `${name}.jsonl`), '--out', out])
  const [heard, again] = [take(run, `${name}.wav`), out].map(path => existsSync(path) ? readWav(path).data : new Float32Array(0))
  const frames = Math.min(heard.length, again.length) / 2
  return { ...outcome, frames, missing: (heard.length - again.length) / 2, differ: framesThatDiffer(again.subarray(0, 2 * frames), heard) }
}

async function kill(run: Run, which: (slot: { role: string }) => boolean): Promise<void> {
  const { slots } = await run.deck()
  for (const slot of slots.filter(which)) process.kill(slot.pid!, 'SIGKILL')
}

/** Waits until a log has so many marks, and the take some sound. */
const logged = (run: Run, name: string, marks: number): Promise<void> => until('it is written', () => {
  const log = readFileSync(take(run, `${name}.jsonl`), 'utf8')
  return log.split('"mark"').length > marks && statSync(take(run, `${name}.wav`)).size > 40_000
})

const entriesOf = (path: string): any[] => readFileSync(path, 'utf8').trimEnd().split('\n').map(line => JSON.parse(line))

test('knobs, glides, patterns, tempo, notes, edits, mutes, silence, the test tone, and kills: not a sample differs', () =>
  edited(song(800), async (run, file) => {
    // In the middle of a crossfade.
    await save(run, file, song(1200))
    await run.send('/record/start', 'all')
    await run.send('/mod/bass/freq', 110)
    await run.send('/mod/filter/cutoff', 3000, '1 s')
    await run.send('/note/lead', 60, 0.8)
    await run.send('/pattern/hats', 'x(3,8)')
    await run.send('/bpm', 190, '4 beats')
    await run.redundant()
    await kill(run, ({ role }) => role === 'active')
    await run.redundant()
    await run.send('/note/lead', 60, 0)
    await run.send('/test')
    await save(run, file, song(600, ".mul(1.5)"))
    await run.send('/solo', 'hats')
    await kill(run, ({ role }) => role === 'active')
    await run.redundant()
    await run.send('/solo')
    await run.send('/panic')
    await pause(50)
    await run.send('/play')
    await run.send('/patch/rollback')
    await pause(400)
    await run.redundant()
    // With the spare gone nobody can be there in time.
    process.kill((await run.status()).spare.pid!, 'SIGKILL')
    const since = run.news.length
    await kill(run, () => true)
    await run.heard(({ text }) => /nothing plays until/.test(text), since)
    await run.redundant()
    await run.send('/mod/bass/freq', 80)
    await pause(200)
    await run.send('/record/stop')
    const { status, out, err, differ, frames, missing } = await replayed(run, 'all')
    assert.is(status, 0, err)
    assert.match(out, `every sample is that of ${take(run, 'all.wav')}\n`)
    assert.equal([differ, missing], [0, 0])
    assert.ok(frames > 48_000, `${frames} frames`)
    const entries = entriesOf(take(run, 'all.jsonl'))
    for (const is of ['event', 'stream', 'tone', 'curtain', 'news', 'mark', 'end'])
      assert.ok(entries.some(entry => entry.is === is), is)
    assert.ok(entries.some(({ is, stream }) => is === 'heard' && stream === null), 'all were killed: there was a hole')
    assert.ok(entries.some(({ is, fade }) => is === 'heard' && fade), 'versions faded in')
    assert.ok(entries.some(({ input, value }) => input === 'bass.freq' && value === 80))

    // All of its processes at once, in the middle of a take.
    await run.send('/record/start', 'killed', '24')
    await run.send('/mod/bass/freq', 100)
    await logged(run, 'killed', 3)
    run.kill()
    await run.stop()
    const killed = await replayed(run, 'killed')
    assert.equal([killed.status, killed.differ, killed.frames > 4800], [0, 0, true], killed.err)
  }))

test('an engine that is killed leaves a log up to there, and the next one its own; what else befalls a log is told as it is', () =>
  edited(song(800), async run => {
    await run.send('/record/start', 'a1', '16')
    await run.send('/mod/bass/freq', 110)
    await logged(run, 'a1', 3)
    process.kill(run.engine, 'SIGKILL')
    const before = run.engine
    await until('another engine plays', async () => {
      await run.connect().catch(() => {})
      return run.engine !== before
    })
    await run.redundant()
    await run.send('/mod/filter/cutoff', 2000)
    await pause(300)
    await run.send('/record/stop')
    const first = await replayed(run, 'a1')
    assert.is(first.status, 0, first.err)
    assert.match(first.err, 'a1.jsonl ends without an end, as when the program was killed: this is the take up to there')
    assert.equal([first.differ, first.frames > 4800], [0, true])
    const next = await replayed(run, 'a2')
    assert.equal([next.status, next.differ, next.missing], [0, 0, 0], next.err)
    const log = take(run, 'a2.jsonl')
    assert.is(entriesOf(log)[0].format, '16')

    // The process that writes a log dies: the take goes on.
    await run.send('/record/start', 'b')
    const since = run.news.length
    await logged(run, 'b', 1)
    const pids = execFileSync('pgrep', ['-g', String(run.engine), '-f', 'log-process'], { encoding: 'utf8' }).trim().split('\n')
    for (const pid of pids) process.kill(Number(pid), 'SIGKILL')
    const { text } = await run.heard(({ event, level }) => event === 'recording' && level === 'warn', since)
    assert.match(text, 'the log recordings/b.jsonl ends (its process ended (SIGKILL)): the take goes on')
    await run.send('/record/stop')
    const broken = await replayed(run, 'b')
    assert.equal([broken.status, broken.differ, broken.frames > 0, broken.missing > 0], [0, 0, true, true], broken.err)

    const whole = readFileSync(log, 'utf8')
    const replay = (text: string): Promise<Outcome> => {
      writeFileSync(take(run, 'c.jsonl'), text)
      return chronus(['replay', take(run, 'c.jsonl'), '--out', take(run, 'c.wav')])
    }
    const cut = await replay(whole.slice(0, -10))
    assert.is(cut.status, 0, cut.err)
    assert.match(cut.err, 'c.jsonl: the last line is cut off\n')
    assert.match(cut.out, `every sample is that of ${take(run, 'a2.wav')}`)
    assert.match((await replay('nonsense\n')).err, 'c.jsonl is no log of a take')
    assert.match((await replay('RIFF\nWAVE\n')).err, 'c.jsonl is no log of a take')
    assert.match((await replay(whole.replace('"is":"mark"', '"is":"ma'))).err, /c\.jsonl, line \d+, is no entry of a log/)
    assert.match((await replay(whole.replace('"is":"version"', '"is":"nothing"'))).err, /c\.jsonl, line \d+, is no entry of a log/)
    const versionless = whole.split('\n').filter(line => !line.startsWith('{"is":"version"')).join('\n')
    assert.match((await replay(versionless)).err, /c\.jsonl lacks the line of version \d+/)
    assert.match((await replay(whole.split('\n').slice(0, 1).join('\n'))).err, 'c.jsonl ends before the take begins')
    const other = await replay(whole.replace(/"program":"[^"]*"/, '"program":"0.0.9 (abc)"'))
    assert.is(other.status, 1)
    assert.match(other.err, /was recorded by chronus 0\.0\.9 \(abc\), this is .*: only the same program renders it/)
    assert.match((await chronus(['replay', 'nothing.jsonl', '--out', 'a.wav'])).err, 'there is no file nothing.jsonl')
    assert.match((await chronus(['replay', log])).err, 'into which file? --out F.wav')
    const file = readFileSync(take(run, 'a2.wav'))
    file.writeInt16LE(file.readInt16LE(WAV_HEADER_BYTES + 800) + 1, WAV_HEADER_BYTES + 800)
    writeFileSync(take(run, 'a2.wav'), file)
    const changed = await replayed(run, 'a2')
    assert.equal([changed.status, changed.differ], [1, 1])
    assert.match(changed.err, /1 of \d+ frames are not those of/)
  }))

test('record() and stop() in the REPL', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chronus-words-'))
  try {
    const input = ["await record('r', 24)", 'record("s")', 'stop()', 'stop()', "record('r')", "record(undefined, '16')", 'record()', 'stop()']
    const { out, err } = await chronus(['--output', 'null', '--osc-port', '0'], { input: `${input.join('\n')}\n`, cwd: folder })
    const said = out + err
    assert.match(said, 'is recording already, to recordings/r.wav')
    assert.match(said, 'nothing is being recorded: record() begins a take, panic() silences what plays')
    assert.match(said, 'r is there already, and a take is never written over: r1 is free')
    assert.match(said, "a format comes after a name: record('take1', '24')")
    assert.equal(readdirSync(join(folder, 'recordings')).sort(), ['r.jsonl', 'r.wav', 'take1.jsonl', 'take1.wav'])
    assert.is(readWav(join(folder, 'recordings', 'r.wav')).rate, 48_000)
  } finally {
    rmSync(folder, { recursive: true })
  }
})

test.run()
