/** `chronus status`, `list`, `send` and `say`: ask, or tell, the engine that runs on this machine. */
import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Arg } from '../engine/command.ts'
import { answers, connectControl, controlDirectory, controlPath } from '../io/control.ts'
import type { Control } from '../io/control.ts'
import { showListing, showStatus } from '../repl/display.ts'
import { DEFAULT_PORT } from './commands.ts'
import type { CommandLine } from './options.ts'

/** Runs the command. Errors: rejects when no engine runs, or several of which none is meant; or with the engine's text. */
export async function run({ command, args, options }: CommandLine): Promise<number> {
  const control = await findEngine(options.oscPort, command === 'send' || command === 'say' ? options.as ?? command : undefined)
  try {
    if (command === 'send') await send(control, args, options.json)
    else if (command === 'say') await say(control, args, options.json)
    else await show(control, command, options.json)
  } finally {
    control.close()
  }
  return 0
}

async function show(control: Control, command: string, json: boolean): Promise<void> {
  const [reply] = await control.send(`/${command}`)
  const text = String(reply.args[0])
  const shown = command === 'status' ? showStatus : showListing
  process.stdout.write(`${json ? text : shown(JSON.parse(text))}\n`)
}

/** Sends one message; what comes back is printed, a message a line. */
async function send(control: Control, [address, ...texts]: string[], json: boolean): Promise<void> {
  const args = texts.map(readArg)
  // The engine may have been started in another directory.
  if (address === '/patch/load' && typeof args[0] === 'string') args[0] = resolve(args[0])
  const replies = await control.send(address, ...args).catch((error: Error) => { throw new Error(`${address}: ${error.message}`) })
  for (const reply of replies) process.stdout.write(`${json ? JSON.stringify(reply) : [reply.address, ...reply.args].join(' ')}\n`)
}

/** Says it in words, and prints what was sent. */
async function say(control: Control, words: string[], json: boolean): Promise<void> {
  const [{ args: [text, messages] }] = await control.send('/say', words.join(' '))
  process.stdout.write(`${json ? messages : text}\n`)
}

/** A number where the text is one. */
function readArg(text: string): Arg {
  if (/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text)) return Number(text)
  return text
}

/** The engine on that port; without one the engine on 5005, or else the only one that runs. `name`: see connectControl. */
export async function findEngine(port: number | undefined, name?: string): Promise<Control> {
  return connectControl(await findPath(port), name)
}

/** The path of its control socket. Errors: rejects when none runs there, saying which do. */
export async function findPath(port: number | undefined): Promise<string> {
  const preferred = port ?? DEFAULT_PORT
  if (await answers(controlPath(preferred))) return controlPath(preferred)
  const running = await enginePorts()
  if (port === undefined && running.length === 1) return controlPath(running[0])
  const others = `There are engines on ${running.join(', ')}: choose one with --osc-port N`
  const advice = running.length > 0 ? others : 'Start one: chronus'
  throw new Error(`no engine runs on port ${preferred}. ${advice}`)
}

/** OSC ports of the user's engines that answer. */
async function enginePorts(): Promise<number[]> {
  let names: string[] = []
  try { names = readdirSync(controlDirectory()) } catch { /* none has ever run */ }
  const ports = names.flatMap(name => /^\d+\.sock$/.test(name) ? [parseInt(name)] : [])
  const alive = await Promise.all(ports.map(port => answers(controlPath(port))))
  return ports.filter((_, index) => alive[index]).sort((a, b) => a - b)
}
