/** What patterns play, by its name: an input 'hats.gate', or the notes of a poly 'lead'. */
import type { Tree } from '../../pattern/index.ts'
import type { InputInfo, Layout } from '../kernel.ts'

/** `param`: the input's parameter, or the notes' number after the parameters. `tree`: the pattern in the patch file. */
export interface Playable { key: string, param: number, input: InputInfo | null, tree?: Tree }

/** All that a pattern may play: what a poly hands to its voices is played by its notes alone. */
export function playable({ modules, notes, parameters }: Layout): Playable[] {
  const polys = new Set(notes.map(({ id }) => id))
  const inputs = modules.filter(({ id }) => !polys.has(id)).flatMap(({ id, inputs }) => inputs.flatMap((input): Playable[] =>
    input.param === null ? [] : [{ key: `${id}.${input.name}`, param: input.param, input, tree: input.pattern }]))
  return [...inputs, ...notes.map(({ id, pattern }, index): Playable => ({ key: id, param: parameters + index, input: null, tree: pattern }))]
}

/** Beyond the parameters and the notes: the beat that falls on a frame, and what is laid over the patterns. */
export const beatParam = ({ parameters, notes }: Layout): number => parameters + notes.length
export const overlayParam = ({ parameters, notes }: Layout): number => parameters + notes.length + 1
export const tempoParam = ({ parameters }: Layout): number => parameters - 1
