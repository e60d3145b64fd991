/** Texts of patch files. */

/** A sine at so many Hz. `extra`: lines that the file has besides. */
export const tone = (freq: number, extra = ''): string => `import { patch, sine } from 'music-chronus'
${extra}
export default patch(() => sine('tone', { freq: ${freq}, gain: 0.3 }))
`

/** A thread of its own beside the patch: it runs on when the worker has no time for timers. */
export const thread = (code: string): string =>
  `import { Worker } from 'node:worker_threads'\nnew Worker(${JSON.stringify(code)}, { eval: true })\n`
