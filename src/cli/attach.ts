/** `chronus attach`: a REPL on an engine that runs, beside that of the player who started it. */
import { welcome } from '../repl/greeting.ts'
import { type Company, Others } from '../repl/others.ts'
import { join } from './join.ts'
import { playerName } from './name.ts'
import type { CommandLine } from './options.ts'
import { findPath } from './remote.ts'

const HINT = 'The music plays on. quit() or Ctrl-D leaves it to the others; help() says what there is.'

/** Attends until the player leaves (0), or the engine ends: 0 when it was told to, 1 when it failed for good. */
export async function run({ options: { oscPort, as = playerName(), noStatus, json } }: CommandLine): Promise<number> {
  const { stdin, stdout } = process
  const note = (text: string): void => { process.stderr.write(`${text}\n`) }
  const { link, ended } = await join(await findPath(oscPort), as)
  const end = ended.then(inOrder => {
    note(inOrder ? 'the player who started the engine has quit' : 'the engine has gone, and is not started again')
    return inOrder ? 0 : 1
  })
  // Nobody reads what is said here any more: then nobody is here.
  const left = new Promise<number>(resolve => stdout.on('error', () => resolve(0)))
  process.stderr.on('error', () => {})
  const atTerminal = stdin.isTTY && stdout.isTTY && process.env.TERM !== 'dumb'
  const attend = async (): Promise<number> => {
    if (json) {
      await (await import('../repl/answers.ts')).answerLines(link)
      return 0
    }
    const { openTerminal, readLines } = await import('../repl/repl.ts')
    if (atTerminal) {
      const ask = async (address: string): Promise<any> => JSON.parse(String((await link.send(address))[0].args[0]))
      const company: Company = await ask('/who')
      const { osc: { port } } = await ask('/status')
      await openTerminal(link, {
        greeting: mirror => welcome(company, port, mirror), hint: HINT, history: 'history-attached', status: !noStatus,
      })
    } else {
      const others = new Others(note)
      link.onNews(news => news.event === 'set' || news.event === 'said' ? others.add(news) : note(news.text))
      await readLines(link, stdin.isTTY ? '> ' : '')
    }
    return 0
  }
  try {
    return await Promise.race([end, left, attend()])
  } finally {
    link.close()
  }
}
