/** What goes in and out of the engine by any door (OSC, control socket, REPL): OSC-shaped messages. */
export type Arg = number | string | boolean

export interface Message { address: string, args: Arg[] }

/** What is said of an address that is none. */
export const NO_SLASH = 'an OSC address starts with /'

/** Runs one message and answers with the replies to its sender (none for a plain set).
 *  Errors: throws, or rejects with, an Error whose message is written for the musician. */
export type Command = (address: string, args: Arg[]) => Message[] | Promise<Message[]>

/** A command that has nothing to answer. */
export const done = (act: () => void): Command => () => {
  act()
  return []
}

/** Something that happened in the engine. */
export interface Happening {
  event: 'log' | 'set' | 'lost' | 'late' | 'failover' | 'switchover' | 'redundant' | 'refused' | 'fault' | 'output' | 'recording' |
    'restarted'
  level: 'info' | 'warn' | 'error'
  /** Written for the musician. */
  text: string
  [detail: string]: unknown
}

/** It, as it is told to everyone who is attached. `at`: ms on the clock of slot/clock.ts. */
export interface News extends Happening { at: number }
