/** Work in turns: in order, fair, and the clock ticks in between. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { inTurns } from '../../src/io/turns.ts'

/** Keeps the processor busy for so long (ms). */
function toil(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

test('work is done to its end, that of several in turn', async () => {
  const done: string[] = []
  await Promise.all(['a', 'b'].map(name => new Promise<void>(resolve => {
    let left = 3
    inTurns(() => {
      done.push(name)
      if (--left === 0) resolve()
      return left > 0
    })
  })))
  assert.is(done.join(''), 'ababab')
})

test('a timer is served between two turns, however much there is to do', async () => {
  const order: string[] = []
  await new Promise<void>(resolve => {
    let left = 20
    inTurns(() => {
      if (order.length === 0) setTimeout(() => order.push('tick'), 1)
      toil(2)
      order.push('work')
      if (--left === 0) resolve()
      return left > 0
    })
  })
  assert.ok(order.indexOf('tick') <= 2, order.join(' '))
  assert.ok(order.includes('tick'))
})

test('many small pieces share a turn', async () => {
  let turns = 0
  let left = 1000
  await new Promise<void>(resolve => {
    const count = (): void => {
      turns++
      if (left > 0) setImmediate(count)
    }
    setImmediate(count)
    inTurns(() => {
      if (--left === 0) resolve()
      return left > 0
    })
  })
  assert.ok(turns < 500, `${turns} turns for 1000 pieces`)
})

test('work that throws is not done again, and keeps no other from being done', async () => {
  const thrown = new Promise(resolve => process.once('uncaughtException', resolve))
  inTurns(() => { throw new Error('no') })
  await new Promise<void>(resolve => inTurns(() => {
    resolve()
    return false
  }))
  assert.match(((await thrown) as Error).message, 'no')
})

test.run()
