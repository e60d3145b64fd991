import { amount, type Input } from './units.ts'

/** The input that every module has besides its own: at 1 it puts out nothing, and goes on inside. A number, never a signal. */
export const mute: Input = amount(0, 0, 1, '1 silences it; it goes on unheard')
