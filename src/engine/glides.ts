/** Glides: inputs that take their time to a value. What is in Hz goes evenly in octaves, as the ear has it, by straight pieces that lie
 *  within DEVIATION of that; all else in a straight line: levels in dB are even to the ear so, and a delay time that moves evenly bends the
 *  pitch evenly. The pieces are told as events to come, at exact frames, so whoever plays a version plays its glides, whatever happens. */
import type { InputInfo, Layout } from '../kernel/kernel.ts'
import type { Found } from '../kernel/parameters.ts'
import { CONTROL_PERIOD } from '../kernel/sizes.ts'
import { type Told, addEvent } from './events.ts'

/** How far a piece may be off the curve, as a share of the value. */
export const DEVIATION = 0.001
/** The logarithm of what a piece spans: a chord of eˣ lies up to x² / 8 above it. */
const SPAN = Math.sqrt(8 * DEVIATION)
/** Pieces that all voices of an input share where they go different ways. */
const SHARED = 1024

/** What is kept of each parameter: where it began, the frames at which it begins and arrives, whether it goes evenly in octaves. */
export const WAY = 4
const [FROM, START, END, EVEN] = [0, 1, 2, 3]

/** Where a parameter is at a frame, as far as it was set by hand. */
export function valueAt({ ways, values }: Told, param: number, frame: number): number {
  const to = values[param]
  if (ways === undefined || !(ways[WAY * param + END] > frame)) return to
  const [from, start, end, even] = ways.subarray(WAY * param, WAY * param + WAY)
  const share = Math.max(0, frame - start) / (end - start)
  return even ? from * (to / from) ** share : from + (to - from) * share
}

/** Whether a parameter is on its way at a frame, or later. */
export const isGliding = ({ ways }: Told, param: number, frame: number): boolean => ways !== undefined && ways[WAY * param + END] > frame

/** The frame at which it arrives, or did. */
export const arrival = ({ ways }: Told, param: number): number => ways?.[WAY * param + END] ?? 0

/** Lets what was found go to its value in so many frames. Errors: throws for what can only jump. */
export function glide(version: Told, { param, value, input, module }: Found, frame: number, frames: number, block: number): void {
  if (input.jump) throw new Error(`${module.id}.${input.name} ${input.choices ? 'is a choice' : 'jumps'}: it can't glide`)
  const { ways = new Float64Array(WAY * version.values.length), kernel: { layout } } = version
  const end = onControl(frame + frames)
  const { default: file, defaults = [] } = input
  for (let own = param; own <= param + defaults.length; own++) {
    ways.set([valueAt(version, own, frame), frame, end, Number(input.unit === 'Hz' && input.min > 0)], WAY * own)
    version.values[own] = Number.isNaN(value) ? [file, ...defaults][own - param] : value
  }
  version.ways = ways
  send(version, familyOf(layout, param), frame, block)
}

/** A parameter, with those of its voices, is set otherwise from a frame on: it doesn't go on. */
export function endGlides(version: Told, param: number, voices: number, frame: number, block: number): void {
  const { ways, kernel: { layout } } = version
  if (ways === undefined) return
  let were = false
  for (let own = param; own <= param + voices; own++) {
    were ||= isGliding(version, own, frame)
    ways[WAY * own + END] = 0
  }
  if (were) send(version, familyOf(layout, param), frame, block)
}

/** A kernel that starts afresh at a frame takes up what was on its way: it is where it would be by now, and goes on from there. */
export function goOnGliding(version: Told, frame: number, block: number): void {
  if (version.ways === undefined) return
  for (const input of version.kernel.layout.modules.flatMap(({ inputs }) => inputs)) {
    const family = input.param === null ? [] : withVoices(input)
    if (!family.some(param => isGliding(version, param, frame))) continue
    const goals = family.map(param => version.values[param])
    for (const param of family) addEvent(version, { frame, param, value: valueAt(version, param, frame), ramp: 0 }, block)
    goals.forEach((goal, i) => { version.values[family[i]] = goal })
    send(version, family, frame + 1, block)
  }
}

/** Tells from a frame on what a parameter and its voices do; what was told of them before is void. */
function send(version: Told, family: readonly number[], frame: number, block: number): void {
  const { values } = version
  const [all, ...voices] = family
  const goals = family.map(param => values[param])
  version.events = version.events.filter(event => !event.glides || event.frame < frame || !family.includes(event.param))
  const most = Math.max(1, Math.floor(SHARED / family.length))
  if (voices.every(own => isSame(version, own, all))) {
    sendPieces(version, all, SHARED, frame, block)
  } else {
    // It moves all voices, which then go their own ways.
    const together = isGliding(version, all, frame)
    if (together) sendPieces(version, all, 1, frame, block)
    for (const own of voices) {
      if (isGliding(version, own, frame)) sendPieces(version, own, most, frame, block)
      else if (together) addEvent(version, { frame, param: own, value: values[own], ramp: -1 }, block)
    }
  }
  goals.forEach((goal, i) => { values[family[i]] = goal })
}

/** Tells the rest of a way from a frame on, in so many pieces at the most. */
function sendPieces(version: Told, param: number, most: number, frame: number, block: number): void {
  if (!isGliding(version, param, frame)) return
  const to = version.values[param]
  const [from, start, end, even] = version.ways!.subarray(WAY * param, WAY * param + WAY)
  const pieces = even ? Math.min(most, Math.max(1, Math.ceil(Math.abs(Math.log(to / from)) / SPAN))) : 1
  // Rather too short than too long.
  const length = Math.max(CONTROL_PERIOD, Math.floor((end - start) / pieces / CONTROL_PERIOD) * CONTROL_PERIOD)
  for (let last = frame; last < end;) {
    const next = pieces === 1 ? end : Math.min(end, onControl(start + length * (Math.floor((last - start) / length) + 1)))
    const value = next === end ? to : valueAt(version, param, next)
    addEvent(version, { frame: last, param, value, ramp: next - last, glides: true }, block, false, frame)
    version.values[param] = to
    last = next
  }
}

/** Whether a voice takes the very way of all. */
function isSame({ ways, values }: Told, own: number, all: number): boolean {
  const at = (param: number, i: number): number => ways![WAY * param + i]
  return values[own] === values[all] && [FROM, START, END, EVEN].every(i => at(own, i) === at(all, i))
}

/** A parameter and those of its voices, that which stands for all of them first. */
function familyOf({ modules }: Layout, param: number): number[] {
  for (const { inputs } of modules) {
    const input = inputs.find(({ param: first, defaults = [] }) => first !== null && first <= param && param <= first + defaults.length)
    if (input) return withVoices(input)
  }
  return [param]
}

const withVoices = ({ param, defaults = [] }: InputInfo): number[] => Array.from({ length: 1 + defaults.length }, (_, i) => param! + i)

/** The next frame at which a ramp can end. */
const onControl = (frame: number): number => Math.ceil(frame / CONTROL_PERIOD) * CONTROL_PERIOD
