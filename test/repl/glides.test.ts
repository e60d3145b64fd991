/** `filter.cutoff.to(200, '4 bars')`, as a line is read, and as it is sent. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { gliding } from '../../src/repl/glides.ts'
import { Mirror } from '../../src/repl/mirror.ts'
import { gliderOf, moduleObject } from '../../src/repl/modules.ts'
import { silentEngine } from './engine.ts'

const engine = silentEngine()
const notes: string[] = []
const mirror = new Mirror(engine, text => notes.push(text))
await mirror.refresh()
const filter = moduleObject(mirror, 'filter') as any
const $to = gliderOf(mirror)

/** Runs a line's code with `filter` and whatever else is given; gives what was sent. */
async function sent(code: string, others: Record<string, unknown> = {}): Promise<unknown[][]> {
  engine.sent.length = 0
  const all = { $to, filter, ...others }
  new Function(...Object.keys(all), gliding(code))(...Object.values(all))
  await mirror.settled()
  return engine.sent.map(({ address, args }) => [address, ...args])
}

test('an input of a module glides, however it is written', async () => {
  for (const code of ["filter.cutoff.to(200, '4 bars')", "filter['cutoff'].to(200, '4 bars')", "(filter).cutoff . to ( 200, '4 bars' )",
    "[filter].forEach(f => f.cutoff\n  .to(filter.q * 200, '4 bars'))", "filter.to({ cutoff: 200 }, '4 bars')"]) {
    assert.equal(await sent(code), [['/mod/filter/cutoff', 200, '4 bars']], code)
  }
  assert.is(filter.cutoff, 200, 'it reads as where it goes')
  assert.equal(await sent('filter.resonance.to(3, 2)'), [['/mod/filter/q', 3, 2]])
  assert.equal(await sent("filter.cutoff.to('A3', 0.5); filter.q.to(1000, 1)"),
    [['/mod/filter/cutoff', 220, 0.5], ['/mod/filter/q', 30, 1]])
  assert.match(notes.pop()!, 'the range is 0.1 to 30')
})

test('a value is a plain number', async () => {
  filter.cutoff = 1200
  assert.equal([filter.cutoff === 1200, typeof filter.cutoff, Number.isFinite(filter.cutoff)], [true, 'number', true])
  assert.equal(await sent('filter.cutoff *= 2; filter.cutoff -= 400'), [['/mod/filter/cutoff', 2400], ['/mod/filter/cutoff', 2000]])
})

test('whatever else has a `to` is called as it is written', async () => {
  const seen: unknown[] = []
  const thing = { part: { to(...args: unknown[]) { seen.push(this === thing.part, ...args); return { part: thing.part } } } }
  const bpm = { to: (...args: unknown[]) => seen.push(...args) }
  await sent("thing.part.to(1, thing.part.to).part.to(); bpm.to(90, '2 bars')", { thing, bpm })
  assert.equal(seen, [true, 1, thing.part.to, true, 90, '2 bars'])
})

test('mistakes are told', async () => {
  for (const [code, says] of [
    ['filter.cutof.to(200, 1)', /Did you mean 'cutoff'/], ['filter.cutoff.to(200)', /over how long\? filter.cutoff.to/],
    ["filter.cutoff.to(200, '4 bras')", /over how long\? '8 bars', '4 beats', '10 s', not 4 bras/],
    ['filter.cutoff.to(200, -1)', /over how long/],
    ["filter.cutoff.to('loud', 1)", /takes a number/], ['filter.to({ cutof: 1 }, 1)', /Did you mean 'cutoff'/]] as const) {
    try {
      await sent(code)
      assert.unreachable(code)
    } catch (error) {
      assert.match((error as Error).message, says)
    }
  }
})

test('what is no glide, or can not be read, is left as it is', () => {
  for (const code of ['x.to(3)', 'a.b?.to(3)', 'a?.b.to(3)', "'a.b.to(1)'", 'a.b.to(', 'a.b.today(1)']) assert.is(gliding(code), code)
})

test.run()
