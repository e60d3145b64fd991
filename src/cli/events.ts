/** The events that a patch is rendered with: a file of messages and their times. */
import type { Arg } from '../engine/command.ts'
import { duration } from '../engine/duration.ts'
import { type Told, firstFrom } from '../engine/events.ts'
import { fileValues, setAt } from '../engine/version.ts'
import type { Kernel } from '../kernel/kernel.ts'
import type { Event } from '../patch/render.ts'
import { readJson } from './files.ts'

/** The events of a file, at their frames, sorted; and the frames at which a test tone starts. Errors: throws, saying which
 *  event is wrong and what it should be. */
export function readEvents(path: string, kernel: Kernel, block: number): { events: Event[], tests: number[] } {
  const list = readJson(path)
  if (!Array.isArray(list)) throw new Error(`${path} is no list: [{ "at": seconds, "address": "/mod/…", "args": […] }]`)
  const events: Event[] = []
  const tests: number[] = []
  const told: Told = { kernel, values: fileValues(kernel), events: [] }
  const wrong = (index: number, error: unknown): Error => new Error(`${path}, event ${index + 1}: ${(error as Error).message}`)
  const read = list.map((item, index) => {
    try {
      return { ...readEvent(item, kernel.layout.rate), index }
    } catch (error) {
      throw wrong(index, error)
    }
  })
  for (const { frame, address, args, index } of read.sort((a, b) => a.frame - b.frame)) {
    // What lies behind is kept here: a version forgets it.
    events.push(...told.events.splice(0, firstFrom(told.events, frame)))
    try {
      if (address === '/test') tests.push(frame)
      else set(told, address, args, frame, block)
    } catch (error) {
      throw wrong(index, error)
    }
  }
  return { events: [...events, ...told.events], tests }
}

/** The same events as live, with the tempo of the patch. */
function set(told: Told, address: string, args: Arg[], frame: number, block: number): void {
  const { rate, bpm, metre } = told.kernel.layout
  const isGlide = args.length === 2 && !address.startsWith('/note/')
  if (isGlide) setAt(told, address, args.slice(0, 1), frame, block, Math.round(duration(args[1], 60 / bpm, metre) * rate))
  else setAt(told, address, args, frame, block)
}

function readEvent(item: any, rate: number): { frame: number, address: string, args: Arg[] } {
  const { at, address, args = [] } = item ?? {}
  if (typeof at !== 'number' || !(at >= 0)) throw new Error('"at" is a time in seconds, 0 or more')
  if (typeof address !== 'string') throw new Error('"address" is an OSC address such as "/mod/sine/freq"')
  if (!Array.isArray(args) || !args.every(arg => ['number', 'string', 'boolean'].includes(typeof arg)))
    throw new Error('"args" is a list of numbers and texts')
  return { frame: Math.round(at * rate), address, args }
}
