/** The real command with samples: workers, the engine and files go, and what is heard is what was there. */
import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { WAV_HEADER_BYTES } from '../../src/io/wavheader.ts'
import { STORE } from '../../src/kernel/store.ts'
import { wav } from '../patch/samples/write.ts'
import { editedWith, save } from './edited.ts'
import { assertUndisturbed } from './judge.ts'
import { pause, type Run } from './run.ts'

const RATE = 48_000
const BREAK = fileURLToPath(new URL('../../samples/kit/break-160.wav', import.meta.url))

const patch = (rest = '') => `import { bank, lfo, patch, sampler, stereoSampler, voices } from 'music-chronus'
export default patch(() => {
  const beat = lfo('beat', { freq: 5, shape: 'square', min: 0 })
  const steps = lfo('steps', { freq: 0.3, min: 0, max: 16 })
  const [left, right] = stereoSampler('round', { sample: 'mine.wav', gate: 1, loop: 1, rate: 0.87 })
  const cut = sampler('cut', { sample: 'mine.wav', gate: beat, slices: 16, slice: steps, pitch: 3 })
  const drums = sampler('drums', { sample: bank('kit'), gate: beat, index: steps, choke: beat, reverse: 1 })
  const many = voices(3, i => sampler('many', { sample: 'mine.wav', gate: 1, loop: 1, loopStart: 0.1 * i, rate: 0.5 + i, gain: 0.3 }))
  const heard = [left.add(cut).add(many).mul(0.2), right.add(drums).add(many).mul(0.2)] as const
  return ${rest || 'heard'}
})
`
const tone = (freq: number) => wav([Float32Array.from({ length: RATE }, (_, i) => 0.5 * Math.sin(2 * Math.PI * freq * i / RATE))], RATE)
const LOOP = `import { patch, sampler, sine } from 'music-chronus'
export default patch(() => sampler('it', { sample: 'mine.wav', gate: 1, loop: 1 }).add(sine('under', { freq: 3000, gain: 0.01 })))
`

/** Runs a test with a patch and the file mine.wav beside it. */
const sampled = (text: string, sound: Buffer, use: (run: Run, file: string, sample: string) => Promise<void>) =>
  editedWith(folder => writeFileSync(join(folder, 'mine.wav'), sound), text, (run, file) => use(run, file, join(dirname(file), 'mine.wav')))

/** The pitch of the last quarter of a second of what is on disk so far. */
function pitchAtEnd(run: Run): number {
  const data = readFileSync(run.recording)
  const [left, right] = [data.length - RATE * 2 - (data.length - WAV_HEADER_BYTES) % 8, data.length - (data.length - WAV_HEADER_BYTES) % 8]
  let [crossings, last] = [0, 0]
  for (let at = left; at < right; at += 8) {
    const x = data.readFloatLE(at)
    // More than the tone beneath.
    if (Math.abs(x) < 0.05) continue
    if (last !== 0 && x > 0 !== last > 0) crossings++
    last = x
  }
  return crossings * 2
}
async function sounds(run: Run, freq: number): Promise<void> {
  for (let tries = 0; Math.abs(pitchAtEnd(run) - freq) > 0.03 * freq; tries++) {
    if (tries > 100) throw new Error(`${pitchAtEnd(run)} Hz, not ${freq}`)
    await pause(50)
  }
}

test('workers are killed in mid-sample, files go and come, edits change nothing: no sample differs from the offline render', () =>
  sampled(patch(), readFileSync(BREAK), async (run, file, sample) => {
    const kill = async () => {
      const { slots, active } = await run.redundant()
      await pause(130)
      process.kill(slots[active].pid!, 'SIGKILL')
      await run.heard(news => news.event === 'redundant', run.news.length)
    }
    await kill()
    await save(run, file, `${patch()}// nothing else\n`)
    const away = join(dirname(file), 'away.wav')
    renameSync(sample, away)
    await kill()
    const since = run.news.length
    copyFileSync(away, sample)
    await run.heard(news => news.event === 'switchover', since)
    await save(run, file, patch('[heard[0].add(sampler(\'silent\', { sample: \'kit/rim\' })), heard[1]]'))
    await kill()
    const { frame } = await run.status()
    await assertUndisturbed(run, frame, file)
  }))

test('a changed sample is heard like an edit; a broken one is named, and the rest plays; a version of before has its own', () =>
  sampled(LOOP, tone(500), async (run, _, sample) => {
    await sounds(run, 500)
    let since = run.news.length
    writeFileSync(sample, tone(1000))
    await run.heard(news => news.event === 'switchover', since)
    await sounds(run, 1000)
    since = run.news.length
    writeFileSync(sample, 'no sound at all')
    const warning = await run.heard(news => news.level === 'warn' && news.text.includes('mine.wav'), since)
    assert.match(warning.text, /^it is silent: mine\.wav is no sound that is known here/)
    await run.heard(news => news.event === 'switchover', since)
    await run.redundant()
    await run.send('/patch/rollback', 1)
    await sounds(run, 500)
    await run.send('/patch/rollback', 2)
    await sounds(run, 1000)
  }))

test('the engine is killed when the file is long gone: it plays on; what was shared is gone at the end', () =>
  sampled(LOOP, tone(500), async (run, _, sample) => {
    rmSync(sample)
    const { samples } = await run.status() as unknown as { samples: { files: number, megabytes: number } }
    assert.is(samples.files, 1)
    assert.ok(samples.megabytes > 0.1 && samples.megabytes < 0.3, String(samples.megabytes))
    const environment = readFileSync(`/proc/${run.engine}/environ`, 'latin1').split('\0')
    const folders = environment.find(line => line.startsWith(`${STORE}=`))!.slice(STORE.length + 1).split(':')
    assert.ok(folders.every(existsSync))
    process.kill(run.engine, 'SIGKILL')
    await pause(300)
    await run.connect()
    await run.redundant()
    await sounds(run, 500)
    await run.stop()
    for (let waited = 0; folders.some(existsSync); waited += 20) {
      assert.ok(waited < 2000, 'the folders stay')
      await pause(20)
    }
  }))

test.run()
