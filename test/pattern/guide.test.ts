/** docs/patterns.md: what it says of notations and functions is what they do. */
import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withTables } from '../../docs/patterns.ts'
import { grid } from '../../src/pattern/grid.ts'
import { FUNCTIONS } from '../../src/pattern/methods.ts'
import { PatternError, pat } from '../../src/pattern/index.ts'
import { events, expected, played } from './events.ts'

const guide = readFileSync(new URL('../../docs/patterns.md', import.meta.url), 'utf8')

test('each notation of its table has the events that stand beside it', () => {
  const rows = [...guide.matchAll(/^\| (`.*`) \| .* \| (\S.*) \|$/gm)].filter(([, , line]) => /^-?\d/.test(line))
  assert.ok(rows.length > 20)
  for (const [, notations, line] of rows) {
    for (const [, notation] of notations.matchAll(/`([^`]+)`/g))
      assert.equal(events(pat(notation.replaceAll('\\|', '|'))).sort(), expected(line).sort(), notation)
  }
})

test('each line of code plays, and its comment says what', () => {
  const lines = [...guide.matchAll(/^```ts\n([^]*?)^```/gm)].flatMap(([, block]) => block.trim().split('\n'))
  assert.ok(lines.length > 25)
  for (const line of lines) {
    const [, code, comment] = /^(.*?)(?:\s*\/\/ (.*))?$/.exec(line)!
    const found = events(played(code))
    assert.ok(found.length > 0 || code === 'silence', code)
    if (comment !== undefined) assert.equal(found.sort(), expected(comment).sort(), code)
  }
})

test('its tables have all functions', () => {
  assert.is(guide, withTables(guide), 'make docs ARGS=reference writes them')
  for (const name of Object.values(FUNCTIONS).flatMap(group => Object.keys(group))) assert.ok(guide.includes(`| \`${name}\` |`), name)
})

test('what is drawn and what is refused in it are as they are', () => {
  assert.ok(guide.includes(grid(pat('bd(3,8) [sn cp]').query(0, 1), 0)))
  try {
    pat('bd [sn cp')
    assert.unreachable()
  } catch (error) {
    assert.ok(guide.includes((error as PatternError).report))
  }
})

test.run()
