import { arc } from './arc.ts'

/** sin(2π phase) for a phase of 0 … 1 turns. Limits: those of arc.ts, which module code that uses it needs as well. */
export const turn = (phase: number): number => arc(phase - 0.5)
