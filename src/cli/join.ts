/** Joins an engine that somebody else keeps playing: the link to it, which waits while the engine is being started again. */
import { setTimeout as pause } from 'node:timers/promises'
import { type Control, connectControl } from '../io/control.ts'
import { now } from '../slot/clock.ts'
import { Link } from './link.ts'

/** Time that an engine which was killed has to be there again, ms; it takes about half a second. */
const PATIENCE = 15_000
/** How often it is tried, ms. */
const EVERY = 100

export interface Joined {
  link: Link
  /** Resolves when there is no engine any more: whether it was told to end. */
  ended: Promise<boolean>
}

/** Errors: rejects when none answers on this path. @param name by which the others know who comes. */
export async function join(path: string, name: string): Promise<Joined> {
  const link = new Link(now())
  let control = await connectControl(path, name)
  const attend = (): Promise<boolean> => {
    link.use(control)
    return new Promise(resolve => control.onClose(resolve))
  }
  const keep = async (): Promise<boolean> => {
    for (;;) {
      const inOrder = await attend()
      if (!inOrder) link.tell({ event: 'log', level: 'warn', text: 'the engine has ended; waiting for it to start again …', at: now() })
      const again = inOrder ? null : await comesBack(path, control.name ?? name)
      if (again === null) {
        link.giveUp(inOrder)
        return inOrder
      }
      control = again
    }
  }
  return { link, ended: keep() }
}

/** The next engine there; null when none comes. */
async function comesBack(path: string, name: string): Promise<Control | null> {
  for (let waited = 0; waited < PATIENCE; waited += EVERY) {
    const control = await connectControl(path, name).catch(() => null)
    if (control) return control
    await pause(EVERY)
  }
  return null
}
