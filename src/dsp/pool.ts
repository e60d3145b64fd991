// One for all copies of this file: a patch may have loaded a second one (as CommonJS).
const key = Symbol.for('music-chronus.pool')
/** The table with all samples of a patch, for the code of a module that has an input `sound(…)`: uses: { POOL }. Positions in it are those
 *  of `pool` in src/dsp/pool.ts; where nothing is sampled it is one 0. */
export const POOL: Float32Array = (globalThis as { [key]?: Float32Array })[key] ??= new Float32Array(1)

/** What lies where in it. First how many sounds there are, then of each the place of its first entry and how many entries it has, then
 *  the entries: where the first frame lies, in steps of `unit` numbers; how many frames there are, in steps of `step`, and the rest of
 *  them; how far it is from a frame to that of the right side, in steps of `unit`, 0 for mono. So all numbers are exact in 32 bits.
 *  Before and after each channel there are `guard` zeros at the least, for interpolation. */
export const pool = { sound: 1, soundLength: 2, entryLength: 4, unit: 64, step: 4096, guard: 64 } as const
