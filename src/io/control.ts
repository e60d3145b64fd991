/** The control socket: how the REPL and the other commands talk to the engine on this machine. A Unix socket that only its
 *  owner can open; lines of JSON: → { id, address, args } ← { id, ok: messages } | { id, error: text }, and ← { news }. */
import { accessSync, chmodSync, constants, lstatSync, mkdirSync, unlinkSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { Server, Socket } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import type { Arg, Command, Message, News } from '../engine/command.ts'

export interface ControlServer {
  /** Tells everyone who is attached, and whoever comes later the last of it; one who doesn't read misses some. */
  broadcast(news: News): void
  close(): Promise<void>
}

export interface Control {
  /** Runs a command in the engine. Errors: rejects with the engine's text, or because the engine has gone. */
  send(address: string, ...args: Arg[]): Promise<Message[]>
  onNews(callback: (news: News) => void): void
  onClose(callback: () => void): void
  close(): void
}

/** Characters in a request; a longer one ends the connection. */
const MAX_REQUEST = 1 << 20
/** Characters in an answer: the list of a very large patch. */
const MAX_ANSWER = 1 << 26
/** Bytes that may wait for one who doesn't read: then it misses news, and its requests are not read. */
const MAX_WAITING = 1 << 18
/** Commands of one client under way at once; it is not read while there are more. */
const MAX_PENDING = 64
/** What happened lately is told to a newcomer: this many news, values that were set not among them. */
const BACKLOG = 20
/** Clients at once. */
const MAX_CLIENTS = 64
/** The shortest limit of a Unix socket's path among the systems (macOS), in bytes. */
const MAX_PATH = 103

/** The directory of the control sockets, the user's own: the same for every program of the user, whether or not it was
 *  started in a session that names the place for such things. */
export function controlDirectory(): string {
  const { uid } = userInfo()
  const places = [process.env.XDG_RUNTIME_DIR, `/run/user/${uid}`].filter(path => path !== undefined && isWritable(path))
  const candidates = [...places.map(path => join(path!, 'music-chronus')), join(tmpdir(), `music-chronus-${uid}`)]
  const short = candidates.find(path => Buffer.byteLength(path) + '/65535.sock'.length <= MAX_PATH)
  return short ?? `/tmp/music-chronus-${uid}`
}

function isWritable(directory: string): boolean {
  try {
    accessSync(directory, constants.W_OK)
    return true
  } catch {
    return false
  }
}

/** Where the engine that listens for OSC on this port has its control socket. */
export function controlPath(oscPort: number): string {
  return join(controlDirectory(), `${oscPort}.sock`)
}

/** Opens the control socket. Errors: rejects when another engine has it, or the directory isn't the user's own. */
export async function startControl({ path, command }: { path: string, command: Command }): Promise<ControlServer> {
  ownDirectory(dirname(path))
  const clients = new Set<Socket>()
  const backlog: string[] = []
  const server = createServer(socket => {
    clients.add(socket)
    backlog.forEach(line => socket.write(line))
    socket.on('close', () => clients.delete(socket))
    serve(socket, command)
  })
  server.maxConnections = MAX_CLIENTS
  await listen(server, path)
  chmodSync(path, 0o600)
  // A connection that can't be accepted (out of file descriptors) is that client's trouble, not the engine's.
  server.on('error', () => {})
  return {
    broadcast(news) {
      const line = JSON.stringify({ news }) + '\n'
      for (const socket of clients) if (socket.writableLength < MAX_WAITING) socket.write(line)
      if (news.event !== 'set') backlog.push(line)
      if (backlog.length > BACKLOG) backlog.shift()
    },
    close: () => new Promise(closed => {
      server.close(() => closed())
      for (const socket of clients) socket.destroySoon()
    }),
  }
}

/** Connects to an engine. Errors: rejects when none answers there. */
export function connectControl(path: string): Promise<Control> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    const waiting = new Map<number, { resolve: (messages: Message[]) => void, reject: (error: Error) => void }>()
    const newsCallbacks: ((news: News) => void)[] = []
    const closeCallbacks: (() => void)[] = []
    let lastId = 0
    let closed = false

    socket.on('error', error => reject(error))
    socket.on('close', () => {
      closed = true
      for (const request of waiting.values()) request.reject(new Error('the engine has gone'))
      waiting.clear()
      closeCallbacks.forEach(callback => callback())
    })
    readLines(socket, MAX_ANSWER, line => {
      const { id, ok, error, news } = JSON.parse(line)
      if (news) return newsCallbacks.forEach(callback => callback(news))
      const request = waiting.get(id)
      waiting.delete(id)
      if (ok) request?.resolve(ok)
      else request?.reject(new Error(error))
    })
    socket.on('connect', () => resolve({
      send: (address, ...args) => new Promise((done, failed) => {
        if (closed) return failed(new Error('the engine has gone'))
        waiting.set(++lastId, { resolve: done, reject: failed })
        socket.write(JSON.stringify({ id: lastId, address, args }) + '\n')
      }),
      onNews: callback => { newsCallbacks.push(callback) },
      onClose: callback => { closeCallbacks.push(callback) },
      close: () => socket.destroySoon(),
    }))
  })
}

