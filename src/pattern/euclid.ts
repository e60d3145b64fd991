/** Euclidean rhythms: `hits` spread over `steps` as evenly as there can be, by Bjorklund's algorithm.
 *  Source: G. Toussaint, The Euclidean Algorithm Generates Traditional Musical Rhythms, 2005. */

/** More steps than this are refused. */
export const MOST_STEPS = 1024

/** Which of the steps are hit. Negative hits: those that wouldn't be. */
export function euclidean(hits: number, steps: number): boolean[] {
  if (hits < 0) return euclidean(-hits, steps).map(hit => !hit)
  let heads: boolean[][] = Array.from({ length: hits }, () => [true])
  let tails: boolean[][] = Array.from({ length: Math.max(0, steps - hits) }, () => [false])
  while (Math.min(heads.length, tails.length) > 1) {
    const pairs = Math.min(heads.length, tails.length)
    const rest = heads.length > pairs ? heads.slice(pairs) : tails.slice(pairs)
    heads = heads.slice(0, pairs).map((head, i) => [...head, ...tails[i]])
    tails = rest
  }
  return [...heads, ...tails].flat()
}
