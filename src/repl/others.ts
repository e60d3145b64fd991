/** Shows what the others do: '← ada: filter.cutoff 800'. What is said of one thing again and again, as of a knob that is turned, is shown
 *  as it begins and once it rests; of many things at once some are shown, and how many there were. */
import type { News } from '../engine/command.ts'

/** How long nothing was said of a thing when it rests, ms. */
const REST = 500
/** Lines that are shown within so long (ms); of what comes beyond, how much it was. */
const MOST = 8
const WITHIN = 1000

/** Those who are attached, as /who says. `seconds`: for how long. */
export type Company = { name: string, seconds: number, you: boolean }[]

/** A line each. */
export function showCompany(company: Company): string {
  return company.map(({ name, seconds, you }) => `${name}${you ? ' (you)' : ''}, for ${duration(seconds)}`).join('\n')
}

const duration = (seconds: number): string => seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`

export class Others {
  private readonly show: (text: string) => void
  /** The things that move: the text that is to be shown when they rest, null where it has been. */
  private readonly moving = new Map<string, { text: string | null, timer: NodeJS.Timeout }>()
  private lines = 0
  private unshown = new Map<string, number>()
  private timer: NodeJS.Timeout | null = null

  constructor(show: (text: string) => void) {
    this.show = show
  }

  /** Shows it in its time, if it is something that another one has done. */
  add({ event, from, own, module, input, address, text }: News): void {
    if (from === undefined || own || !['set', 'said'].includes(event)) return
    const thing = `${from} ${event === 'set' ? `${module}/${input}` : address}`
    const told = event === 'set' ? text.replace(' = ', ' ') : text
    const moves = this.moving.get(thing)
    if (moves) clearTimeout(moves.timer)
    else this.put(from, told)
    const timer = setTimeout(() => this.rests(thing, from), REST).unref()
    this.moving.set(thing, { text: moves ? told : null, timer })
  }

  private rests(thing: string, from: string): void {
    const { text } = this.moving.get(thing)!
    this.moving.delete(thing)
    if (text !== null) this.put(from, text)
  }

  private put(from: string, text: string): void {
    this.timer ??= setTimeout(() => this.sumUp(), WITHIN).unref()
    if (++this.lines <= MOST) this.show(`← ${from}: ${text}`)
    else this.unshown.set(from, (this.unshown.get(from) ?? 0) + 1)
  }

  private sumUp(): void {
    this.timer = null
    this.lines = 0
    for (const [from, count] of this.unshown) this.show(`← ${from}: … and ${count} more`)
    this.unshown.clear()
  }
}
