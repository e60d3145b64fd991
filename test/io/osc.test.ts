/** OSC with real packets: what is answered, what is refused, and that nothing stops it. */
import { createSocket } from 'node:dgram'
import { Bundle, encode } from 'node-osc'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Message } from '../../src/engine/command.ts'
import { startOsc } from '../../src/io/osc.ts'
import { bundleAt, bytesOf } from './fuzz.ts'
import { packet, planned, raw, said, scene } from './osc.ts'

scene('a message becomes a command, its replies go to the sender', async ({ send, next, calls, osc }) => {
  send(packet('/mod/sine/freq', { type: 'float', value: 440.5 }))
  send(packet('/ask'))
  assert.equal(await next(), { address: '/ask/reply', args: [1, 0.5, 'text', true] })
  assert.equal(calls[0], { address: '/mod/sine/freq', args: [440.5] })
  assert.equal([osc.received, osc.rejected], [2, 0])
})

scene('numbers go out as 32-bit floats, whole ones too', async ({ osc }) => {
  const socket = createSocket('udp4')
  const answer = new Promise<Buffer>(resolve => socket.once('message', resolve))
  socket.send(packet('/ask'), osc.port, '127.0.0.1')
  assert.is((await answer).toString('latin1').match(/,\w+/)![0], ',ffsT')
  socket.close()
})

scene('an error goes to the sender, with the address and the reason', async ({ send, next, osc, news }) => {
  send(packet('/bad', 1))
  assert.equal(await next(), { address: '/error', args: ['/bad', 'no such thing'] })
  assert.is(osc.rejected, 1)
  assert.match(news[0].text, '/bad')
})

scene('a reason that quotes what was sent is cut, and can do no harm to a terminal', async ({ send, next, news }) => {
  send(packet('/echo', `\x1b[2J\u009b${'x'.repeat(5000)}\nsecond line`))
  const reason = String((await next()).args[1])
  assert.ok(reason.startsWith('not ?[2J?xxx'))
  assert.is(reason.length, 1000)
  assert.not.match(news[0].text, '\x1b')
}, (_, [text]) => { throw new Error(`not ${text}`) })

scene('a command that fails later is answered with an error', async ({ send, next }) => {
  send(packet('/later'))
  assert.equal(await next(), { address: '/error', args: ['/later', 'came to nothing'] })
}, async () => { throw new Error('came to nothing') })

scene('bundles in bundles, in order', async ({ send, counted, calls }) => {
  const inner = new Bundle(['/two', 2], ['/three', 3])
  send(encode(new Bundle(['/one', 1], inner, ['/four', 4])))
  await counted(4)
  assert.equal(calls.map(({ address }) => address), ['/one', '/two', '/three', '/four'])
})

scene('bundles nested without end are refused', async ({ send, next, osc, calls }) => {
  let nested = packet('/deep')
  for (let depth = 0; depth < 2000; depth++) {
    const head = Buffer.alloc(20)
    head.write('#bundle\0', 'latin1')
    head.writeInt32BE(nested.length, 16)
    nested = Buffer.concat([head, nested])
  }
  send(nested)
  assert.is((await next()).args[0], '#bundle')
  assert.is(osc.rejected, 1)
  assert.equal(calls, [])
})

scene('what other programs send: no type tags, an address without a slash, unknown types', async ({ send, next, calls }) => {
  send(Buffer.from('/ask\0\0\0\0'))
  assert.is((await next()).address, '/ask/reply')
  send(packet('error'))
  assert.equal((await next()).args[0], 'error')
  for (const [type, data, name] of [['N', 0, 'nothing (nil)'], ['b', 8, 'a blob'], ['r', 4, 'a colour'], ['t', 8, 'a time tag']] as const) {
    send(raw('/mod/a/b', `,${type}`, Buffer.alloc(data)))
    assert.equal(await next(), {
      address: '/error', args: ['/mod/a/b', `argument 1 has type ${type}, ${name}: send a number (f, i) or a text (s)`],
    })
  }
  assert.is(calls.length, 1)
})

scene('every type of number and text is read', async ({ send, counted, calls }) => {
  const data = Buffer.alloc(24)
  data.writeInt32BE(-3, 0)
  data.writeFloatBE(0.5, 4)
  data.writeDoubleBE(440.1, 8)
  data.writeBigInt64BE(-(2n ** 40n), 16)
  send(raw('/mod/a/b', ',ifdhsSTF', data, Buffer.from('four\0\0\0\0sïx\0\0\0\0')))
  await counted(1)
  assert.equal(calls[0].args, [-3, 0.5, 440.1, -(2 ** 40), 'four', 'sïx', true, false])
})

