/** A recorder's process, with an engine that writes a ramp: a frame's number can be read off its samples. */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { WavRecorder } from '../../src/io/recorder.ts'
import { readWav } from '../wav.ts'
import { WAV_HEADER_BYTES } from '../../src/io/wavheader.ts'

const RATE = 48_000
const BLOCK = 128
const folder = mkdtempSync(join(tmpdir(), 'chronus-recorder-'))
const path = join(folder, 'take.wav')
test.after(() => rmSync(folder, { recursive: true }))

function never(): void {
  throw new Error('its process failed')
}

/** Writes blocks in real time until `frames` frames are written. */
async function write(recorder: WavRecorder, frames: number): Promise<void> {
  const pcm = new Float32Array(2 * BLOCK)
  for (const began = performance.now(), from = recorder.frames; recorder.frames < frames; await sleep(1)) {
    while (recorder.frames < frames && recorder.frames - from < (performance.now() - began) / 1000 * RATE) {
      for (let i = 0; i < BLOCK; i++) pcm.fill((recorder.frames + i) / 2 ** 23, 2 * i, 2 * i + 2)
      recorder.write(pcm, BLOCK)
    }
  }
}

/** Checks that the file holds the frames 0, 1, 2 … and nothing else; gives how many. */
function framesInFile(): number {
  const { data } = readWav(path)
  assert.is(data.findIndex((sample, i) => sample !== (i >> 1) / 2 ** 23), -1)
  assert.is(readFileSync(path).length, WAV_HEADER_BYTES + 4 * data.length)
  return data.length / 2
}

for (const [when, frames] of [['before its process is there', BLOCK], ['while it writes', RATE]] as const) {
  for (const hurry of [false, true]) {
    test(`a take that ends ${when} has every frame${hurry ? ', in a hurry too' : ''}`, async () => {
      const file = openSync(path, 'w')
      const recorder = await WavRecorder.start({ file, rate: RATE, format: 'float', restarted: never, failed: never })
      await write(recorder, frames)
      const written = recorder.frames
      assert.is(await recorder.close(hurry), written)
      closeSync(file)
      assert.is(framesInFile(), written)
    })
  }
}

test('a take without a frame is a whole file', async () => {
  const file = openSync(path, 'w')
  const recorder = await WavRecorder.start({ file, rate: RATE, format: 'float', restarted: never, failed: never })
  assert.is(await recorder.close(false), 0)
  closeSync(file)
  assert.is(framesInFile(), 0)
})

test('a file that cannot be written is told once, and what is written after that goes nowhere', async () => {
  const file = openSync(path, 'r')
  const told: string[] = []
  const recorder = await WavRecorder.start({
    file, rate: RATE, format: 'float', restarted: never, failed: (frames, why) => told.push(`${frames} ${why}`),
  })
  while (told.length === 0) await write(recorder, recorder.frames + BLOCK)
  const { frames } = recorder
  recorder.write(new Float32Array(2 * BLOCK), BLOCK)
  assert.is(recorder.frames, frames)
  await sleep(100)
  assert.is(told.length, 1)
  assert.match(told[0], /^0 E(BADF|INVAL)/)
  closeSync(file)
})

test.run()
