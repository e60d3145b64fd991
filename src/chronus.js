#!/usr/bin/env node
// The launcher: makes Node read TypeScript, then hands over to main.ts. Plain JavaScript that any Node can read, so that one that
// is too old gets a sentence and not a stack.
const [major, minor] = process.versions.node.split('.').map(Number)
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Music Chronus needs Node 20.19 or newer; this is ${process.version}. See https://nodejs.org`)
  process.exit(1)
}

// With this a patch finds 'music-chronus' from whichever directory it lies in.
process.env.TSX_TSCONFIG_PATH = new URL('../tsconfig.json', import.meta.url).pathname
import('tsx')
  .then(() => import('./main.ts'))
  .then(({ main }) => main(process.argv.slice(2)))
  .then(status => process.exit(status))
  .catch(error => {
    const missing = error?.code === 'ERR_MODULE_NOT_FOUND' && !String(error.message).includes('/src/')
    console.error(missing ? `${error.message}\nInstall what is missing: npm install` : error)
    process.exit(1)
  })
