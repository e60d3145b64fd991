/** The names of those who are attached. */

/** Characters of a name. */
const LONGEST = 24
/** What is said by OSC has this name. */
const TAKEN = ['osc']

/** The name asked for, made fit to be shown in a line, and another than those that others have: 'ada', 'ada 2' … Null where nothing of
 *  it can be shown. */
export function nameLike(wish: string, others: readonly string[]): string | null {
  const name = [...wish.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, '').trim()].slice(0, LONGEST).join('').trim()
  if (name === '') return null
  const taken = new Set([...TAKEN, ...others])
  let free = name
  for (let n = 2; taken.has(free); n++) free = `${name} ${n}`
  return free
}
