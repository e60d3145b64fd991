/** One client of the control socket, as the engine serves it. */
import type { Socket } from 'node:net'
import type { Arg, Command } from '../engine/command.ts'
import { readLines } from './lines.ts'
import { inTurns } from './turns.ts'

export interface Client {
  socket: Socket
  /** When it came, ms. */
  came: number
  /** It has not said anything yet that makes sense. */
  silent: boolean
  /** Who it is; null unless it has said so. */
  name: string | null
}

/** Characters in a request; a longer one ends the connection. */
const MAX_REQUEST = 1 << 16
/** Characters of the text by which a client knows the answer to a request. */
const MAX_ID = 100
/** Bytes that may wait for one who doesn't read: then it misses news, and its requests wait. */
export const MAX_WAITING = 1 << 18
/** Commands of one client under way at once; its next ones wait. */
const MAX_PENDING = 64

/** Answers one client, in turn with the others. It is read no faster than it reads, so nothing piles up here.
 *  @param called gives it the name that it asks for, or one like it. */
export function serve(client: Client, command: Command, called: (wish: string) => string | null): void {
  const { socket } = client
  const lines: string[] = []
  let pending = 0
  let working = false
  const isFree = (): boolean => pending < MAX_PENDING && socket.writableLength <= MAX_WAITING
  const answer = (value: object): void => {
    if (socket.writable) socket.write(JSON.stringify(value) + '\n')
  }
  const pace = (): void => {
    if (working || !isFree()) return
    working = lines.length > 0
    if (working) inTurns(next)
    else if (socket.readable) socket.resume()
  }
  const run = async (line: string): Promise<void> => {
    const request = parse(line)
    if (!('error' in request)) client.silent = false
    if ('hello' in request) {
      if (request.as === undefined) return
      client.name = called(request.as)
      return answer({ you: client.name })
    }
    pending++
    try {
      if ('error' in request) throw new Error(request.error)
      const ok = await command(request.address, request.args, { from: client.name ?? undefined })
      answer({ id: request.id, ok })
    } catch (error) {
      answer({ id: request.id, error: error instanceof Error ? error.message : String(error) })
    } finally {
      pending--
      pace()
    }
  }
  const next = (): boolean => {
    if (socket.destroyed) lines.length = 0
    else void run(lines.shift()!)
    working = lines.length > 0 && isFree()
    if (!working) pace()
    return working
  }
  socket.on('drain', pace)
  socket.on('error', () => socket.destroy())
  readLines(socket, MAX_REQUEST, line => {
    lines.push(line)
    socket.pause()
    pace()
  }, () => {
    answer({ id: null, error: `a line is longer than ${MAX_REQUEST} characters` })
    socket.destroySoon()
  })
}

type Request = { hello: true, as?: string } | { id: unknown, address: string, args: Arg[] } | { id: unknown, error: string }

function parse(line: string): Request {
  let value: any
  try {
    value = JSON.parse(line)
  } catch {
    return { id: null, error: 'a line is no JSON' }
  }
  if (value?.hello === true) return { hello: true, as: typeof value.as === 'string' ? value.as : undefined }
  const isId = typeof value?.id === 'number' || typeof value?.id === 'string' && value.id.length <= MAX_ID
  const id = isId ? value.id : null
  const args = value?.args ?? []
  if (typeof value?.address !== 'string') return { id, error: 'the address is missing' }
  if (!Array.isArray(args) || !args.every(arg => ['number', 'string', 'boolean'].includes(typeof arg)))
    return { id, error: `${value.address.slice(0, MAX_ID)}: an argument is a number, a text, true or false` }
  return { id, address: value.address, args }
}
