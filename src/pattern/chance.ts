/** Chance as a hash of time: the same time has the same number, in both replicas and on every evening. The numbers are Tidal's:
 *  a xorshift of the place within 300 cycles, on 64-bit integers, held here as two halves. */

/** Cycles after which it all comes again, and the steps that a number has. */
const PERIOD = 300
const STEPS = 2 ** 29

/** The integer that follows in xorshift's order, as [high, low] halves of 32 bits. */
function next([high, low]: readonly [number, number]): [number, number] {
  let h = high ^ (high << 13 | low >>> 19)
  let l = low ^ low << 13
  // The shift to the right keeps the sign, as Haskell's does.
  const right = [h >> 17, l >>> 17 | h << 15]
  h ^= right[0]
  l ^= right[1]
  return [h ^ (h << 5 | l >>> 27), l ^ l << 5]
}

/** The remainder by 2^29, as a share of it. A salt mixes it anew: a xorshift alone would only turn bits over. */
const toShare = (low: number, salt: number): number => ((salt === 0 ? low : mixed(low & STEPS - 1 ^ salt)) & STEPS - 1) / STEPS

/** MurmurHash3's finalizer, by A. Appleby: each bit of the result depends on each of x. */
function mixed(x: number): number {
  x = Math.imul(x ^ x >>> 16, 0x85ebca6b)
  x = Math.imul(x ^ x >>> 13, 0xc2b2ae35)
  return x ^ x >>> 16
}

/** The seed of a time: before 0 it is negative. */
function seedOf(time: number): [number, number] {
  const turns = time / PERIOD
  const place = Math.trunc((turns - Math.trunc(turns)) * STEPS)
  return [place < 0 ? -1 : 0, place | 0]
}

/** A number from 0 up to, but not including, 1 for a time in cycles. */
export function chanceAt(time: number, salt: number): number {
  return toShare(next(seedOf(time))[1], salt)
}

/** Several of them that belong to one time. */
export function chancesAt(time: number, count: number, salt: number): number[] {
  let state = next(seedOf(time))
  return Array.from({ length: count }, () => {
    const share = toShare(state[1], salt)
    state = next(state)
    return share
  })
}
