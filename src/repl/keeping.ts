/** Keeps what was set by hand: as text to paste, or in the files themselves. */
import { readFileSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { type Unwritten, type Value, freeze } from './frozen.ts'
import { type Listing, PlayerError } from './mirror.ts'
import type { Texts } from './past.ts'

const CODE = /\.[cm]?[jt]s$/

/** The values that are not those of the file. */
function turned({ modules }: Listing): Value[] {
  return modules.flatMap(({ id, kind, inputs }) => inputs.flatMap(({ name, value, default: index, choices }) => {
    const file = choices?.[index] ?? index
    return value === null || value === file ? [] : [{ module: id, kind, input: name, value, file }]
  }))
}

/** What is set by hand of single voices. The file says it of all of them, in one place. */
function single({ modules }: Listing): Unwritten[] {
  return modules.flatMap(({ id, kind, inputs }) => inputs.flatMap(input => {
    const { value: all, default: first, defaults = [], values, choices } = input
    const said = (index: number) => choices?.[index] ?? index
    return defaults.flatMap((own, voice) => {
      const file = all === said(first) ? said(own) : all!
      const value = values?.[voice] ?? file
      if (value === file) return []
      return [{ module: `${id}.${voice}`, kind, input: input.name, value, file, why: 'it is a single voice', elsewhere: false }]
    })
  }))
}

/** The files with the values in them: those that are other than before. Errors: throws PlayerError when one can't be read. */
function frozen(texts: Texts, values: readonly Value[]): { texts: Texts, unwritten: Unwritten[] } {
  let left: readonly Unwritten[] = values.map(value => ({ ...value, why: 'its file is not read as text (UTF-8, 1 MB)', elsewhere: true }))
  const kept: Texts = []
  const unwritten: Unwritten[] = []
  for (const [path, text] of texts.filter(([path]) => CODE.test(path))) {
    const result = read(path, () => freeze(text, left))
    if (result.text !== text) kept.push([path, result.text])
    unwritten.push(...result.unwritten.filter(({ elsewhere }) => !elsewhere))
    left = result.unwritten.filter(({ elsewhere }) => elsewhere)
  }
  return { texts: kept, unwritten: [...unwritten, ...left] }
}

/** What plays as text, with the values as they are set now, and what is not in it. `texts`: of the version that plays. */
export function asText(listing: Listing, texts: Texts): string {
  const { texts: changed, unwritten } = frozen(texts, turned(listing))
  const main = texts.slice(0, 1)
  const shown = changed.length > 0 ? changed : main
  const parts = shown.map(([path, text]) => shown.length > 1 ? `// ${basename(path)}\n${text}` : text)
  return [...parts, ...[...unwritten, ...single(listing)].map(value => `// ${said(value)}`)].join('\n').trimEnd()
}

/** Writes the values into the files. Gives what was done. `loaded`: the texts of the version that plays. Errors: throws PlayerError
 *  when a file has something else in it by now, or can't be read or written. */
export function save(listing: Listing, loaded: Texts): string {
  const values = turned(listing)
  const voices = single(listing)
  if (values.length + voices.length === 0) return 'nothing is set by hand'
  const { texts, unwritten } = frozen(loaded, values)
  const other = loaded.find(([path, text]) => read(path, () => readFileSync(path, 'utf8')) !== text)
  if (other) {
    const hint = 'nothing is written. freeze() shows what plays, with these values'
    throw new PlayerError(`${basename(other[0])} is not what plays (version ${listing.version}): ${hint}`)
  }
  for (const [path, text] of texts) read(path, () => replace(path, text))
  const written = values.length - unwritten.length
  const files = texts.map(([path]) => basename(path)).join(', ')
  const lines = written > 0 ? [`${written} ${written === 1 ? 'value' : 'values'} written into ${files}`] : []
  return [...lines, ...[...unwritten, ...voices].map(said)].join('\n')
}

/** Writes a file anew, wherever links lead. Until all of it is on disk the old one is there: a disk that is full cuts nothing off. */
function replace(path: string, text: string): void {
  const real = realpathSync(path)
  const unfinished = join(dirname(real), `.${basename(real)}.saving`)
  try {
    writeFileSync(unfinished, text, { mode: statSync(real).mode, flush: true })
    renameSync(unfinished, real)
  } catch (error) {
    rmSync(unfinished, { force: true })
    throw error
  }
}

function said({ module, input, value, why }: Unwritten): string {
  return `${module}.${input} = ${value} is not written: ${why}`
}

function read<T>(path: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    throw new PlayerError(`${basename(path)}: ${(error as Error).message}`)
  }
}
