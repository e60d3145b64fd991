/** What patterns cost: `make bench-pattern`. A worker asks for what comes next many times a second, so what counts is a query of an
 *  eighth of a cycle of a pattern that has been played for a while, and the slowest one. */
import { gain } from '../src/index.ts'
import { compile } from '../src/kernel/compile.ts'
import { Meter } from '../src/kernel/meter.ts'
import { OVERLAY_BYTES, Overlay } from '../src/kernel/score/overlay.ts'
import { Score } from '../src/kernel/score/score.ts'
import { walk } from '../src/patch/walk.ts'
import { COLLECT_EVERY, collect } from '../src/slot/garbage.ts'
import { Pattern, beat, pat, rational, signals, stack } from '../src/pattern/index.ts'
import { heading, median, quantile, row } from './figures.ts'

const STEP = 8
const CYCLES = 400
const WARM = 200
/** The score is played so many times. */
const RUNS = 5

const us = (value: number): string => `${value.toFixed(value < 10 ? 2 : 1)} us`

const PATTERNS: Record<string, Pattern> = {
  "beat('X...x...X..xx...')": beat('X...x...X..xx...'),
  "pat('bd [sn cp] <hh oh> ~')": pat('bd [sn cp] <hh oh> ~'),
  "pat('hh*16?')": pat('hh*16?'),
  "pat('bd(<3 5>,8,<0 2>) [sn*2 | cp]')": pat('bd(<3 5>,8,<0 2>) [sn*2 | cp]'),
  "pat('0 2 4 <7 9>').scale('c:minor').off(1/8, p => p.add(12))": pat('0 2 4 <7 9>').scale('c:minor').off(1 / 8, p => p.add(12)),
  "pat('hh*8').every(4, p => p.fast(2)).sometimes(p => p.velocity(0.4)).swing(4)":
    pat('hh*8').every(4, p => p.fast(2)).sometimes(p => p.velocity(0.4)).swing(4),
  "pat('<Cm7 Fm7>').voicing().arp('updown').ply(2)": pat('<Cm7 Fm7>').voicing().arp('updown').ply(2),
  "signals.perlin.range(200, 2000).segment(16)": signals.perlin.range(200, 2000).segment(16),
  'four layers of eight steps, jux, chunk, echo': stack(...['bd*8', 'sn(5,8)', 'hh*8', '~ cp'].map(text =>
    pat(text).jux(p => p.rev()).chunk(4, p => p.fast(2)).echo(2, 1 / 8, 0.5))),
}

heading(`A query of 1/${STEP} cycle, warm`, 'median', '99 %', 'slowest', 'first ever', 'events a cycle')
const lanes: Pattern[] = []
for (const [name, pattern] of Object.entries(PATTERNS)) {
  const fresh = Pattern.fromJSON(JSON.parse(JSON.stringify(pattern)))
  const first = timed(() => fresh.query(0, rational(1, STEP)))
  const times = measured([fresh])
  row(name, us(median(times)), us(quantile(times, 0.99)), us(Math.max(...times)), us(first), String(fresh.query(0, 16).length / 16))
  if (lanes.length < 8) lanes.push(fresh)
}

const sixteen = [...lanes, ...lanes]
const all = measured(sixteen)
/** At 174 beats a minute, four beats a cycle, blocks of 128 frames at 48 kHz. */
const BLOCK_US = 128 / 48_000 * 1e6
const CYCLE_US = 4 * 60 / 174 * 1e6
heading('16 lanes at 174 bpm', 'of the time', 'median query', '99 %', 'slowest', 'a block')
row(`all lanes, each 1/${STEP} cycle`, `${(100 * all.reduce((sum, time) => sum + time, 0) / all.length * STEP / CYCLE_US).toFixed(3)} %`,
  us(median(all)), us(quantile(all, 0.99)), us(Math.max(...all)), us(BLOCK_US))

heading('The score of 16 lanes, block by block', 'mean', 'median', '99.9 %', 'worst of 60 s', 'blocks over 2 %')
const runs = Array.from({ length: RUNS }, () => blocks(sixteen))
// A machine that is busy with other things takes its time out of any block: what a block takes by itself is the least of several times.
ofBlocks(`of the time of a block, least of ${RUNS} runs`, runs[0].map((_, i) => Math.min(...runs.map(times => times[i]))))
ofBlocks('in one run', runs[RUNS - 1])

function ofBlocks(name: string, times: readonly number[]): void {
  const share = (us: number): string => `${(100 * us / BLOCK_US).toFixed(3)} %`
  row(name, share(times.reduce((sum, time) => sum + time, 0) / times.length), share(median(times)), share(quantile(times, 0.999)),
    share(Math.max(...times)), `${times.filter(time => time > 0.02 * BLOCK_US).length} of ${times.length}`)
}

/** What a score of these lanes takes of each block of a minute, when it has played for a while. */
function blocks(lanes: readonly Pattern[]): number[] {
  const [rate, block, bpm] = [48_000, 128, 174]
  const { layout } = compile(walk(lanes.map((_, i) => gain(`lane${i}`, { in: 0 })).reduce((sum, one) => sum.add(one))), rate, bpm)
  layout.modules.forEach(({ inputs }, i) => { inputs.find(({ name }) => name === 'mute')!.pattern = lanes[i].tree })
  const score = new Score(layout, new Meter(rate, bpm), new Overlay(new ArrayBuffer(OVERLAY_BYTES), 0),
    ({ input }) => ({ input: input && { ...input, gate: true }, move: () => {} }))
  const times: number[] = []
  for (let frame = 0; frame < 90 * rate; frame += block) {
    const time = timed(() => {
      for (let at = frame; at < frame + block;) at = score.play(at, frame + block)
      score.lookAhead(frame + block)
    })
    if (frame >= 30 * rate) times.push(time)
    // As a worker does.
    if ((frame / block) % Math.ceil(COLLECT_EVERY * rate / block) === 0) collect()
  }
  return times
}

/** How long the queries of all patterns together take, step by step. */
function measured(patterns: readonly Pattern[]): number[] {
  const times: number[] = []
  for (let step = 0; step < STEP * CYCLES; step++) {
    const [begin, end] = [rational(step, STEP), rational(step + 1, STEP)]
    const time = timed(() => { for (const pattern of patterns) pattern.query(begin, end) })
    if (step >= WARM) times.push(time)
  }
  return times
}

function timed(run: () => void): number {
  const start = performance.now()
  run()
  return 1000 * (performance.now() - start)
}
