/** What a drum is made of, in a line: kick.body is the module kick-body. */
import { inspect } from 'node:util'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { complete } from '../../src/repl/complete.ts'
import { Mirror } from '../../src/repl/mirror.ts'
import { moduleObject } from '../../src/repl/modules.ts'
import { silentEngine } from './engine.ts'

const engine = silentEngine()
const mirror = new Mirror(engine, () => {})
await mirror.refresh()
const { modules } = mirror.listing
const body = modules.find(({ id }) => id === 'sine')!
modules.push({ ...body, id: 'adsr-body', inputs: body.inputs.map(input => ({ ...input, address: `/mod/adsr-body/${input.name}` })) })
const drum: any = moduleObject(mirror, 'adsr')

test('a part is read and set by its name', async () => {
  drum.body.freq = 330
  assert.is(drum.body.freq, 330)
  await mirror.settled()
  assert.equal(engine.sent.at(-1), { address: '/mod/adsr-body/freq', args: [330] })
})

test('whoever asks the whole for what a part has is told which; a part itself is not set', () => {
  assert.throws(() => drum.freq, /adsr has no 'freq', but adsr\.body\.freq/)
  assert.throws(() => { drum.body = 3 }, /'body' names a module/)
  assert.throws(() => drum.nothing, /adsr has no 'nothing'.* It is made of adsr\.body$/)
  assert.match(inspect(drum), /made of adsr\.body/)
})

test('Tab offers parts, and what they have', () => {
  const offers = (line: string): string[] | undefined => complete(line, mirror, [])?.[0]
  assert.equal(offers('adsr.bo'), ['body'])
  assert.equal(offers('adsr.body.fr'), ['freq'])
})

test.run()
