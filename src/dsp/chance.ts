/** Chance that can be repeated: the n-th random number of a seed, even over -1 … 1, without the numbers before it.
 *  Source: the finalizer of MurmurHash3 (A. Appleby), over a Weyl sequence. */
export const chance = (seed: number, n: number): number => {
  let h = Math.imul(seed + 1 | 0, 0x9e3779b9) + Math.imul(n + 1 | 0, 0x6c62272d) | 0
  h = Math.imul(h ^ h >>> 16, 0x85ebca6b)
  h = Math.imul(h ^ h >>> 13, 0xc2b2ae35)
  return (h ^ h >>> 16) * 2 ** -31
}
