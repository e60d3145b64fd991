/** Loops that await let the rest live, and end with their line. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { BREATH, Breath, breathing } from '../../src/repl/breath.ts'

/** Runs code as line 1 would be, with a breath of its own. */
function run(code: string, breath: Breath, names: Record<string, unknown> = {}): Promise<unknown> {
  const all: Record<string, unknown> = { [BREATH]: (line: number, value: unknown) => breath.take(line, value), ...names }
  return new Function(...Object.keys(all), `return (async () => { ${breathing(code, 1)} })()`)(...Object.values(all))
}

test('code means what it meant before', async () => {
  assert.is(breathing('sine.freq = 3', 1), 'sine.freq = 3')
  assert.is(breathing('await (', 1), 'await (')
  assert.is(breathing('const s = "await x"', 1), 'const s = "await x"')
  const breath = new Breath()
  const one = (x: unknown): Promise<unknown> => Promise.resolve(x)
  assert.is(await run('return await one(await one(3)) + (await (0, one(4)))', breath, { one }), 7)
  assert.is(await run('const f = async x => await one(x) * 2; return await f(5)', breath, { one }), 10)
  assert.is(await run('return { a: await one({ b: `${await one(1)}` }) }.a.b', breath, { one }), '1')
  assert.is(await run('try { await Promise.reject(5) } catch (x) { return x }', breath), 5)
})

test('a loop that awaits nothing slow lets timers run', async () => {
  const state = { go: true }
  setTimeout(() => { state.go = false }, 5)
  await run('while (state.go) await 0', new Breath(), { state })
})

test('a line that is stopped does nothing more, whatever it catches', async () => {
  const breath = new Breath()
  const state = { rounds: 0 }
  void run('for (;;) { try { await 0; state.rounds++ } catch {} finally { state.rounds++ } }', breath, { state })
  await new Promise(resolve => setTimeout(resolve, 10))
  assert.ok(state.rounds > 0)
  breath.stop(1)
  const { rounds } = state
  await new Promise(resolve => setTimeout(resolve, 10))
  assert.is(state.rounds, rounds)
})

test.run()
