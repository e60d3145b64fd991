/** A session without a terminal: lines in, values and mistakes out. */
import { PassThrough } from 'node:stream'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Mirror } from '../../src/repl/mirror.ts'
import { Printer } from '../../src/repl/printer.ts'
import { Session } from '../../src/repl/session.ts'
import { silentEngine } from './engine.ts'

const engine = silentEngine()
const printed: string[] = []
const output = new PassThrough({ decodeStrings: false }).on('data', chunk => printed.push(String(chunk).trimEnd()))
const printer = new Printer(output, output, false)
const mirror = new Mirror(engine, (text, isError) => isError ? printer.error(text) : printer.note(text))
await mirror.refresh()
let quits = 0
const session = new Session(mirror, printer, {
  input: new PassThrough(), output: new PassThrough().resume(), terminal: false, prompt: '',
}, () => { quits++ })

/** Runs a line; resolves with its value and what was printed. */
async function line(code: string): Promise<{ value: unknown, said: string }> {
  printed.length = 0
  // In an object: a promise would be waited for.
  const { value } = await new Promise<{ value: unknown }>(resolve =>
    session.evaluate(`${code}\n`, (incomplete, value) => resolve({ value: incomplete ?? value })))
  await mirror.settled()
  await new Promise(resolve => setImmediate(resolve))
  return { value, said: printed.join('\n') }
}

test('modules, values, TypeScript, await', async () => {
  assert.is((await line('sine.freq')).value, 220)
  assert.is((await line('sine.freq = 330; sine.freq / 2')).value, 165)
  assert.is((await line('const wait: number = await new Promise<number>(r => setTimeout(() => r(7), 5))')).said, '')
  assert.is((await line('wait')).value, 7)
  assert.equal(JSON.stringify((await line('{ a: 1 }')).value), '{"a":1}')
})

test('what fails in the background meanwhile is told, and the line goes on', async () => {
  for (const failing of ["Promise.reject(new Error('aside'))", "setTimeout(() => { throw new Error('aside') }, 1)"]) {
    const { value, said } = await line(`${failing}; await new Promise(resolve => setTimeout(() => resolve(7), 30))`)
    assert.equal([value, said], [7, 'Error: aside'])
    assert.is((await line("await new Promise((_, fail) => setTimeout(() => fail(new Error('own')), 5))")).said, 'Error: own')
    assert.is((await line('6')).value, 6)
  }
  const twice = "const twice = new Error('twice'); setTimeout(() => { throw twice }, 1); await new Promise(r => setTimeout(r, 30))"
  assert.is((await line(twice)).said, 'Error: twice')
  assert.is((await line('throw twice')).said, 'Error: twice')
  assert.is((await line('await Promise.reject(twice)')).said, 'Error: twice')
})

test('a word is waited for without an await, and alone on a line it is called', async () => {
  assert.match(session.show((await line('list()')).value), 'patches/test.ts, version 1')
  assert.match(session.show((await line('help')).value), 'Tab completes')
  assert.match(session.show((await line('help(filter)')).value), 'biquad')
  engine.sent.length = 0
  await line("gate('adsr', 0.5)")
  assert.equal(engine.sent, [{ address: '/gate/adsr', args: [0.5] }])
  await line('quit')
  await line('exit()')
  assert.is(quits, 2)
})

test('patterns are played by their text, or as they were built, and shown as a picture', async () => {
  engine.sent.length = 0
  await line("play('adsr', 'x.x.xxx.')")
  await line("adsr.pattern = 'x*4'")
  await line("filter.cutoff = pat('400 800').rev()")
  const tree = { tree: ['rev', ['sequence', [[[1, 1], ['pure', 400]], [[1, 1], ['pure', 800]]]]] }
  assert.equal(engine.sent, [
    { address: '/pattern/adsr', args: ['x.x.xxx.'] }, { address: '/pattern/adsr', args: ['x*4'] },
    { address: '/pattern/filter.cutoff', args: [JSON.stringify(tree)] },
  ])
  assert.match(session.show((await line("beat('X..x')")).value), /X +X─* |X/)
  assert.match((await line("play('adsr', 5)")).said, /a pattern is a text/)
  engine.sent.length = 0
  await line('play()')
  await line('bpm(174)')
  await line("bpm.to(180, '8 bars')")
  assert.equal(engine.sent.map(({ address, args }) => [address, ...args]), [['/play'], ['/bpm', 174], ['/bpm', 180, '8 bars']])
})

