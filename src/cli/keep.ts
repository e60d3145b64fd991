/** Keeps an engine playing: one that is killed is started again, at once, and goes on with what is in the journal. */
import type { EngineConfig } from '../engine/config.ts'
import { createJournal } from '../engine/journal.ts'
import { connectControl } from '../io/control.ts'
import { now } from '../slot/clock.ts'
import { type EngineProcess, startEngine } from './engine.ts'
import { Link } from './link.ts'
import { makeStore } from './store.ts'

/** Restart intensity: so many restarts within so long (ms) are an accident, more are a fault that stays. */
const MOST_RESTARTS = 3
const WITHIN = 20_000

export interface Kept extends EngineProcess {
  /** Resolves when it has ended for good, with how. */
  ended: Promise<string>
  /** How everything is said to it. */
  link: Link
}

/** Starts it. An engine that can't start the first time is not started again. @param name by which the others know who plays it. */
export function keepEngine(config: EngineConfig, name?: string): Kept {
  const journal = createJournal()
  const store = makeStore()
  const link = new Link()
  const callbacks: ((line: string) => void)[] = []
  const restarts: number[] = []
  let stopping = false
  let engine = startEngine(config, journal, store)
  const { ready } = engine

  const connect = ({ ready }: EngineProcess): void => {
    ready.then(({ socket }) => connectControl(socket, name)).then(control => link.use(control), () => { /* it ends, and that is seen */ })
  }
  /** Sees one engine after the other to its end. */
  const keep = async (): Promise<string> => {
    connect(engine)
    const first = await ready.catch(() => null)
    for (;;) {
      const how = await engine.ended
      const at = now()
      restarts.push(at)
      const often = restarts.filter(before => at - before < WITHIN).length > MOST_RESTARTS
      if (stopping || !first || often) {
        link.giveUp()
        return how
      }
      engine = startEngine({ ...config, oscPort: first.oscPort, resume: { how, at } }, journal, store)
      for (const callback of callbacks) engine.onText(callback)
      connect(engine)
    }
  }
  return {
    ready, link,
    ended: keep(),
    onText(callback) {
      callbacks.push(callback)
      engine.onText(callback)
    },
    stop() {
      stopping = true
      return engine.stop()
    },
  }
}
