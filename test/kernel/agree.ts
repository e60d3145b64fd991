import * as assert from 'uvu/assert'
import type { Signal } from '../../src/index.ts'
import { compile } from '../../src/kernel/compile.ts'
import { Instance } from '../../src/kernel/instance.ts'
import { walk } from '../../src/patch/walk.ts'
import { RATE } from '../play.ts'
import { Oracle } from './oracle.ts'

/** What a patch makes, compiled and as plain JavaScript: the same bits. */
export function agree(build: () => Signal, frames = 2000): Float32Array {
  const graph = walk(build())
  const [instance, oracle] = [new Instance(compile(graph, RATE)), new Oracle(graph, RATE)]
  for (const player of [instance, oracle]) player.render(0, frames)
  assert.equal(instance.output.slice(0, 2 * frames), oracle.output.slice(0, 2 * frames))
  return instance.output.slice(0, 2 * frames)
}
