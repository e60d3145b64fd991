/** The outputs that need no sound card, with an engine that writes a ramp: a frame's number can be read off its samples. */
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { News } from '../../src/engine/command.ts'
import type { Output } from '../../src/engine/output.ts'
import { openOutput } from '../../src/io/output.ts'
import { now } from '../../src/slot/clock.ts'
import { readWav } from '../wav.ts'
import { tsEnvironment, tsFlags } from '../../src/slot/node.ts'

const RATE = 48_000
const BLOCK = 128
const NOWHERE = 'a device that nobody has'
const folder = mkdtempSync(join(tmpdir(), 'chronus-output-'))
const file = join(folder, 'take.wav')
test.after(() => rmSync(folder, { recursive: true }))

/** Plays like the engine does, and looks for what an output may never do. */
class Player {
  frames = 0
  /** Frames by which `wanted` went further than time did, at the worst. */
  ahead = 0
  news: News[] = []
  output!: Output
  private timer!: NodeJS.Timeout
  private last = 0
  private lastWanted = 0
  private pcm = new Float32Array(2 * BLOCK)

  async open(kind: 'auto' | 'portaudio' | 'null' | 'wav', options: { file?: string, device?: string, start?: number } = {}): Promise<this> {
    this.frames = this.lastWanted = options.start ?? 0
    this.output = await openOutput({ kind, ...options, rate: RATE, tell: news => this.news.push(news) })
    this.last = now()
    this.timer = setInterval(() => this.tick(), 1)
    return this
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await sleep(5)
  }

  async close(): Promise<void> {
    clearInterval(this.timer)
    await this.output.close()
  }

  private tick(): void {
    const wanted = this.output.wanted(), t = now()
    assert.ok(wanted >= this.lastWanted, 'wanted went back')
    if (this.lastWanted > 0) {
      this.ahead = Math.max(this.ahead, wanted - this.lastWanted - (t - this.last) * RATE / 1000)
    }
    this.last = t
    this.lastWanted = wanted
    for (; this.frames + BLOCK <= wanted; this.frames += BLOCK) {
      for (let i = 0; i < BLOCK; i++) this.pcm.fill((this.frames + i) / 2 ** 23, 2 * i, 2 * i + 2)
      this.output.write(this.pcm, BLOCK)
    }
  }
}

const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Checks that the file holds the frames 0, 1, 2 … and nothing else; gives how many. */
function framesInFile(): number {
  const { data } = readWav(file)
  const wrong = data.findIndex((sample, i) => sample !== (i >> 1) / 2 ** 23)
  assert.is(wrong, -1, `frame ${wrong >> 1} of ${data.length / 2} is ${data[wrong] * 2 ** 23}`)
  return data.length / 2
}

test('null keeps time, and its process ends with it', async () => {
  const player = await new Player().open('null')
  await player.until(() => player.output.status().pid !== null && player.frames > RATE / 2)
  const { kind, pid, device } = player.output.status()
  assert.equal({ kind, device }, { kind: 'null', device: null })
  await player.close()
  assert.not(alive(pid!))
  assert.ok(player.ahead <= player.output.cushion, `${player.ahead} frames ahead of time`)
  assert.equal(player.news, [])
})

test('wav holds every frame, from the first to the last that was written', async () => {
  const player = await new Player().open('wav', { file })
  await player.until(() => player.frames > RATE / 2)
  await player.close()
  assert.is(framesInFile(), player.frames)
})

test('wav loses nothing when its process is killed, stopped, and killed while it closes', async () => {
  const player = await new Player().open('wav', { file })
  const pid = (): number => player.output.status().pid ?? 0
  await player.until(() => player.frames > RATE / 4)
  const first = pid()
  process.kill(first, 'SIGKILL')
  await player.until(() => pid() !== 0 && pid() !== first && player.news.length === 2)
  assert.match(player.news[0].text, /SIGKILL/)
  assert.is(player.news[1].text, 'the output is back')
  const second = pid()
  process.kill(second, 'SIGSTOP')
  await player.until(() => player.news.length === 4)
  assert.match(player.news[2].text, /hung/)
  process.kill(pid(), 'SIGKILL')
  await player.close()
  assert.is(framesInFile(), player.frames)
  assert.not(alive(first) || alive(second))
  assert.ok(player.ahead <= player.output.cushion, `${player.ahead} frames ahead of time`)
})

