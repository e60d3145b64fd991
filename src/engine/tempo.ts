/** The tempo: what the patch file says or the player has set, the same in every version that plays and in the engine's meter. */
import { DEFAULT_BPM } from '../kernel/kernel.ts'
import { Meter } from '../kernel/meter.ts'
import { beatParam, tempoParam } from '../kernel/score/keys.ts'
import { CONTROL_PERIOD } from '../kernel/sizes.ts'
import { addEvent } from './events.ts'
import { keepBeats } from './laid.ts'
import type { Version } from './version.ts'

/** The tempo that a version is to have, beats per minute. */
export function tempo(version: Version | null): number {
  return version ? version.values[tempoParam(version.kernel.layout)] : DEFAULT_BPM
}

/** From a frame on some versions, and the meter, have another tempo, or go there in so many frames. */
export function changeTempo(meter: Meter, versions: readonly Version[], bpm: number, frame: number, frames: number, block: number): void {
  // A ramp ends on a control point.
  const length = frames > 0 ? Math.ceil((frame + frames) / CONTROL_PERIOD) * CONTROL_PERIOD - frame : 0
  for (const version of versions) {
    const { kernel: { layout } } = version
    const times = [tempoParam(layout), beatParam(layout)]
    // One that was to come in with a tempo of its own has this one now.
    version.events = version.events.filter(event => event.frame <= frame || !times.includes(event.param))
    version.tempoFrom = undefined
    addEvent(version, { frame, param: tempoParam(layout), value: bpm, ramp: length }, block)
  }
  meter.change(bpm, frame, length)
  keepBeats(meter, versions, frame, block)
}

/** A new version with a tempo of its own is to be heard from a frame on: it has it from there on, with the beats going on. */
export function changeWith(meter: Meter, version: Version, frame: number, block: number): void {
  version.tempoFrom = frame
  tell(version, frame, meter.beat(frame), tempo(version), block)
}

/** The tempo has changed already for what is heard, and the meter knows it: the others follow from a frame on. */
export function follow(meter: Meter, versions: readonly Version[], frame: number, block: number): void {
  for (const version of versions) {
    const own = tempo(version)
    tell(version, frame, meter.beat(frame), meter.bpm, block)
    // Should it be heard again, it comes back with its own.
    version.values[tempoParam(version.kernel.layout)] = own
  }
}

/** A kernel that starts afresh at a frame is told the time, where it isn't that which it begins with. */
export function tellTime(meter: Meter, version: Version, frame: number, block: number): void {
  const { kernel: { layout } } = version
  const own = new Meter(layout.rate, layout.bpm)
  const [beat, bpm] = [meter.beat(frame), meter.bpm]
  if (bpm === layout.bpm && beat === own.beat(frame)) return
  meter.change(bpm, frame)
  tell(version, frame, beat, bpm, block)
}

/** The beat first: what falls on the frame by the tempo before falls on it still. */
function tell(version: Version, frame: number, beat: number, bpm: number, block: number): void {
  const { layout } = version.kernel
  addEvent(version, { frame, param: beatParam(layout), value: beat, ramp: 0 }, block)
  addEvent(version, { frame, param: tempoParam(layout), value: bpm, ramp: 0 }, block)
}
