/** docs/osc.md: its table is what the engine answers to, what it sends is understood by the default patch, and what it shows of answers is
 *  what they are. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withAddresses } from '../docs/osc.ts'
import type { Arg } from '../src/engine/command.ts'
import { isPattern } from '../src/engine/matching.ts'
import { list } from '../src/engine/status.ts'
import { type Listing, nodes } from '../src/engine/tree.ts'
import { type Version, fileValues } from '../src/engine/version.ts'
import { matched } from '../src/engine/wildcards.ts'
import { change } from '../src/kernel/parameters.ts'
import { loadPatch } from '../src/patch/load.ts'
import { RATE } from './play.ts'

const read = (name: string): string => readFileSync(new URL(`../${name}`, import.meta.url), 'utf8')
const guide = read('docs/osc.md')
const { kernel } = await loadPatch(fileURLToPath(new URL('../patches/default.ts', import.meta.url)), RATE)

test('the addresses are those that are declared', () => {
  assert.is(guide, withAddresses(guide), 'make docs ARGS=reference writes them')
})

test('what it sends is understood', () => {
  const [block] = /^```sh\n([^]*?)^```$/m.exec(guide)!.slice(1)
  const lines = block.trim().split('\n').map(line => line.replaceAll("'", ''))
  assert.is(lines.length, 5)
  for (const line of lines) {
    const [, address, type, value] = /^(?:oscsend localhost 5005|chronus send) (\S+)(?: ([fiT])\b)?(?: (\S+))?/.exec(line)!
    const args: Arg[] = type === 'T' ? [true] : value === undefined ? [] : [Number(value)]
    for (const one of isPattern(address) ? matched(address, kernel.layout) : [address]) {
      if (args.length > 0) assert.not.ok(change(kernel.layout, one, args).clamped)
    }
  }
})

test('what it shows of /list is what comes', () => {
  const version = { name: 'default', number: 1, kernel, values: fileValues(kernel), events: [] } as unknown as Version
  const shown = [...guide.matchAll(/^\/list (\S+)\n(\/list\/reply .*)$/gm)]
  assert.is(shown.length, 2)
  for (const [, asked, reply] of shown) {
    const [{ address, args }] = nodes(list(version) as unknown as Listing, asked)
    // The description is left out.
    assert.is([address, ...args.map((arg, i) => args[i - 1] === 'DESCRIPTION' ? '…' : arg)].join(' '), reply)
  }
})

test.run()
