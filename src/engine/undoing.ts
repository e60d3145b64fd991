/** The messages that take back what was done, and do it again: `/undo`, `/undo 3`, `/redo`. */
import type { Arg, Command, Message, Said } from './command.ts'
import type { Deeds } from './deeds.ts'

/** Steps of one message. */
const MOST = 100

/** `run`: does a message; `giveUp`: gives up an edit that is not yet heard, if there is one. */
export function undoing(deeds: Deeds, giveUp: () => boolean, run: Command): Record<'/undo' | '/redo', Command> {
  const step = async (isBack: boolean, said: Said): Promise<string> => {
    if (isBack && giveUp()) return 'the edit that was on its way is given up'
    const deed = deeds.take(isBack, said.from)
    if (deed) {
      for (const { address, args } of deed.messages) await run(address, args, said)
      return deed.text
    }
    if (!isBack) throw new Error('nothing was taken back')
    // What was done before the engine started is not remembered, but its versions are.
    const [{ args: [, number] }] = await run('/patch/rollback', [], said)
    return `version ${number}, the one before`
  }
  const steps = (isBack: boolean): Command => async (address, [count = 1], said) => {
    const texts: string[] = []
    for (let left = countOf(address, count); left > 0; left--) texts.push(await step(isBack, { from: said?.from, undone: true }))
    return [{ address: `${address}/reply`, args: [texts.join('\n')] }] satisfies Message[]
  }
  return { '/undo': steps(true), '/redo': steps(false) }
}

function countOf(address: string, count: Arg): number {
  if (typeof count === 'number' && Number.isInteger(count) && count >= 1 && count <= MOST) return count
  throw new Error(`${address} takes the number of steps, 1 … ${MOST}, not ${count}`)
}
