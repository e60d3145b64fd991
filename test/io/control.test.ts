/** The control socket: a real one, with clients of every kind. */
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Command, News } from '../../src/engine/command.ts'
import { type Control, answers, connectControl, controlPath, startControl } from '../../src/io/control.ts'

const home = mkdtempSync(join(tmpdir(), 'chronus-control-'))
process.env.XDG_RUNTIME_DIR = home
test.after(() => rmSync(home, { recursive: true }))

let ports = 6000
const echo: Command = (address, args) => {
  if (address === '/bad') throw new Error('no such thing')
  return [{ address: `${address}/reply`, args }]
}
const news = (text: string, event: News['event'] = 'log'): News => ({ event, level: 'info', text, at: 0 })

/** Runs a test with a server on a path of its own. */
function scene(
  name: string, act: (path: string, server: Awaited<ReturnType<typeof startControl>>) => Promise<void>, command = echo,
): void {
  test(name, async () => {
    const path = controlPath(ports++)
    const server = await startControl({ path, command })
    try {
      await act(path, server)
    } finally {
      await server.close()
    }
  })
}

/** A client without manners: the lines that it is answered. */
function rude(path: string): { socket: Socket, line: () => Promise<any>, ended: Promise<void> } {
  const socket = connect(path)
  const lines: string[] = []
  const waiting: ((line: string) => void)[] = []
  let rest = ''
  socket.setEncoding('utf8').on('data', text => {
    const parts = (rest + text).split('\n')
    rest = parts.pop()!
    for (const part of parts) waiting.length > 0 ? waiting.shift()!(part) : lines.push(part)
  })
  socket.on('error', () => {})
  return {
    socket,
    line: async () => JSON.parse(lines.shift() ?? await new Promise<string>(resolve => waiting.push(resolve))),
    ended: new Promise(resolve => socket.once('close', () => resolve())),
  }
}

scene('each has a name of its own, by which the others hear of what it does', async (path, server) => {
  const [ada, other, osc, unnamed, nobody] = await Promise.all(
    ['ada', 'ada', 'osc', '\x1b[2J\u202e', undefined].map(name => connectControl(path, name)))
  const told = new Map<Control, News[]>([ada, other, osc, unnamed, nobody].map(control => [control, []]))
  for (const [control, all] of told) control.onNews(news => all.push(news))
  const sayers = await Promise.all([ada, other, osc, unnamed, nobody].map(async control => (await control.send('/from'))[0].args[0]))
  assert.equal([...new Set(sayers)].sort(), ['', '[2J', 'ada', 'ada 2', 'osc 2'])
  assert.equal(server.attached.map(({ name }) => name).sort(), ['[2J', 'ada', 'ada 2', 'osc 2'])
  assert.equal([ada, other].map(({ name }) => name), sayers.slice(0, 2))
  server.broadcast({ ...news('turned', 'set'), from: 'ada' })
  for (const control of told.keys()) await control.send('/a')
  for (const [control, all] of told) assert.equal(all.map(({ text, own }) => [text, own ?? false]), [['turned', control.name === 'ada']])
  for (const control of told.keys()) control.close()
}, (_, _args, said) => [{ address: '/from/reply', args: [said?.from ?? ''] }])

test('whoever is attached knows whether the engine ended in order', async () => {
  const path = controlPath(ports++)
  const server = await startControl({ path, command: echo })
  const control = await connectControl(path)
  const closed = new Promise<boolean>(resolve => control.onClose(resolve))
  await server.close()
  assert.is(await closed, true)
})

scene('a command and its answer; an error and its text', async path => {
  const control = await connectControl(path)
  assert.equal(await control.send('/a', 1, 'b', true), [{ address: '/a/reply', args: [1, 'b', true] }])
  const error = await control.send('/bad').catch((error: Error) => error)
  assert.is((error as Error).message, 'no such thing')
  control.close()
})

scene('answers find their questions, whichever comes first', async path => {
  const control = await connectControl(path)
  const [slow, fast] = await Promise.all([control.send('/wait', 30), control.send('/wait', 0)])
  assert.equal([slow[0].args[0], fast[0].args[0]], [30, 0])
  control.close()
}, async (_, [time]) => {
  await new Promise(resolve => setTimeout(resolve, Number(time)))
  return [{ address: '/done', args: [time] }]
})

scene('only the owner can open it', async path => {
  assert.is(statSync(path).mode & 0o777, 0o600)
  assert.is(statSync(dirname(path)).mode & 0o777, 0o700)
})

scene('everyone is told the news; a newcomer what happened lately, but not what was set', async (path, server) => {
  const early = await connectControl(path)
  const heard: string[] = []
  const done = new Promise<void>(resolve => early.onNews(({ text }) => { if (heard.push(text) === 2) resolve() }))
  await early.send('/hello')
  server.broadcast(news('a value', 'set'))
  server.broadcast(news('a failover'))
  await done
  assert.equal(heard, ['a value', 'a failover'])
  const late = await connectControl(path)
  assert.is(await new Promise(resolve => late.onNews(({ text }) => resolve(text))), 'a failover')
  early.close()
  late.close()
})