test('mistakes are said in a line, and the next line works', async () => {
  assert.match((await line('sin.freq')).said, "Did you mean 'sine'?")
  assert.match((await line('sine.frq')).said, /^sine has no 'frq'. Did you mean 'freq'\?$/)
  assert.is((await line("throw new Error('mine')")).said, 'Error: mine')
  assert.is((await line('throw 5')).said, 'thrown: 5')
  assert.match((await line('null.x')).said, /^TypeError/)
  assert.is((await line("await Promise.reject(new Error('no'))")).said, 'Error: no')
  assert.is((await line("send('/nope')")).said, '/nope: unknown address')
  assert.match((await line("gate('sine')")).said, 'has no gate')
  assert.match((await line('a b')).said, 'Expected')
  assert.match((await line('sine = 3')).said, 'sine is a module')
  assert.match((await line('gate = 3')).said, 'choose another name')
  assert.is((await line('1 + 1')).value, 2)
})

test('what would end the program says so; what is deleted is there again; what is long is cut', async () => {
  for (const code of ['process.exit(1)', 'process.abort()', 'process.kill(process.pid)', 'process.reallyExit()']) {
    assert.match((await line(code)).said, 'would end the music: quit() does', code)
  }
  assert.ok((await line('process.pid')).value)
  await line('delete globalThis.sine; delete globalThis.gate')
  assert.type((await line('sine.freq')).value, 'number')
  assert.match((await line('const c = sine.freq; c.to(3)')).said, /inputs glide by their names/)
  assert.match(session.show('x'.repeat(1e6)), / more characters$/)
})

test('anything can be shown, in a few words', async () => {
  const failing = "({ [Symbol.for('nodejs.util.inspect.custom')]() { throw new Error('no') } })"
  for (const code of [failing, `await ${failing}`, 'new Proxy({}, { getPrototypeOf() { throw 1 } })'])
    assert.type(session.show((await line(code)).value), 'string', code)
  assert.is((await line(`throw ${failing}`)).said, 'thrown: a value that fails when it is shown')
  assert.is(session.show((await line('Promise.resolve(4)')).value), 'a promise: await it')
  const { value, said } = await line("Promise.reject(new Error('rej'))")
  assert.equal([session.show(value), said], ['a promise: await it', 'Error: rej'])
  assert.match(session.show((await line('const timer = setInterval(() => {}, 1000); timer')).value), /^a timer/)
  await line('clearInterval(timer)')
})

test('at a terminal values are shown in the same way', async () => {
  for (const code of ['sine', 'modules', '[sine]', 'Promise.resolve(4)']) {
    const { value } = await line(code)
    assert.is(session.server.writer(value), session.show(value))
    assert.not.match(session.show(value), 'Proxy')
  }
})

test('what goes wrong later is said as well, and nothing ends', async () => {
  printed.length = 0
  await line("setTimeout(() => { throw new Error('in a timer') }, 1); Promise.reject(new Error('unheard')); 0")
  await new Promise(resolve => setTimeout(resolve, 30))
  assert.match(printed.join('\n'), 'Error: in a timer')
  assert.match(printed.join('\n'), 'Error: unheard')
  assert.is((await line('1 + 1')).value, 2)
})

test('a module whose name is taken is in modules', async () => {
  assert.is((await line('modules.console.gain')).value, 1)
  assert.is((await line("console.log('heard')")).said, 'heard')
})

test('modules that come and go come and go by name', async () => {
  engine.listing.modules.push({ ...engine.listing.modules[0], id: 'lead' })
  await mirror.refresh()
  assert.is((await line('lead.freq')).value, 220)
  engine.listing.modules.pop()
  await mirror.refresh()
  assert.match((await line('lead')).said, 'not defined')
})

test('a variable that hides a module is told of once', async () => {
  const spare = (id: string): unknown => engine.listing.modules.push({ ...engine.listing.modules[0], id })
  for (const id of ['one', 'two', 'three', 'new', 'lead 2']) spare(id)
  await mirror.refresh()
  assert.is((await line('1')).said, '')
  assert.is((await line('const one = 3')).said, 'one is now your variable; the module is modules.one')
  assert.match((await line('class two {}')).said, 'modules.two')
  assert.match((await line('function sine() {}')).said, 'sine is a module')
  assert.match((await line('let { three } = { three: await 3 }')).said, 'modules.three')
  assert.equal(await line('one'), { value: 3, said: '' })
  assert.is((await line('modules.one.freq')).value, 220)
})

test('a line that goes on says so', async () => {
  const { value } = await line('for (const x of [1, 2]) {')
  assert.instance(value, Error)
  assert.ok(session.unfinished)
  assert.is((await line('for (const x of [1, 2]) {\n x\n}')).value, 2)
})

test.run()