scene('what begins like a message is never dropped in silence', async ({ send, next, osc, calls }) => {
  for (const [bytes, name, why] of [
    [raw('/mod/s\u00efne/freq', ',i', Buffer.alloc(4)), '/mod/s?ne/freq', 'letters from a to z'],
    [raw('/mod/si ne/freq', ',i', Buffer.alloc(4)), '/mod/si ne/freq', 'no spaces'],
    [raw(`/mod/${'x'.repeat(300)}`, ',i', Buffer.alloc(4)), `/mod/${'x'.repeat(195)}`, 'more than 200 characters'],
    [Buffer.from('/mod/a/\x01'), '/mod/a/?', 'letters from a to z'],
    [raw('/mod/a/b', ',f'), '/mod/a/b', 'torn'],
    [raw('/mod/a/b', 'f'), '/mod/a/b', 'torn'],
    [Buffer.from('/mod/a/b\0\0\0\0,s\0\0text'), '/mod/a/b', 'torn'],
  ] as const) {
    send(bytes)
    const { address, args } = await next()
    assert.equal([address, args[0]], ['/error', name])
    assert.match(String(args[1]), why)
  }
  assert.equal([osc.rejected, calls.length], [7, 0])
})

scene('answers are not answered, so two programs never talk for ever', async ({ send, next, osc, calls }) => {
  send(packet('/error', '/x', 'y'))
  send(packet('/ask/reply', 1))
  send(packet('/ask'))
  assert.is((await next()).address, '/ask/reply')
  assert.is(osc.rejected, 2)
  assert.is(calls.length, 1)
})

scene('an answer too long for UDP is an error that says how to ask instead', async ({ send, next }) => {
  send(packet('/list'))
  const { address, args } = await next()
  assert.is(address, '/error')
  assert.match(String(args[1]), 'ask with chronus send, list or status')
}, () => [{ address: '/list/reply', args: ['x'.repeat(100_000)] }])

scene('any bytes at all leave it running', async ({ send, next, osc }) => {
  let seed = 1
  const random = (): number => (seed = Math.imul(seed, 1_664_525) + 1_013_904_223 >>> 0) / 2 ** 32
  const sound = encode(new Bundle(['/mod/sine/freq', 1.5], ['/gate/adsr', 'on']))
  for (let i = 0; i < 600; i++) {
    const bytes = Buffer.from(Array.from({ length: Math.floor(random() * 64) }, () => Math.floor(random() * 256)))
    const torn = Buffer.from(sound.subarray(0, Math.floor(random() * sound.length)))
    if (torn.length > 0) torn[Math.floor(random() * torn.length)] = Math.floor(random() * 256)
    send(i % 2 ? bytes : torn)
    send(packet('/ask'))
    while ((await next()).address !== '/ask/reply') { /* errors about the bytes */ }
  }
  assert.ok(osc.rejected > 300, `${osc.rejected} rejected`)
})

scene('a burst of a thousand messages arrives whole', async ({ send, calls, counted }) => {
  for (let i = 0; i < 1000; i++) {
    send(packet('/mod/sine/freq', i))
    // Real senders are other programs: let this process read now and then.
    if (i % 100 === 99) await new Promise(resolve => setTimeout(resolve, 1))
  }
  await counted(1000)
  assert.equal(calls.map(({ args }) => args[0]), Array.from({ length: 1000 }, (_, i) => i))
})

scene('commands that never end are bounded, and refused beyond; others are not', async ({ send, osc, next }) => {
  for (let i = 0; i < 10; i++) send(packet('/stuck'))
  assert.match(String((await next()).args[1]), 'too much at once')
  send(packet('/ask'))
  while ((await next()).address !== '/ask/reply') { /* refusals */ }
  assert.is(osc.rejected, 6)
}, address => address === '/stuck' ? new Promise(() => {}) : [{ address: '/ask/reply', args: [] }])

scene('commands that end make room for others', async ({ send, next }) => {
  for (let i = 0; i < 20; i++) {
    send(packet('/later', i))
    assert.equal(await next(), { address: '/done', args: [i] })
  }
}, async (_, args) => [{ address: '/done', args }])

