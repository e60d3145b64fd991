/** How every process of ours is started: Node with tsx, which runs TypeScript as it lies there, and with our own tsconfig.json,
 *  whose `paths` lets a patch in any directory import 'music-chronus'. */
import { fileURLToPath } from 'node:url'

/** Flags for `process.execPath`, before the file. */
export const tsFlags = ['--import', import.meta.resolve('tsx')]

export const tsEnvironment: NodeJS.ProcessEnv = {
  ...process.env,
  TSX_TSCONFIG_PATH: fileURLToPath(new URL('../../tsconfig.json', import.meta.url)),
}
