/** Tells what was set. Knobs move faster than anybody reads: of the values that one input takes within a moment the first is told
 *  at once and the last one when the moment is over. */
import { ALL_NOTES } from '../kernel/notes.ts'
import { DEFAULT, type Found } from '../kernel/parameters.ts'
import type { Happening, Message } from './command.ts'
import { shown } from './status.ts'

/** How long a moment is, ms. */
const MOMENT = 50

/** What was set, and who did, see Said; `over`: how long it takes to go there, if it glides. */
type Change = Found & { over?: string, from?: string, by?: string }

export class Changes {
  private readonly tell: (news: Happening) => void
  /** What was set in this moment, by its input; null where there is nothing more to tell of it. */
  private readonly set = new Map<string, Change | null>()
  private timer: NodeJS.Timeout | null = null

  constructor(tell: (news: Happening) => void) {
    this.tell = tell
  }

  add(change: Change): void {
    const address = `${change.module.id}/${change.input.name}`
    const isFirst = !this.set.has(address)
    this.set.set(address, isFirst ? null : change)
    if (isFirst) this.tell(news(change))
    this.timer ??= setTimeout(() => this.endMoment(), MOMENT).unref()
  }

  private endMoment(): void {
    this.timer = null
    const told = [...this.set].filter(([, change]) => change !== null) as [string, Change][]
    this.set.clear()
    // What moves on is not told at once again, but at the end of the next moment.
    for (const [address, change] of told) {
      this.set.set(address, null)
      this.tell(news(change))
    }
    if (told.length > 0) this.timer = setTimeout(() => this.endMoment(), MOMENT).unref()
  }
}

function news(change: Change): Happening {
  const { module, input, value, clamped, over, from, by } = change
  const told = Number.isNaN(value) ? DEFAULT : shown(value, input.choices)
  const range = clamped ? ` (the range is ${input.min} to ${input.max} ${input.unit}`.trimEnd() + ')' : ''
  const way = over === undefined ? '' : `, over ${over}`
  return {
    event: 'set', level: 'info', module: module.id, input: input.name, value: told, clamped, over, from, by, sets: message(change, told),
    text: `${module.id}.${input.name} = ${told}${range}${way}`,
  }
}

/** The message that sets it so. */
function message({ module: { id }, input: { name, gate, param }, value, ramp }: Change, told: number | string): Message {
  if (name === 'note' && param === null) return { address: `/note/${id}`, args: value === ALL_NOTES ? ['off'] : [value, ramp] }
  return { address: gate ? `/gate/${id}` : `/mod/${id}/${name}`, args: [told] }
}