scene('garbage, halves of lines and wrong requests are answered, and the next one is understood', async path => {
  const { socket, line } = rude(path)
  socket.write('what?\n')
  assert.match((await line()).error, 'JSON')
  socket.write('{"id":1}\n')
  assert.match((await line()).error, 'address')
  socket.write('{"id":2,"address":"/x","args":[null]}\n')
  assert.equal((await line()).id, 2)
  socket.write('null\n[]\n"text"\n')
  for (let i = 0; i < 3; i++) assert.ok((await line()).error)
  socket.write('{"id":3,"addr')
  socket.write('ess":"/x","args":["é"]}\n')
  assert.equal(await line(), { id: 3, ok: [{ address: '/x/reply', args: ['é'] }] })
  socket.destroy()
})

scene('a line without end ends the connection', async path => {
  const { socket, line, ended } = rude(path)
  const chunk = 'x'.repeat(1 << 16)
  for (let i = 0; i < 20; i++) socket.write(chunk)
  assert.match((await line()).error, 'longer than')
  await ended
})

scene('one who asks and never reads is not read either, and disturbs nobody', async (path, server) => {
  const { socket } = rude(path)
  socket.pause()
  await new Promise(resolve => socket.once('connect', resolve))
  const question = `${JSON.stringify({ id: 1, address: '/x', args: ['y'.repeat(1000)] })}\n`.repeat(100)
  for (let i = 0; i < 100; i++) socket.write(question)
  for (let i = 0; i < 2000; i++) server.broadcast(news('z'.repeat(1000)))
  const control = await connectControl(path)
  assert.is((await control.send('/a'))[0].address, '/a/reply')
  // Of 10 MB of questions most still wait on the client's own side.
  assert.ok(socket.writableLength > 5_000_000, `${socket.writableLength}`)
  control.close()
  socket.destroy()
})

scene('an answer repeats a number or a short text as id, and nothing else', async path => {
  const { socket, line } = rude(path)
  for (const [id, repeated] of [['"seven"', 'seven'], [`"${'x'.repeat(1000)}"`, null], ['{}', null], ['['.repeat(9000) + ']'.repeat(9000), null]]) {
    socket.write(`{"id":${id},"address":"/x"}\n`)
    assert.equal(await line(), { id: repeated, ok: [{ address: '/x/reply', args: [] }] })
  }
  socket.destroy()
})

scene('one who asks a thousand things at once gets the answers in order, and others are served meanwhile', async path => {
  const { socket, line } = rude(path)
  socket.write(Array.from({ length: 1000 }, (_, id) => `${JSON.stringify({ id, address: '/slow' })}\n`).join(''))
  await line()
  const other = await connectControl(path)
  await other.send('/x')
  other.close()
  let last = 0
  while (last < 999) {
    const { id } = await line()
    assert.is(id, last + 1)
    last = id
  }
  socket.destroy()
}, (address, args) => {
  for (const end = performance.now() + (address === '/slow' ? 1 : 0); performance.now() < end;);
  return [{ address, args }]
})

scene('who has said nothing must go when there are many, who has said something or hello stays', async path => {
  const listener = await connectControl(path)
  let gone = false
  listener.onClose(() => { gone = true })
  const asked = rude(path)
  asked.socket.write('{"id":1,"address":"/x"}\n')
  await asked.line()
  const silent = Array.from({ length: 60 }, () => rude(path))
  silent[0].socket.write('{"id":')
  silent[1].socket.write('what?\n')
  await Promise.all(silent.map(({ ended }) => ended))
  const newcomer = await connectControl(path)
  assert.is((await newcomer.send('/a'))[0].address, '/a/reply')
  assert.is((await listener.send('/b'))[0].address, '/b/reply')
  assert.equal([gone, asked.socket.destroyed], [false, false])
  for (const { close } of [listener, newcomer]) close()
  asked.socket.destroy()
})

scene('a second engine does not take the socket of one that answers', async path => {
  const error = await startControl({ path, command: echo }).then(server => server.close(), (error: Error) => error)
  assert.match((error as Error).message, '--osc-port')
  assert.ok(await answers(path))
})

test('what a killed engine left behind is in nobody\'s way', async () => {
  const path = controlPath(ports++)
  writeFileSync(path, '')
  const server = await startControl({ path, command: echo })
  const control = await connectControl(path)
  assert.is((await control.send('/a'))[0].address, '/a/reply')
  control.close()
  await server.close()
})

test('when the engine goes, its clients hear of it and questions are answered with an error', async () => {
  const path = controlPath(ports++)
  const server = createServer(socket => socket.once('data', () => socket.destroy()))
  await new Promise<void>(resolve => server.listen(path, resolve))
  const control = await connectControl(path)
  const closed = new Promise<boolean>(resolve => control.onClose(resolve))
  const error = await control.send('/a').catch((error: Error) => error)
  assert.match((error as Error).message, 'gone')
  assert.is(await closed, false)
  assert.match(((await control.send('/a').catch((error: Error) => error)) as Error).message, 'gone')
  await new Promise(resolve => server.close(resolve))
})

test('where no engine runs, connecting fails', async () => {
  assert.ok(await connectControl(controlPath(1)).then(() => false, () => true))
})

test('a directory that can\'t be used, or is too deep for a socket\'s path, is replaced by another', () => {
  process.env.XDG_RUNTIME_DIR = join(home, 'deep/'.repeat(30))
  mkdirSync(process.env.XDG_RUNTIME_DIR, { recursive: true })
  assert.ok(controlPath(65_535).length <= 103)
  process.env.XDG_RUNTIME_DIR = '/nowhere'
  assert.not.match(controlPath(1), 'nowhere')
  process.env.XDG_RUNTIME_DIR = home
})

test.run()
