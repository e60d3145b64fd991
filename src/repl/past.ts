/** The versions that played, as text for a terminal. */
import type { Entry } from '../engine/archive.ts'

/** The texts of a version's files, by path. */
export type Texts = [path: string, text: string][]

/** A line a version: its number, when it was first heard, what it is. `current`: number of the one that plays; `most`: how many. */
export function showHistory(entries: readonly Entry[], current: number, most: number): string {
  const today = new Date().toDateString()
  const lines = entries.slice(-most).map(({ number, time, name, origin }) => {
    const at = new Date(time)
    const when = `${at.toDateString() === today ? '' : `${at.toLocaleDateString()} `}${at.toLocaleTimeString()}`
    const again = origin === number ? '' : `, version ${origin} again`
    return `${number === current ? '▸' : ' '} ${String(number).padStart(4)}  ${when}  ${name}${again}`
  })
  const earlier = entries.length - lines.length
  return [...earlier > 0 ? [`  … ${earlier} before these: history(${entries.length}) shows all`] : [], ...lines].join('\n')
}
