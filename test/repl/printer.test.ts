/** What code prints: in order, and no more than a screen can take. */
import { PassThrough } from 'node:stream'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Printer } from '../../src/repl/printer.ts'

function scene(): { printer: Printer, printed: () => string } {
  let text = ''
  const output = new PassThrough({ decodeStrings: false }).on('data', chunk => { text += chunk })
  return { printer: new Printer(output, output, false), printed: () => text }
}

test('what code prints comes before the value of its line', () => {
  const { printer, printed } = scene()
  printer.console.log('one')
  printer.console.error('two')
  printer.flush()
  printer.print('three')
  assert.is(printed(), 'one\ntwo\nthree\n')
})

test('without a flush it comes by itself', async () => {
  const { printer, printed } = scene()
  printer.console.log('later')
  await new Promise(done => setTimeout(done, 5))
  assert.is(printed(), 'later\n')
})

test('of a flood some is printed, and how much there was', () => {
  const { printer, printed } = scene()
  for (let i = 0; i < 100_000; i++) printer.console.log('flood')
  printer.flush()
  assert.match(printed(), /^(flood\n)+… and 6\d{4} more\n$/)
  printer.console.log('on')
  printer.flush()
  assert.match(printed(), /more\non\n$/)
})

test.run()
