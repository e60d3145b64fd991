#!/usr/bin/env node
// The launcher: makes Node read TypeScript, then hands over to main.ts. Plain JavaScript that any Node can read: one that is
// too old gets a sentence and not a stack.
import { fileURLToPath } from 'url'

const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Music Chronus needs Node 20.19 or newer; this is ${process.version}. See https://nodejs.org`)
  process.exit(1)
}

// With this a patch finds 'music-chronus' from whichever directory it lies in.
process.env.TSX_TSCONFIG_PATH = fileURLToPath(new URL('../tsconfig.json', import.meta.url))
import('tsx')
  .then(() => import('./main.ts'))
  .then(({ main }) => main(process.argv.slice(2)))
  .then(status => process.exit(status))
  .catch(error => {
    const missing = /Cannot find package/.test(error?.message)
    console.error(missing ? 'chronus: its dependencies are not installed. Run: npm install' : error)
    process.exit(1)
  })
