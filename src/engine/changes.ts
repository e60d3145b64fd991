/** Tells what was set. Knobs move faster than anybody reads: of the values that one input takes within a moment the first is told
 *  at once and the last one when the moment is over. */
import { DEFAULT, type Found } from '../kernel/parameters.ts'
import type { Happening } from './command.ts'
import { shown } from './status.ts'

/** How long a moment is, ms. */
const MOMENT = 50

export class Changes {
  private readonly tell: (news: Happening) => void
  /** What was set in this moment, by its input; null where there is nothing more to tell of it. */
  private readonly set = new Map<string, Found | null>()
  private timer: NodeJS.Timeout | null = null

  constructor(tell: (news: Happening) => void) {
    this.tell = tell
  }

  add(change: Found): void {
    const address = `${change.module.id}/${change.input.name}`
    const isFirst = !this.set.has(address)
    this.set.set(address, isFirst ? null : change)
    if (isFirst) this.tell(news(change))
    this.timer ??= setTimeout(() => this.endMoment(), MOMENT).unref()
  }

  private endMoment(): void {
    this.timer = null
    const told = [...this.set].filter(([, change]) => change !== null) as [string, Found][]
    this.set.clear()
    // What moves on is not told at once again, but at the end of the next moment.
    for (const [address, change] of told) {
      this.set.set(address, null)
      this.tell(news(change))
    }
    if (told.length > 0) this.timer = setTimeout(() => this.endMoment(), MOMENT).unref()
  }
}

function news({ module, input, value, clamped }: Found): Happening {
  const told = Number.isNaN(value) ? DEFAULT : shown(value, input.choices)
  const range = clamped ? ` (the range is ${input.min} to ${input.max} ${input.unit}`.trimEnd() + ')' : ''
  return {
    event: 'set', level: 'info', module: module.id, input: input.name, value: told, clamped,
    text: `${module.id}.${input.name} = ${told}${range}`,
  }
}
