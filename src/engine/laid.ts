/** Patterns on their way to the kernels. Each is told on the frame before the one from which on it plays: that of its beat, whatever
 *  becomes of the tempo until then. */
import type { Meter } from '../kernel/meter.ts'
import { overlayParam, type Playable } from '../kernel/score/keys.ts'
import { laidText } from '../kernel/score/overlay.ts'
import type { Tree } from '../pattern/index.ts'
import { addEvent } from './events.ts'
import type { Version } from './version.ts'

/** Values that are told of an input of which each voice has its own: as many as there is room for. */
const MOST_VALUES = 300

/** What a text begins with, whatever the pattern. */
const beginning = (key: string): string => laidText(key, null).replace(/null\}$/, '')

/** Lets a pattern play something in a version from a frame on, instead of what was to play it from the frame `after` on; null is that of
 *  the file again. `beat`: the one that it waits for, NaN for none. */
export function lay(version: Version, one: Playable, tree: Tree | null, { start, beat, after, block }: Place): void {
  const { input, param } = one
  version.events = version.events.filter(({ frame, text }) => frame < after || !text?.startsWith(beginning(one.key)))
  const isFree = tree === null && one.tree === undefined && input !== null
  const values = isFree ? [...version.values.subarray(param, param + 1 + Math.min(input.defaults?.length ?? 0, MOST_VALUES))] : undefined
  const text = laidText(one.key, tree, values)
  addEvent(version, { frame: start - 1, param: overlayParam(version.kernel.layout), value: beat, ramp: 0, text }, block)
}

interface Place { start: number, beat: number, after: number, block: number }

/** Whether a pattern is to play something that hasn't begun by a frame. */
export const waits = ({ events }: Version, key: string, frame: number): boolean =>
  events.some(event => event.frame >= frame && event.text?.startsWith(beginning(key)))

/** The tempo is another from a frame on: what waits for its beat moves with it. */
export function keepBeats(meter: Meter, versions: Iterable<Version>, frame: number, block: number): void {
  for (const version of versions) {
    const isWaiting = ({ frame: at, text, value }: Version['events'][number]): boolean =>
      text !== undefined && at >= frame && !Number.isNaN(value)
    const waiting = version.events.filter(isWaiting)
    if (waiting.length === 0) continue
    version.events = version.events.filter(event => !isWaiting(event))
    for (const event of waiting) addEvent(version, { ...event, frame: Math.max(frame, Math.round(meter.at(event.value)) - 1) }, block)
  }
}
