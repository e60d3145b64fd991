/** Where a wave is shown from, so that it stands still: where it rises through zero after its deepest point. A wave that repeats has
 *  one deepest point in a period, whatever else it does in between. */

/** @param wave samples @param within the first so many of them are looked through. Gives the number of a sample; 0 where nothing rises. */
export function trigger(wave: Float32Array, within: number): number {
  let deepest = 0
  for (let i = 1; i < within; i++) if (wave[i] < wave[deepest]) deepest = i
  for (let i = deepest; i + 1 < wave.length; i++) if (wave[i] < 0 && wave[i + 1] >= 0) return i + 1
  return 0
}
