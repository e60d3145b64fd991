/** A real engine that plays noise, and OSC to it, for tests of what a port lets in. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Message, encode } from 'node-osc'
import * as assert from 'uvu/assert'
import { readMessages } from '../../src/io/packet.ts'
import { Run } from './run.ts'

/** Time (ms) for an answer that takes far less. */
const PATIENCE = 10_000
export const NOISE = `import { noise, patch } from 'music-chronus'
export default patch(() => [noise('left', { seed: 1, gain: 0.5 }), noise('right', { seed: 2, gain: 0.5 })])
`

/** A folder with a patch in it, and an engine that plays it. */
export async function scene(act: (run: Run, folder: string) => Promise<void>, ...options: string[]): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'chronus-recording-'))
  const songs = join(folder, 'songs')
  mkdirSync(songs)
  writeFileSync(join(songs, 'noise.ts'), NOISE)
  let run: Run | undefined
  try {
    run = await Run.start(join(songs, 'noise.ts'), options)
    await run.redundant()
    await act(run, folder)
  } finally {
    await run?.stop()
    run?.remove()
    rmSync(folder, { recursive: true })
  }
}

/** Sends a message by OSC; resolves with the answer. */
export async function ask(run: Run, address: string, ...args: any[]): Promise<{ address: string, args: unknown[] }> {
  return askPacket(run, encode(new Message(address, ...args)))
}

export async function askPacket(run: Run, packet: Uint8Array): Promise<{ address: string, args: unknown[] }> {
  const socket = createSocket('udp4')
  try {
    const answer = once(socket, 'message', { signal: AbortSignal.timeout(PATIENCE) })
    socket.send(packet, run.port, '127.0.0.1')
    return readMessages((await answer)[0])[0]
  } finally {
    socket.close()
  }
}

/** Why a message is refused. */
export async function refusal(run: Run, address: string, ...args: any[]): Promise<string> {
  const answer = await ask(run, address, ...args)
  assert.is(answer.address, '/error', JSON.stringify(answer))
  assert.is(answer.args[0], address)
  return String(answer.args[1])
}
