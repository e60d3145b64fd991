/** The engine's hold on a worker, when things are short: descriptors, the pipe, or the worker itself. */
import { spawnSync } from 'node:child_process'
import { closeSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Reserve } from '../../src/engine/reserve.ts'
import { Worker } from '../../src/engine/worker.ts'
import { EVENT, HEAD, MAX_EVENTS, MAX_MESSAGE, RENDER, ringOffset, snapshotOffset } from '../../src/slot/messages.ts'
import { RingReader } from '../../src/slot/ring.ts'
import { filledFile } from '../../src/slot/sharedfile.ts'
import { BLOCK, PATCH, RATE, until } from './stage.ts'

const WORKER = fileURLToPath(new URL('../../src/engine/worker.ts', import.meta.url))
const PATIENCE = 20_000
const GENERATION = 1

async function withWorker(use: (worker: Worker, shared: number) => Promise<void>): Promise<void> {
  const shared = filledFile(snapshotOffset(0, BLOCK))
  const worker = new Worker(shared, () => {})
  try {
    await use(worker, shared)
  } finally {
    await worker.kill()
    closeSync(shared)
  }
}

test('where there are no descriptors for a worker it fails, and the engine keeps its priority', () => {
  const script = `
    const { Worker } = await import(${JSON.stringify(WORKER)})
    const { openSync, closeSync } = await import('node:fs')
    const { getPriority, setPriority } = await import('node:os')
    setPriority(0, 5)
    const taken = []
    try { for (;;) taken.push(openSync('/dev/null')) } catch {}
    const worker = new Worker(2, () => {})
    const [exited, ready] = await Promise.all([worker.exited, worker.ready.catch(error => error.message)])
    taken.forEach(closeSync)
    const written = worker.write(new Float64Array(3), 3)
    console.log(JSON.stringify({ pid: worker.pid, exited, ready, written, priority: getPriority() }))`
  const node = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', script]
  const { stdout, stderr } = spawnSync('sh', ['-c', 'ulimit -n 128 && exec "$@"', 'sh', ...node], { encoding: 'utf8' })
  assert.ok(stdout, stderr)
  const { pid, exited, ready, written, priority } = JSON.parse(stdout)
  assert.match(exited, /EMFILE/)
  assert.match(ready, /EMFILE/)
  assert.equal([pid, written, priority], [0, false, 5])
})

test('orders to a worker that is gone are refused, one after the other', () => withWorker(async worker => {
  await worker.ready
  await worker.kill()
  for (let i = 0; i < 3; i++) {
    const order = worker.order({ do: 'load', path: PATCH, rate: RATE }, PATIENCE)
    const refused = await order.catch(error => error.message)
    assert.match(refused, /channel/i)
  }
}))

/** Messages that are written in one go: half a megabyte of them. */
const AT_ONCE = 16

test('what a full pipe takes in part is finished first', () => withWorker(async (worker, shared) => {
  await worker.ready
  const answer = await worker.order({ do: 'load', path: PATCH, rate: RATE }, PATIENCE)
  assert.is(answer.is, 'loaded')
  process.kill(worker.pid, 'SIGSTOP')
  worker.attach({ do: 'attach', slot: 0, generation: GENERATION, block: 0, frames: BLOCK, from: null })

  // So many of the longest messages at once: more than any pipe takes in one piece.
  const many = new Float64Array(AT_ONCE * MAX_MESSAGE)
  let blocks = 0
  const send = (): boolean => {
    for (let i = 0; i < AT_ONCE; i++) {
      const at = i * MAX_MESSAGE
      many.set([RENDER, blocks + i, MAX_EVENTS], at)
      for (let event = at + HEAD; event < at + MAX_MESSAGE; event += EVENT) many.set([(blocks + i) * BLOCK, 0, 0.5, -1], event)
    }
    const taken = worker.write(many, many.length)
    if (taken) blocks += AT_ONCE
    return taken
  }
  while (send());
  assert.not.ok(worker.flush(), 'something is left of the last message')
  process.kill(worker.pid, 'SIGCONT')
  await until(() => worker.flush())
  const before = blocks
  await until(() => send() && blocks > before + 2 * AT_ONCE)
  await until(() => worker.flush())

  const ring = new RingReader(shared, ringOffset(0, BLOCK), BLOCK)
  let dead = false
  void worker.exited.then(() => { dead = true })
  await until(() => dead || ring.has(blocks - 1, GENERATION))
  for (let block = 0; block < blocks; block++) assert.ok(ring.has(block, GENERATION), `block ${block} of ${blocks}`)
}))

test('none is started any more when the engine has ended meanwhile', async () => {
  const reserve = new Reserve(filledFile(snapshotOffset(0, BLOCK)), BLOCK, () => {})
  reserve.keepSpare()
  const taken = reserve.take().then(() => 'taken', (error: Error) => error.message)
  await reserve.close()
  assert.is(await taken, 'the engine has ended')
})

test.run()
