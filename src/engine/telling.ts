/** Tells what somebody has said, so that all who play along see it. What a knob is set to is told by changes.ts. */
import type { Arg, Command, Happening } from './command.ts'
import { shownPath } from './path.ts'
import { shown } from './patterns.ts'

/** What changes something for everybody; and what does so only with a value, and asks without one. */
const ORDERS = /^\/(panic|play|test|hold|release|reset|solo|undo|redo|patch\/(load|force|rollback)|record\/(start|stop))$/
const WITH_A_VALUE = /^\/(bpm|quantise|fade|pattern\/.+)$/

/** Characters that are told of a message. */
const LONGEST = 120

/** The command, with what is ordered told as soon as it is known to make sense; and should it fail later, that as well. */
export function telling(tell: (news: Happening) => void, command: Command): Command {
  return (address, args, said) => {
    const replies = command(address, args, said)
    const isOrder = ORDERS.test(address) || args.length > 0 && WITH_A_VALUE.test(address)
    if (said?.from === undefined || !isOrder) return replies
    const { from } = said
    const text = inWords(address, args)
    tell({ event: 'said', level: 'info', from, address, text })
    if (Array.isArray(replies)) return replies
    return replies.catch(error => {
      // Why is told to who said it.
      tell({ event: 'said', level: 'warn', from, address, text: `${text}: refused` })
      throw error
    })
  }
}

/** A message as it is told: 'load patches/acid.ts', 'hats plays 'x*8''. It may come from anybody, of any length, and made to confuse a
 *  terminal. */
function inWords(address: string, args: readonly Arg[]): string {
  const [, part, what] = /^\/(pattern|patch|)\/?(.*)$/.exec(address)!
  if (part === 'pattern') return safe(`${what} plays ${shown(String(args[0]))}`)
  const [first, ...others] = args
  const shownArgs = address === '/patch/load' ? [shownPath(String(first)), ...others] : args
  return safe([...what.split('/'), ...shownArgs].join(' '))
}

function safe(text: string): string {
  const line = text.replace(/\p{Cc}/gu, '?')
  return line.length > LONGEST ? `${line.slice(0, LONGEST)} …` : line
}
