/** Loads a patch in a process of its own, as a spare worker does that is ready for it, and prints what that took, in ms.
 *
 *      node --import tsx bench/loading.ts PATCH RATE */
import { pathToFileURL } from 'node:url'
import { compile } from '../src/kernel/compile.ts'
import { walk } from '../src/patch/walk.ts'
import { warmUp } from '../src/patch/warm.ts'

const [path, rate] = process.argv.slice(2)
await warmUp()
const began = performance.now()
const { default: { build } } = await import(pathToFileURL(path).href)
const imported = performance.now()
const graph = walk(build())
const built = performance.now()
compile(graph, Number(rate))
console.log(JSON.stringify({ import: imported - began, build: built - imported, compile: performance.now() - built }))
