/** The control socket: how the REPL and the other commands talk to the engine on this machine. A Unix socket that only its
 *  owner can open; lines of JSON: → { id, address, args } ← { id, ok: messages } | { id, error: text }, and ← { news }. A client
 *  that means to listen only says → { hello: true }: who has said nothing is the first to go when there are too many. With
 *  → { hello: true, as: 'ada' } it has a name, by which the others hear of what it does: ← { you: 'ada 2' }. ← { bye: true } says that
 *  the engine ends in order. */
import { accessSync, chmodSync, constants, lstatSync, mkdirSync, unlinkSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { Server } from 'node:net'
import { tmpdir, userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import type { Arg, Command, Message, News } from '../engine/command.ts'
import { now } from '../slot/clock.ts'
import { type Client, MAX_WAITING, serve } from './client.ts'
import { readLines } from './lines.ts'
import { nameLike } from './names.ts'

export interface ControlServer {
  /** Those who are attached by a name. */
  readonly attached: readonly { name: string, seconds: number }[]
  /** Tells everyone who is attached, and whoever comes later the last of it; one who doesn't read misses some. */
  broadcast(news: News): void
  close(): Promise<void>
}

export interface Control {
  /** By which the others hear of what is done here, once that is known. */
  readonly name?: string
  /** Runs a command in the engine. Errors: rejects with the engine's text, or because the engine has gone. */
  send(address: string, ...args: Arg[]): Promise<Message[]>
  onNews(callback: (news: News) => void): void
  /** `inOrder`: the engine was told to end. */
  onClose(callback: (inOrder: boolean) => void): void
  close(): void
}

/** There was no answer: the engine has ended. */
export class Gone extends Error {}

/** Characters in an answer: the list of a very large patch. */
const MAX_ANSWER = 1 << 26
/** What happened lately is told to a newcomer: this many news, values that were set not among them. */
const BACKLOG = 20
/** Clients at once. */
const MAX_CLIENTS = 64
/** With so many, those that have been silent since they came, for so long (ms), must go: newcomers find room. */
const CROWD = 48
const SILENCE = 500
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
  const clients = new Set<Client>()
  const backlog: string[] = []
  const server = createServer(socket => {
    const client: Client = { socket, came: now(), silent: true, name: null }
    clients.add(client)
    socket.write(backlog.join(''))
    socket.on('close', () => clients.delete(client))
    serve(client, command, wish => nameLike(wish, namesOf(clients)))
  })
  server.maxConnections = MAX_CLIENTS
  await listen(server, path)
  chmodSync(path, 0o600)
  // A connection that can't be accepted (out of file descriptors) is that client's trouble, not the engine's.
  server.on('error', () => {})
  const sweeping = setInterval(() => { if (clients.size >= CROWD) makeRoom(clients) }, SILENCE).unref()
  return {
    get attached() {
      return [...clients].flatMap(({ name, came }) => name === null ? [] : { name, seconds: Math.round((now() - came) / 1000) })
    },
    broadcast(news) {
      const line = JSON.stringify({ news }) + '\n'
      for (const { socket, name } of clients) {
        if (socket.writableLength >= MAX_WAITING) continue
        const isOwn = name !== null && name === news.from
        socket.write(isOwn ? JSON.stringify({ news: { ...news, own: true } }) + '\n' : line)
      }
      if (!['set', 'said'].includes(news.event)) backlog.push(line)
      if (backlog.length > BACKLOG) backlog.shift()
    },
    close: () => new Promise(closed => {
      clearInterval(sweeping)
      server.close(() => closed())
      for (const { socket } of clients) {
        socket.write('{"bye":true}\n')
        socket.destroySoon()
      }
    }),
  }
}

/** Connects to an engine. Errors: rejects when none answers there. @param name by which the others hear of what is done here. */
export function connectControl(path: string, name?: string): Promise<Control> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    const waiting = new Map<number, { resolve: (messages: Message[]) => void, reject: (error: Error) => void }>()
    const newsCallbacks: ((news: News) => void)[] = []
    const closeCallbacks: ((inOrder: boolean) => void)[] = []
    let lastId = 0
    let closed = false
    let inOrder = false
    let called = name

    socket.on('error', error => reject(error))
    socket.on('close', () => {
      closed = true
      for (const request of waiting.values()) request.reject(new Gone('the engine has gone'))
      waiting.clear()
      closeCallbacks.forEach(callback => callback(inOrder))
    })
    readLines(socket, MAX_ANSWER, line => {
      const { id, ok, error, news, bye, you } = JSON.parse(line)
      inOrder ||= bye === true
      called = you ?? called
      if (bye || you !== undefined) return
      if (news) return newsCallbacks.forEach(callback => callback(news))
      const request = waiting.get(id)
      waiting.delete(id)
      if (ok) request?.resolve(ok)
      else request?.reject(new Error(error))
    })
    socket.on('connect', () => {
      socket.write(`${JSON.stringify({ hello: true, as: name })}\n`)
      resolve(control)
    })
    const control: Control = {
      get name() { return called },
      send: (address, ...args) => new Promise((done, failed) => {
        if (closed) return failed(new Gone('the engine has gone'))
        waiting.set(++lastId, { resolve: done, reject: failed })
        socket.write(JSON.stringify({ id: lastId, address, args }) + '\n')
      }),
      onNews: callback => { newsCallbacks.push(callback) },
      onClose: callback => { closeCallbacks.push(callback) },
      close: () => socket.destroySoon(),
    }
  })
}

function namesOf(clients: ReadonlySet<Client>): string[] {
  return [...clients].flatMap(({ name }) => name ?? [])
}

/** Ends the connections of those who came and have said nothing. */
function makeRoom(clients: ReadonlySet<Client>): void {
  const before = now() - SILENCE
  for (const { socket, came, silent } of clients) if (silent && came < before) socket.destroy()
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