/** Answers one client. It is read no faster than it reads, so nothing piles up here. */
function serve(socket: Socket, command: Command): void {
  let pending = 0
  const answer = (value: object): void => {
    if (!socket.writable) return
    socket.write(JSON.stringify(value) + '\n')
    pace()
  }
  const pace = (): void => {
    if (pending >= MAX_PENDING || socket.writableLength > MAX_WAITING) socket.pause()
    else socket.resume()
  }
  socket.on('drain', pace)
  socket.on('error', () => socket.destroy())
  readLines(socket, MAX_REQUEST, async line => {
    const request = parse(line)
    pending++
    pace()
    try {
      if ('error' in request) throw new Error(request.error)
      const ok = await command(request.address, request.args)
      answer({ id: request.id, ok })
    } catch (error) {
      answer({ id: request.id, error: error instanceof Error ? error.message : String(error) })
    } finally {
      pending--
      if (socket.readable) pace()
    }
  }, () => {
    answer({ id: null, error: `a line is longer than ${MAX_REQUEST} characters` })
    socket.destroySoon()
  })
}

type Request = { id: unknown, address: string, args: Arg[] } | { id: unknown, error: string }

function parse(line: string): Request {
  let value: any
  try {
    value = JSON.parse(line)
  } catch {
    return { id: null, error: 'a line is no JSON' }
  }
  const id = value?.id ?? null
  const args = value?.args ?? []
  if (typeof value?.address !== 'string') return { id, error: 'the address is missing' }
  if (!Array.isArray(args) || !args.every(arg => ['number', 'string', 'boolean'].includes(typeof arg)))
    return { id, error: `${value.address}: an argument is a number, a text, true or false` }
  return { id, address: value.address, args }
}

/** Cuts what comes into lines of at most `limit` characters; after a longer one nothing more is read. */
function readLines(socket: Socket, limit: number, onLine: (line: string) => void, onTooLong?: () => void): void {
  let rest = ''
  let over = false
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    if (over) return
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = rest + text.slice(from, end)
      rest = ''
      from = end + 1
      over = line.length > limit
      if (over) break
      onLine(line)
    }
    rest += text.slice(from)
    over ||= rest.length > limit
    if (!over) return
    rest = ''
    if (onTooLong) onTooLong()
    else socket.destroy()
  })
}

/** A directory that nobody else can look into. Errors: throws when somebody else made it. */
function ownDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 })
  const found = lstatSync(path)
  if (!found.isDirectory() || found.uid !== userInfo().uid) throw new Error(`${path} belongs to somebody else: remove it`)
  chmodSync(path, 0o700)
}

/** Listens; a socket file that an engine left behind when it was killed is removed. */
async function listen(server: Server, path: string): Promise<void> {
  const attempt = (): Promise<void> => new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, () => {
      server.off('error', reject)
      resolve()
    })
  })
  try {
    await attempt()
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error
    if (await answers(path)) throw new Error(`another engine answers on ${path}: choose another port with --osc-port N`)
    unlinkSync(path)
    await attempt()
  }
}

/** Is anybody there? */
export function answers(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(path)
    socket.on('connect', () => { socket.destroy(); resolve(true) })
    socket.on('error', () => resolve(false))
  })
}