scene('who listens hears what changes, as messages, but not what it has changed itself', async ({ send, next, osc }) => {
  const heard = (value: number, detail: object = {}) => osc.hear({
    event: 'set', level: 'info', text: '', at: 0, sets: { address: '/mod/filter/q', args: [value] }, ...detail,
  })
  heard(1)
  send(packet('/listen', 1))
  assert.equal(await next(), { address: '/listen/reply', args: [1, 60] })
  send(packet('/me'))
  const [me] = (await next()).args as string[]
  heard(2)
  heard(3, { by: me })
  heard(4, { by: me, clamped: true })
  osc.hear({ event: 'log', level: 'info', text: 'nothing to send', at: 0 })
  osc.hear({ event: 'switchover', level: 'info', text: '', at: 0, patch: 'a.ts', version: 7 })
  assert.equal(await next(), { address: '/mod/filter/q', args: [2] })
  assert.equal(await next(), { address: '/mod/filter/q', args: [4] })
  assert.equal(await next(), { address: '/patch/loaded', args: ['a.ts', 7] })
  send(packet('/listen', 1, '/gate/*'))
  await next()
  heard(5)
  heard(1, { sets: { address: '/gate/adsr', args: [1] } })
  assert.equal(await next(), { address: '/gate/adsr', args: [1] })
  send(packet('/listen', 0))
  assert.equal(await next(), { address: '/listen/reply', args: [0, 0] })
  heard(6)
  send(packet('/listen', 'what'))
  assert.match(String((await next()).args[1]), 'takes 1 or 0')
}, (_, _args, said) => [{ address: '/me/reply', args: [said!.by!] }])

test('so many may listen, and no more', async () => {
  const osc = await startOsc({ host: '127.0.0.1', port: 0, command: () => [], tell: () => {} })
  const sockets = await Promise.all(Array.from({ length: 17 }, async () => {
    const socket = createSocket('udp4')
    const answer = new Promise<Buffer>(resolve => socket.once('message', resolve))
    socket.send(packet('/listen', 1), osc.port, '127.0.0.1')
    return { socket, text: (await answer).toString('latin1') }
  }))
  assert.is(sockets.filter(({ text }) => text.includes('16 listen already')).length, 1)
  for (const { socket } of sockets) socket.close()
  await osc.close()
})

scene('a bundle is done at its time, all at once; what comes too late at once, and is counted', async scene => {
  const { send, counted, calls, osc, news } = scene
  const frames = (ms: number) => Date.now() + ms
  send(bundleAt(frames(1000), bytesOf('/later', 1), bytesOf('/then', 1)))
  send(bundleAt(frames(-1000), bytesOf('/late', 1)))
  send(bytesOf('/now', 1))
  await counted(4)
  assert.equal(calls.map(({ address }) => address), ['/late', '/now'])
  assert.is(osc.late, 1)
  assert.match(news.find(({ level }) => level === 'warn')!.text, /a bundle came 1\d\d\d ms after its time/)
  planned.splice(0).forEach(({ act, frame }) => act(frame))
  assert.equal(calls.slice(2).map(({ address }) => address), ['/later', '/then'])
  assert.equal(said.splice(0).map(({ frame }) => frame).filter(frame => frame !== undefined), [1, 1])
})

scene('what can be planned no more is refused, and answered', async ({ send, next }) => {
  send(bundleAt(Date.now() + 100_000, bytesOf('/far', 1)))
  assert.equal(await next(), { address: '/error', args: ['/far', 'too far'] })
})

test('a socket that is closed answers nobody any more', async () => {
  let answer = (_: Message[]): void => {}
  const osc = await startOsc({
    host: '127.0.0.1', port: 0, tell: () => {}, command: () => new Promise(resolve => { answer = resolve }),
  })
  const socket = createSocket('udp4')
  socket.send(packet('/slow'), osc.port, '127.0.0.1')
  while (osc.received === 0) await new Promise(resolve => setTimeout(resolve, 5))
  await osc.close()
  answer([{ address: '/done', args: [] }])
  await new Promise(resolve => setImmediate(resolve))
  assert.is(osc.rejected, 0)
  socket.close()
})

test('a busy port is named, with what to do', async () => {
  const options = { host: '127.0.0.1', command: () => [], tell: () => {} }
  const first = await startOsc({ ...options, port: 0 })
  const error = await startOsc({ ...options, port: first.port }).then(() => null, (error: Error) => error)
  assert.match(error!.message, `port ${first.port} is busy`)
  assert.match(error!.message, '--osc-port')
  await first.close()
})

test('an address that is not this machine\'s is an error', async () => {
  const error = await startOsc({ host: '203.0.113.1', port: 0, command: () => [], tell: () => {} })
    .then(osc => osc.close(), (error: Error) => error)
  assert.is((error as Error).message, 'this machine has no address 203.0.113.1: see --osc-host')
})

test.run()
