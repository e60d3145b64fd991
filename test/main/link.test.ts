/** The link to the engine, with engines that come and go. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Link } from '../../src/cli/link.ts'
import type { Message, News } from '../../src/engine/command.ts'
import { type Control, Gone } from '../../src/io/control.ts'

/** An engine that answers with what it is sent, unless it is mute. */
class Double implements Control {
  readonly sent: string[] = []
  mute = false
  private fails: (() => void)[] = []
  private news: (news: News) => void = () => {}
  private closed: () => void = () => {}

  send(address: string): Promise<Message[]> {
    this.sent.push(address)
    return new Promise((resolve, reject) => {
      this.fails.push(() => reject(new Gone('the engine has gone')))
      if (!this.mute) resolve([{ address, args: [] }])
    })
  }

  onNews(callback: (news: News) => void): void { this.news = callback }
  onClose(callback: (inOrder: boolean) => void): void { this.closed = () => callback(false) }
  close(): void {}

  die(): void {
    this.fails.forEach(fail => fail())
    this.closed()
  }

  tell(text: string): void { this.news({ event: 'log', level: 'info', text, at: 0 }) }
}

test('what is said while no engine is there waits for the next one, in order', async () => {
  const link = new Link()
  const [first, second] = [new Double(), new Double()]
  const before = link.send('/mod/a/b', 1)
  link.use(first)
  await before
  first.die()
  const waiting = ['/mod/a/b', '/patch/load', '/mod/a/c'].map(address => link.send(address))
  link.use(second)
  await Promise.all(waiting)
  assert.equal([first.sent, second.sent], [['/mod/a/b'], ['/mod/a/b', '/patch/load', '/mod/a/c']])
})

test('what an engine did not answer any more is said again, where that does no harm', async () => {
  const link = new Link()
  const [first, second] = [new Double(), new Double()]
  first.mute = true
  link.use(first)
  const set = link.send('/mod/a/b', 1)
  const load = link.send('/patch/load', 'x.ts')
  await Promise.resolve()
  first.die()
  await load.then(() => assert.unreachable(), error => assert.match(error.message, 'before it answered /patch/load'))
  link.use(second)
  assert.is((await set)[0].address, '/mod/a/b')
  assert.equal(second.sent, ['/mod/a/b'])
})

test('news come from whichever engine is there', () => {
  const link = new Link()
  const told: string[] = []
  link.onNews(({ text }) => told.push(text))
  for (const name of ['one', 'two']) {
    const engine = new Double()
    link.use(engine)
    engine.tell(name)
    engine.die()
  }
  assert.equal(told, ['one', 'two'])
})

test('when there will be no engine any more, who waits is told', async () => {
  const link = new Link()
  const engine = new Double()
  let closed = 0
  link.onClose(() => { closed++ })
  link.use(engine)
  engine.die()
  const waiting = link.send('/mod/a/b', 1)
  link.giveUp()
  for (const outcome of await Promise.allSettled([waiting, link.send('/list')]))
    assert.ok(outcome.status === 'rejected' && outcome.reason instanceof Gone)
  assert.is(closed, 1)
})

test('and so is who speaks when the connection is only seen to close after that', async () => {
  const link = new Link()
  const engine = new Double()
  link.use(engine)
  link.giveUp()
  engine.die()
  await link.send('/list').then(() => assert.unreachable(), error => assert.instance(error, Gone))
})

test.run()
