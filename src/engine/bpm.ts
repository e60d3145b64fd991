/** The message that sets the tempo: `/bpm 174`, `/bpm 180 '8 bars'` to go there over eight bars, `/bpm` to ask for it. */
import { MAX_BPM, MIN_BPM } from '../patch/patch.ts'
import type { Arg, Message, Said } from './command.ts'
import { duration, toldDuration } from './duration.ts'
import type { Engine } from './engine.ts'
import { playing } from './knobs.ts'

export function bpm(engine: Engine, [value, over, ...rest]: Arg[], said?: Said): Message[] {
  const { meter } = engine
  if (value === undefined) return [{ address: '/bpm', args: [Number(meter.bpmAt(engine.frame).toFixed(3))] }]
  if (typeof value !== 'number' || !(value >= MIN_BPM && value <= MAX_BPM) || rest.length > 0) {
    throw new Error(`the tempo is ${MIN_BPM} … ${MAX_BPM} beats per minute, not ${value}`)
  }
  const { metre, rate } = playing(engine).kernel.layout
  // On the way the tempo goes up evenly, so it is the mean that counts.
  const perBeat = 2 * 60 / (meter.bpmAt(engine.frame) + value)
  const seconds = over === undefined ? 0 : duration(over, perBeat, metre)
  const again: Message = { address: '/bpm', args: over === undefined ? [value] : [value, over] }
  if (!said?.undone) engine.deeds.note([{ address: '/bpm', args: [meter.bpm] }], again)
  engine.setTempo(value, Math.round(seconds * rate), said?.frame)
  const way = over === undefined ? '' : `, over ${toldDuration(over)}`
  const sets = { address: '/bpm', args: [value] }
  engine.tell({ event: 'set', level: 'info', module: 'tempo', input: 'bpm', value, clamped: false, sets, text: `bpm = ${value}${way}` })
  return []
}
