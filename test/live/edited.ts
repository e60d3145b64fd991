/** The real command and a patch file of its own that is edited while it plays. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Run } from './run.ts'

export const tone = (freq: number, gain = 0.5): string =>
  `import { patch, sine } from 'music-chronus'\nexport default patch(() => sine('tone', { freq: ${freq}, gain: ${gain} }))\n`

/** Runs a test with the patch `text` in a file of its own, outside of the project, while two slots play it. A new version is in both
 *  slots soon. */
export async function edited(text: string, use: (run: Run, file: string) => Promise<void>, ...options: string[]): Promise<void> {
  return editedWith(() => {}, text, use, ...options)
}

/** The same in a folder that `prepare` puts files into. */
export async function editedWith(
  prepare: (folder: string) => void, text: string, use: (run: Run, file: string) => Promise<void>, ...options: string[]
): Promise<void> {
  const place = new Run()
  const file = join(place.folder, 'mine.ts')
  prepare(place.folder)
  writeFileSync(file, text)
  let run: Run | null = null
  try {
    run = await Run.start(file, ['--probation', '0.3', ...options])
    await run.redundant()
    await use(run, file)
  } finally {
    await run?.stop()
    run?.remove()
    place.remove()
  }
}

/** Saves a text, and waits until it is heard. */
export async function save(run: Run, file: string, text: string): Promise<void> {
  const since = run.news.length
  writeFileSync(file, text)
  await run.heard(news => news.event === 'switchover', since)
}
