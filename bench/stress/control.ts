/** The control socket in wrong hands: the music and the other clients notice nothing. */
import { statSync } from 'node:fs'
import { type Socket, connect } from 'node:net'
import { dirname } from 'node:path'
import { connectControl, controlPath } from '../../src/io/control.ts'
import { pause } from '../../test/live/run.ts'
import { residentMegabytes } from '../processes.ts'
import type { Row } from './trial.ts'

const CLIENTS = 1000
const REQUESTS = 20_000
/** So much may the engine grow in the second half, MB: what V8 leaves lying before it cleans up. In the first half it learns how
 *  much room it needs. */
const FLAT = 32
const MOMENT = 1000
const OTHERS = 0o077

const FAULTS: Record<string, (open: () => Socket) => Promise<unknown>> = {
  'garbage': async open => {
    const bytes = Buffer.from(Array.from({ length: 2 ** 16 }, () => Math.floor(256 * Math.random())))
    for (let i = 0; i < 100; i++) open().write(bytes)
    open().write('x'.repeat(2 ** 22))
    for (const line of ['{}', '[]', 'null', '{"address":5}', '{"address":"/mod","args":[{}]}', '{"id":{},"address":"/status"}']) {
      open().write(`${line}\n`.repeat(1000))
    }
    await pause(MOMENT)
  },
  'half a message': async open => {
    for (let i = 0; i < 20; i++) open().write('{"id":1,"address":"/sta')
    for (let i = 0; i < 20; i++) open().end('{"id":1,"address":"/status","args":[]')
    await pause(MOMENT)
  },
  [`${CLIENTS} connections`]: async open => {
    for (let i = 0; i < CLIENTS; i++) {
      open().write('{"id":1,"address":"/status","args":[]}\n')
      if (i % 50 === 0) await pause(5)
    }
    await pause(MOMENT)
  },
  'a client that never reads': async open => {
    const deaf = open().pause()
    for (let i = 0; i < REQUESTS && deaf.writable; i++) deaf.write('{"id":1,"address":"/list","args":[]}\n')
    await pause(2 * MOMENT)
  },
}

export const control: Row[] = Object.entries(FAULTS).map(([what, fault]): Row => ({
  name: `control socket: ${what}`,
  tries: 8,
  run: async trial => {
    const run = await trial.start()
    await run.redundant()
    await pause(MOMENT)
    const path = controlPath(run.port)
    for (const each of [path, dirname(path)]) trial.expect((statSync(each).mode & OTHERS) === 0, `others can open ${each}`)
    let memory = 0
    const sockets: Socket[] = []
    await trial.repeat(async turn => {
      await fault(() => {
        const socket = connect(path)
        socket.on('error', () => {})
        sockets.push(socket)
        return socket
      })
      await run.status()
      for (const socket of sockets.splice(0)) socket.destroy()
      await pause(MOMENT)
      if (turn === Math.floor(trial.tries / 2)) memory = residentMegabytes(run.engine)
    })
    const newcomer = await connectControl(path)
    await newcomer.send('/status')
    newcomer.close()
    const grown = residentMegabytes(run.engine) - memory
    trial.expect(grown < FLAT, `the engine has grown by ${grown.toFixed(0)} MB`)
    await run.redundant()
    await trial.judge(run)
  },
}))
