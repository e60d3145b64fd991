/** What goes in and out of the engine by any door (OSC, control socket, REPL): OSC-shaped messages. */
export type Arg = number | string | boolean

export interface Message { address: string, args: Arg[] }

/** What is said of an address that is none. */
export const NO_SLASH = 'an OSC address starts with /'

/** What else is known of a message: who says it, by the name that the others know ('ada', 'osc'), and the frame that it is for, as soon as
 *  it can where that is gone or none is said. `by`: from where exactly ('127.0.0.1:5300'), which needn't be told of it. `undone`: it
 *  takes back what was done, or does it again. */
export interface Said { from?: string, by?: string, frame?: number, undone?: boolean }

/** Runs one message and answers with the replies to its sender (none for a plain set).
 *  Errors: throws, or rejects with, an Error whose message is written for the musician. */
export type Command = (address: string, args: Arg[], said?: Said) => Message[] | Promise<Message[]>

/** A command that has nothing to answer. */
export const done = (act: () => void): Command => () => {
  act()
  return []
}

/** Something that happened in the engine. */
export interface Happening {
  event: 'log' | 'set' | 'said' | 'lost' | 'late' | 'failover' | 'switchover' | 'redundant' | 'refused' | 'fault' | 'output' | 'recording' |
    'restarted'
  level: 'info' | 'warn' | 'error'
  /** Written for the musician. */
  text: string
  /** Who has brought it about, where somebody has. */
  from?: string
  [detail: string]: unknown
}

/** It, as it is told to everyone who is attached. `at`: ms on the clock of slot/clock.ts; `own`: it is the listener's own doing. */
export interface News extends Happening { at: number, own?: boolean }
