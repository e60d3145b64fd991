/** The registry: every module, and what is needed to write one. */
export { adsr } from './adsr.ts'
export { biquad } from './biquad.ts'
export { gain } from './gain.ts'
export { lfo } from './lfo.ts'
export { mix } from './mix.ts'
export { noise } from './noise.ts'
export { pan } from './pan.ts'
export { sine } from './sine.ts'

export { line } from './line.ts'
export { module } from './module.ts'
export { isSignal, Signal } from './signal.ts'
export { amount, audio, choice, db, gate, hz, ms, number, octaves, semitones, whole } from './units.ts'
