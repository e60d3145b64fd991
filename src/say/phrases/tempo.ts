/** Faster and slower. */
import { scaled } from '../amounts.ts'
import { Cannot, type Scene, round } from '../scene.ts'
import type { Phrase, Wish } from '../phrase.ts'
import { patternOf } from './rhythm.ts'

const FASTER = 1.1
/** The tempi that words may lead to; `/bpm` itself takes others. */
const [SLOWEST, FASTEST] = [20, 400]

function tempo(scene: Scene, bpm: number, time: string | null | undefined): void {
  if (!(bpm >= SLOWEST && bpm <= FASTEST)) throw new Cannot(`${round(bpm)} is no tempo: ${SLOWEST} … ${FASTEST} beats per minute`)
  scene.setTempo(Number(bpm.toFixed(1)), time)
}

function faster(factor: number) {
  return (wish: Wish): void => {
    const { scene, target, time, amount } = wish
    const by = scaled(factor, amount)
    if (target === null) return tempo(scene, scene.bpm * by, time)
    const knobs = target.ids.flatMap(id => ['rate', 'freq'].flatMap(name => scene.free(scene.module(id)!, name) ?? []).slice(0, 1))
      .filter(({ module: { kind } }) => /^(lfo|chorus|flanger|phaser)$/.test(kind))
    if (knobs.length === 0) throw new Cannot(`${target.name} goes by the tempo: say 'double time ${target.name}', or 'faster'`)
    const synced = knobs.find(({ module }) => {
      const sync = scene.knob(module, 'sync')
      return sync && (sync.pattern !== undefined || scene.value(sync) > 0)
    })
    if (synced) throw new Cannot(`${synced.module.id} goes by the tempo: say 'faster', or 'set the ${target.name} sync to free'`)
    for (const knob of knobs) scene.turn(knob, { factor: scaled(factor > 1 ? 1.5 : 1 / 1.5, amount) }, time)
  }
}

/** Of a part its pattern, of all the tempo. */
function times(factor: number) {
  return (wish: Wish): void => {
    const { scene, target, time } = wish
    if (target === null) return tempo(scene, scene.bpm * factor, time)
    const said = factor > 1 ? 'twice as fast' : 'half as fast'
    for (const id of target.ids) patternOf(scene, id, target.name).change(said, p => p.fast(factor))
  }
}

const all = ['target', 'amount', 'time'] as const

export const tempi: Phrase[] = [
  {
    words: '(faster|speed [it] up|quicker|accelerate|accelerando|speed up <target>|too slow)',
    does: 'the tempo × 1.1; of an lfo its speed × 1.5', example: 'faster', takes: all,
    run: faster(FASTER),
  },
  {
    words: '(slower|slow [it] down|slow down <target>|ritardando|too fast)',
    does: 'the tempo ÷ 1.1', example: 'a bit slower over 4 bars', takes: all,
    run: faster(1 / FASTER),
  },
  {
    words: '(<number> bpm|<number> beats per minute|[set] (tempo|bpm) [to|at|of] <number> [bpm])',
    does: 'the tempo', example: '174 bpm', takes: ['time'],
    run: ({ scene, slots, time }) => tempo(scene, slots.number, time),
  },
  {
    words: '(double time|twice as fast|double [the] (tempo|speed))',
    does: 'twice the tempo; of a part its pattern twice as fast', example: 'double time hats', patch: 'roller', takes: ['target', 'time'],
    run: times(2),
  },
  {
    words: '(half time|half as fast|half [the] (tempo|speed))',
    does: 'half the tempo; of a part its pattern half as fast', example: 'half time', takes: ['target', 'time'],
    run: times(0.5),
  },
]
