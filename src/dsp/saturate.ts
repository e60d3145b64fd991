/** Rounds off what is beyond ±2, so that nothing gets beyond ±4: x up to there, then ±(4 - 4/|x|), with the same slope. */
export const saturate = (x: number): number => Math.abs(x) > 2 ? (x > 0 ? 4 : -4) - 4 / x : x
