/** What it costs to see and to measure the sound: processor time of pictures, and how much faster than it plays a sound is analysed. Part
 *  of `make bench`; by itself: node --import tsx bench/sights.ts, some seconds. */
import { pathToFileURL } from 'node:url'
import { Analyser } from '../src/analysis/analysis.ts'
import { meter } from '../src/pictures/meter.ts'
import { paint } from '../src/pictures/paint.ts'
import type { Picture } from '../src/pictures/picture.ts'
import { scope } from '../src/pictures/scope.ts'
import { spectrum } from '../src/pictures/spectrum.ts'
import { heading, row } from './figures.ts'

const RATE = 48_000
/** Pictures a second, as they are drawn. */
const PER_SECOND = 25
/** Pictures that are drawn first, and then measured. */
const [WARM, COUNT] = [50, 150]
/** Seconds of sound that are analysed. */
const SECONDS = 30

export function sights(): void {
  const noise = Float32Array.from({ length: 2 * 2 * RATE }, () => Math.random() - 0.5)
  const sound = {
    rate: RATE,
    latest: (pcm: Float32Array, ago = 0) => pcm.set(noise.subarray(noise.length - 2 * ago - pcm.length, noise.length - 2 * ago)),
  }
  heading('A picture of white noise', 'processor time', `at ${PER_SECOND} a second`)
  const pictures: [string, Picture][] = [['scope', scope()], ['spectrum', spectrum()], ['meter', meter(RATE)]]
  for (const [name, picture] of pictures) {
    for (const [columns, rows] of [[80, 24], [200, 50]]) {
      const frames = RATE / PER_SECOND
      const draw = (): void => {
        picture.take?.(noise, frames)
        picture.draw(sound, { columns, rows, paint: paint(true) })
      }
      for (let i = 0; i < WARM; i++) draw()
      const time = used(() => { for (let i = 0; i < COUNT; i++) draw() }) / COUNT
      row(`${name}, ${columns} × ${rows}`, `${time.toFixed(2)} ms`, `${(PER_SECOND * time / 10).toFixed(1)} % of a core`)
    }
  }
  heading('chronus analyse', 'times real time')
  const analyser = new Analyser(RATE, 2)
  const time = used(() => {
    for (let frames = 0; frames < SECONDS * RATE; frames += RATE) analyser.take(noise, RATE)
    analyser.result()
  })
  row(`stereo at ${RATE} Hz, both sides different`, (1000 * SECONDS / time).toFixed(0))
}

/** Processor time that something takes, ms. */
function used(run: () => void): number {
  const before = process.cpuUsage()
  run()
  const { user, system } = process.cpuUsage(before)
  return (user + system) / 1000
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) sights()
