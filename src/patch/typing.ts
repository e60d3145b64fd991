/** How TypeScript reads patches: what the checker while they play, and the tsconfig.json of `chronus new`, ask of them. */
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** What 'music-chronus' is, for a patch. */
export const INDEX = fileURLToPath(new URL('../index.ts', import.meta.url))

/** Files are found as they are when the patch is loaded: with or without an extension, JSON as well. */
export const TYPING = {
  target: 'es2023', module: 'esnext', moduleResolution: 'bundler', moduleDetection: 'force', resolveJsonModule: true, strict: true,
  noEmit: true, skipLibCheck: true, allowImportingTsExtensions: true, types: ['node'],
}

/** The folder that has Node's types in it. */
export const TYPE_ROOT = dirname(folderOf('@types/node'))

/** Where a package lies, as seen from a folder. Where there is none its name: then nothing is found there. */
export function folderOf(name: string, from = dirname(INDEX)): string {
  try {
    return dirname(createRequire(join(from, 'here.js')).resolve(`${name}/package.json`))
  } catch {
    return name
  }
}
