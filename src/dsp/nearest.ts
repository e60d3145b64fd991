/** "Did you mean …": the name among `names` that is closest to what was written, or undefined when none is near (at most a
 *  third of the letters wrong, but one always may be). */
export function nearest(written: string, names: readonly string[]): string | undefined {
  const wanted = written.toLowerCase()
  const allowed = Math.max(1, Math.floor(wanted.length / 3))
  const ranked = names
    .filter(name => Math.abs(name.length - wanted.length) <= allowed)
    .map(name => ({ name, distance: distance(wanted, name.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)
  return ranked.length > 0 && ranked[0].distance <= allowed ? ranked[0].name : undefined
}

/** The sentence for an unknown name: the nearest one, or all that there are. */
export function suggest(written: string, names: readonly string[]): string {
  const name = nearest(written, names)
  if (name !== undefined) return `Did you mean '${name}'?`
  return names.length > 0 ? `There are: ${names.join(', ')}.` : 'There are none.'
}

/** Levenshtein's distance: letters to insert, delete or replace to get from one word to the other. */
function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const replaced = above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)
      row.push(Math.min(above[j] + 1, row[j - 1] + 1, replaced))
    }
    above = row
  }
  return above[b.length]
}
