/** What was done to the music, as the messages that take it back and those that do it again: a knob, a pattern, a tempo, a version,
 *  whoever did it. A knob that moves on is one deed, from where it was before. */
import { now } from '../slot/clock.ts'
import type { Arg, Message } from './command.ts'
import { toldDuration } from './duration.ts'
import { shown } from './patterns.ts'
import type { Version } from './version.ts'

/** Deeds that are remembered. */
const MOST = 100
/** What is done again within so many ms belongs to what was done before. */
const SWEEP = 1000
/** Messages that are told of a deed of many. */
const TOLD = 4

/** `key`: the address by which it was done; `at`: when that was last, ms; `back` and `again`: arguments by their addresses. */
interface Deed { key: string, from?: string, at: number, back: Map<string, Arg[]>, again: Map<string, Arg[]> }

export class Deeds {
  private readonly past: Deed[] = []
  private future: Deed[] = []
  /** What is being done. */
  private current: Deed | null = null

  /** Whatever is noted while this runs is one deed. */
  during<T>(key: string, from: string | undefined, run: () => T): T {
    const deed: Deed = this.current = { key, from, at: now(), back: new Map(), again: new Map() }
    try {
      return run()
    } finally {
      this.current = null
      if (deed.again.size > 0) this.add(deed)
    }
  }

  /** Something was set: the messages that set it as it was, and the one that set it. */
  note(back: readonly Message[], again: Message): void {
    const { current } = this
    if (current === null) return this.during(again.address, undefined, () => this.note(back, again))
    for (const { address, args } of back) if (!current.back.has(address)) current.back.set(address, args)
    current.again.set(again.address, again.args)
  }

  /** A version is heard in place of another one. */
  heard({ number, parent, before, undone, overruled = [] }: Version): void {
    if (undone || before === null || parent === null) return
    const address = '/patch/rollback'
    const back = new Map<string, Arg[]>([[address, [before.number]]])
    for (const { address, choices, was } of overruled) back.set(address, [choices?.[was] ?? was])
    this.add({ key: `version ${number}`, at: now(), back, again: new Map([[address, [number]]]) })
  }

  /** The last deed that counts, to be taken back, or the last one that was, to be done again; null where there is none.
   *  `by`: who says so. */
  take(isBack: boolean, by?: string): { messages: Message[], text: string } | null {
    const deed = isBack ? this.past.pop() : this.future.pop()
    if (!deed) return null
    if (isBack) this.future.push(deed)
    else this.past.push(deed)
    // What is done next is no part of it.
    deed.at = -Infinity
    const messages = [...isBack ? deed.back : deed.again].map(([address, args]): Message => ({ address, args }))
    const who = isBack && deed.from !== undefined && deed.from !== by ? ` (${deed.from} had set it)` : ''
    return { messages, text: `${told(messages)}${isBack ? ' again' : ''}${who}` }
  }

  private add(deed: Deed): void {
    this.future = []
    const before = this.past.find(before => before.key === deed.key && deed.at - before.at < SWEEP && glides(before) === glides(deed))
    if (before) {
      before.at = deed.at
      for (const [address, args] of deed.back) if (!before.back.has(address)) before.back.set(address, args)
      for (const [address, args] of deed.again) before.again.set(address, args)
      return
    }
    this.past.push(deed)
    if (this.past.length > MOST) this.past.shift()
  }
}

/** Whether it takes its time: a glide after a sweep is something else. */
const glides = ({ again }: Deed): boolean => [...again.values()].some(([, over]) => over !== undefined)

/** What messages do, in a player's words. */
function told(messages: readonly Message[]): string {
  const more = messages.length > TOLD ? ` and ${messages.length - TOLD} more` : ''
  return messages.slice(0, TOLD).map(({ address, args: [value, over] }) => {
    const [, door, ...rest] = address.split('/')
    if (door === 'patch') return `version ${value}`
    if (door === 'pattern' && value === 'default') return `${rest[0]} plays what its file says`
    if (door === 'pattern') return `${rest[0]} plays ${shown(String(value))}`
    return `${rest.join('.') || door} = ${value}${over === undefined ? '' : `, over ${toldDuration(over)}`}`
  }).join(', ') + more
}
