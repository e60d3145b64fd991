/** Both workers at once: the one fault that may be heard, as a short gap between two fades. */
import { DEFAULT_PATCH, framesThatDiffer, largestStep, offline, pause } from '../../test/live/run.ts'
import { amplitude, longestGap, silentAtEnd } from './measure.ts'
import { tone } from './source.ts'
import type { Row } from './trial.ts'

const TRIES = 20
/** Pause before a fault, at least and at most, ms. When both slots are gone twice within 2 s of music, the patch is blamed. */
const MOMENT = [2500, 2700]
/** From the last frame that was as it should be to silence; ms. */
const LONGEST_FADE = 10
/** From the last frame that was as it should be to the first that is so again; ms. */
const LONGEST_GAP = 400
/** The tones of a version and of the one after it, Hz. */
const FREQ = 300
const WORSE = 400
/** Three times, with less than 2 s of music in between, are more than bad luck; on a busy machine it takes longer in between. */
const TOO_OFTEN = 9
const FELL_BACK = /^version 2 failed \(SIGKILL\): version 1 of .* comes back/

export const both: Row[] = [{
  name: 'both workers within 1 ms, in turn with the spare too: SIGKILL',
  tries: TRIES,
  run: async trial => {
    const run = await trial.start()
    const struck: number[] = []
    await trial.repeat(async turn => {
      const { slots } = await run.redundant()
      await pause(MOMENT[0] + (MOMENT[1] - MOMENT[0]) * Math.random())
      const since = run.news.length
      const { frame, spare } = await run.status()
      struck.push(frame)
      // With a spare the other worker is mostly there in time, and there is no gap at all.
      for (const { pid } of turn % 2 === 0 ? slots : [...slots, spare]) process.kill(pid!, 'SIGKILL')
      await run.heard(news => news.event === 'redundant', since)
    })
    await pause(1000)
    const { rate } = await run.status()
    await run.stop()
    const heard = run.heardSamples()
    const expected = await offline(DEFAULT_PATCH, heard.length / 2, rate)
    trial.lost = trial.differ = 0
    trial.expect(framesThatDiffer(heard.subarray(0, 2 * struck[0]), expected) === 0, 'frames differ before the first fault')
    let longestFade = 0
    struck.forEach((from, i) => {
      const piece = heard.subarray(2 * from, 2 * (struck[i + 1] ?? heard.length / 2))
      const differ = framesApart(piece, expected.subarray(2 * from))
      const first = differ[0] ?? 0
      const gap = 1000 * ((differ.at(-1) ?? -1) + 1 - first) / rate
      const outside = differ.filter(frame => frame - first > LONGEST_GAP / 1000 * rate).length
      const quiet = piece.findIndex((_, at) => at >= 2 * first && at % 2 === 0 && piece[at] === 0 && piece[at + 1] === 0) / 2
      const fade = gap > 0 && quiet >= first ? 1000 * (quiet - first) / rate : 0
      trial.expect(fade <= LONGEST_FADE, `it fades out over ${fade.toFixed(1)} ms`)
      longestFade = Math.max(longestFade, fade)
      trial.recoveries.push(gap)
      trial.lost! += silent(piece)
      trial.differ! += outside
      trial.expect(gap <= LONGEST_GAP, `it is not as it should be again within ${LONGEST_GAP} ms`)
    })
    trial.note(`the longest fade out took ${longestFade.toFixed(1)} ms`)
    trial.smooth(largestStep(heard), largestStep(expected))
  },
}, {
  name: 'both workers again and again, after probation: SIGKILL',
  tries: 2,
  run: trial => trial.repeat(async () => {
    const file = trial.file('mine.ts', tone(FREQ))
    const run = await trial.start(file, ['--probation', '1'])
    await run.redundant()
    trial.file('mine.ts', tone(WORSE))
    await run.heard(({ event }) => event === 'switchover', 0)
    await run.redundant()
    const since = run.news.length
    const fellBack = (): boolean => run.news.slice(since).some(({ text }) => FELL_BACK.test(text))
    for (let turn = 0; turn < TOO_OFTEN && !fellBack(); turn++) {
      const pids = (await run.redundant()).slots.map(({ pid }) => pid!)
      for (const pid of pids) process.kill(pid, 'SIGKILL')
      while ((await run.deck()).slots.some(({ pid }) => pids.includes(pid!))) await pause(1)
    }
    await run.redundant()
    trial.expect(fellBack(), `after ${TOO_OFTEN} times version 2 still comes back`)
    const loading = await run.send('/patch/load', file).then(() => 'loaded', () => 'refused')
    trial.expect(loading === 'refused', 'the failed version is loaded again, its file unchanged')
    await pause(1000)
    const { frame, rate } = await run.status()
    await run.stop()
    const heard = run.heardSamples().subarray(0, 2 * frame)
    const gap = Math.max(longestGap(heard, rate), silentAtEnd(heard, rate))
    trial.recoveries.push(gap)
    trial.expect(gap <= LONGEST_GAP, `silent for ${gap.toFixed(0)} ms`)
    const level = amplitude(heard.subarray(-rate), FREQ, rate)
    trial.expect(level > 0.2, `the version before does not play: its tone is at ${level.toFixed(3)}`)
    trial.smooth(largestStep(heard), 0.3 * 2 * Math.PI * WORSE / rate)
  }),
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
