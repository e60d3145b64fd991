/** Both workers at once: the one fault that may be heard, as a short gap between two fades. */
import { DEFAULT_PATCH, framesThatDiffer, largestStep, offline, pause } from '../../test/live/run.ts'
import type { Row } from './trial.ts'

const TRIES = 20
/** Pause before a fault, at least and at most, ms. When both slots are gone twice within 2 s of music, the patch is blamed. */
const MOMENT = [2500, 2700]
/** From the last frame that was as it should be to the first that is so again; ms. */
const LONGEST_GAP = 400

export const both: Row[] = [{
  name: 'both workers within 1 ms: SIGKILL',
  tries: TRIES,
  run: async trial => {
    const run = await trial.start()
    const struck: number[] = []
    await trial.repeat(async () => {
      const { slots } = await run.redundant()
      await pause(MOMENT[0] + (MOMENT[1] - MOMENT[0]) * Math.random())
      const since = run.news.length
      struck.push((await run.status()).frame)
      for (const { pid } of slots) process.kill(pid!, 'SIGKILL')
      await run.heard(news => news.event === 'redundant', since)
    })
    await pause(1000)
    const { rate } = await run.status()
    await run.stop()
    const heard = run.heardSamples()
    const expected = await offline(DEFAULT_PATCH, heard.length / 2, rate)
    trial.lost = trial.differ = 0
    trial.expect(framesThatDiffer(heard.subarray(0, 2 * struck[0]), expected) === 0, 'frames differ before the first fault')
    struck.forEach((from, i) => {
      const piece = heard.subarray(2 * from, 2 * (struck[i + 1] ?? heard.length / 2))
      const differ = framesApart(piece, expected.subarray(2 * from))
      // With another worker in time there is no gap at all.
      const first = differ[0] ?? 0
      const gap = 1000 * ((differ.at(-1) ?? -1) + 1 - first) / rate
      const outside = differ.filter(frame => frame - first > LONGEST_GAP / 1000 * rate).length
      trial.recoveries.push(gap)
      trial.lost! += silent(piece)
      trial.differ! += outside
      trial.expect(gap <= LONGEST_GAP, `it is not as it should be again within ${LONGEST_GAP} ms`)
    })
    trial.smooth(largestStep(heard), largestStep(expected))
  },
}]

/** The frames in which two recordings differ. */
function framesApart(heard: Float32Array, expected: Float32Array): number[] {
  const frames: number[] = []
  for (let i = 0; i < heard.length; i += 2) {
    if (!Object.is(heard[i], expected[i]) || !Object.is(heard[i + 1], expected[i + 1])) frames.push(i / 2)
  }
  return frames
}

/** Frames of digital silence. */
function silent(pcm: Float32Array): number {
  let count = 0
  for (let i = 0; i < pcm.length; i += 2) if (pcm[i] === 0 && pcm[i + 1] === 0) count++
  return count
}