test('wav refuses a file that it cannot write, before anything plays', async () => {
  mkdirSync(join(folder, 'there'))
  const impossible = [['missing/take.wav', 'no such file or directory'], ['there', 'illegal operation on a directory']]
  for (const [path, reason] of impossible) {
    try {
      await openOutput({ kind: 'wav', file: join(folder, path), rate: RATE, tell: () => {} })
      assert.unreachable()
    } catch (error) {
      assert.is((error as Error).message, `can't write ${join(folder, path)}: ${reason}`)
    }
  }
})

test('a file that is there is left as it is until there is something to write', async () => {
  const before = join(folder, 'before.wav')
  writeFileSync(before, 'an earlier take')
  const output = await openOutput({ kind: 'wav', file: before, rate: RATE, tell: () => {} })
  await sleep(500)
  await output.close()
  assert.is(readFileSync(before, 'utf8'), 'an earlier take')
})

test('auto without a device plays on in silence and says so in one line', async () => {
  const player = await new Player().open('auto', { device: NOWHERE })
  await player.until(() => player.news.length > 0 && player.output.status().pid !== null)
  await player.until(() => player.frames > RATE)
  assert.is(player.output.status().kind, 'null')
  await player.close()
  assert.is(player.news.length, 1)
  assert.is(player.news[0].event, 'output')
  assert.match(player.news[0].text, /^no sound, it plays on in silence: .*(sound device|naudiodon)/)
  assert.ok(player.ahead <= player.output.cushion, `${player.ahead} frames ahead of time`)
})

test('portaudio with a device that is not there is an error at the start', async () => {
  try {
    await new Player().open('portaudio', { device: NOWHERE })
    assert.unreachable()
  } catch (error) {
    assert.match((error as Error).message, /sound device|naudiodon/)
  }
})

test('an engine that is killed leaves a whole file and no process', async () => {
  const engine = spawn(process.execPath, [...tsFlags, '--input-type=module', '-e', `
    import { openOutput } from ${JSON.stringify(import.meta.resolve('../../src/io/output.ts'))}
    const output = await openOutput({ kind: 'wav', file: ${JSON.stringify(file)}, rate: ${RATE}, tell: () => {} })
    let frames = 0
    const pcm = new Float32Array(${2 * BLOCK})
    setInterval(() => {
      for (const wanted = output.wanted(); frames + ${BLOCK} <= wanted; frames += ${BLOCK}) {
        for (let i = 0; i < ${BLOCK}; i++) pcm.fill((frames + i) / 2 ** 23, 2 * i, 2 * i + 2)
        output.write(pcm, ${BLOCK})
      }
      if (frames > ${RATE}) {
        process.stdout.write(frames + ' ' + output.status().pid + '\\n', () => process.kill(process.pid, 'SIGKILL'))
      }
    }, 1)`], { env: tsEnvironment, cwd: fileURLToPath(new URL('.', import.meta.url)), stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  for await (const text of engine.stdout.setEncoding('utf8')) said += text
  const [written, pid] = said.split('\n')[0].split(' ').map(Number)
  for (let waited = 0; alive(pid) && waited < 2000; waited += 10) await sleep(10)
  assert.not(alive(pid))
  const inFile = framesInFile()
  assert.ok(inFile >= written, `${inFile} of ${written} frames`)
})

test('wav: goes on where another output has ended; what that wrote stays, the time between is silence', async () => {
  const first = await new Player().open('wav', { file })
  await first.until(() => first.frames > 4800)
  await first.close()
  const start = first.frames + 10 * BLOCK
  const second = await new Player().open('wav', { file, start })
  await second.until(() => second.frames > start + 4800)
  await second.close()
  const { data } = readWav(file)
  assert.is(data.length / 2, second.frames)
  for (let frame = 0; frame < second.frames; frame++) {
    const there = frame < first.frames || frame >= start
    assert.is(data[2 * frame], there ? Math.fround(frame / 2 ** 23) : 0)
  }
})

test.run()
