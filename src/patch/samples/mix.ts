/** Mixes sounds of many channels down to two, or one. */
const HALF_POWER = Math.SQRT1_2
const [LEFT, RIGHT, BOTH, NONE] = [[1, 0], [0, 1], [HALF_POWER, HALF_POWER], [0, 0]]
const [BACK_LEFT, BACK_RIGHT, BACK] = [[HALF_POWER, 0], [0, HALF_POWER], [0.5, 0.5]]
/** What is heard left and right of each channel, in the order of WAVE files; the low-frequency effects are left out.
 *  Source: ITU-R BS.775-3, downward mixing. */
const GAINS: Record<number, number[][]> = {
  3: [LEFT, RIGHT, BOTH],
  4: [LEFT, RIGHT, BACK_LEFT, BACK_RIGHT],
  5: [LEFT, RIGHT, BOTH, BACK_LEFT, BACK_RIGHT],
  6: [LEFT, RIGHT, BOTH, NONE, BACK_LEFT, BACK_RIGHT],
  7: [LEFT, RIGHT, BOTH, NONE, BACK, BACK_LEFT, BACK_RIGHT],
  8: [LEFT, RIGHT, BOTH, NONE, BACK_LEFT, BACK_RIGHT, BACK_LEFT, BACK_RIGHT],
}

/** One channel or two out of one to eight. One is the mean of left and right. */
export function mixDown(channels: readonly Float32Array[], mono: boolean): Float32Array[] {
  const gains = GAINS[channels.length]
  const sides = !gains ? channels.slice(0, 2) : [0, 1].map(side =>
    channels[0].map((_, i) => channels.reduce((sum, channel, c) => sum + gains[c][side] * channel[i], 0)))
  return mono && sides.length === 2 ? [sides[0].map((x, i) => (x + sides[1][i]) / 2)] : sides
}
