/** A rehearsal: the first sentences take many times as long as those after them, so a few are said before there is any sound, to a patch
 *  that nobody hears. */
import type { InputInfo, ModuleInfo } from '../kernel/kernel.ts'
import { NOTHING_SAID } from './context.ts'
import { NotDone, understand } from './say.ts'
import type { Playing } from './scene.ts'

const STATE = { offset: 0, bytes: 0, word: 8, groups: 1, stride: 0, fields: [], rows: [], gliding: 0, code: '' }

let parameters = 0
const input = (name: string, unit: string): InputInfo => ({ name, doc: '', unit, default: 0.5, min: 0, max: 20_000, param: parameters++ })
const module = (id: string, kind: string, hears: string[], ...inputs: InputInfo[]): ModuleInfo =>
  ({ id, kind, doc: '', hears: hears.map(source => [source]), follows: [], state: STATE, inputs })

const PATCH: ModuleInfo[] = [
  module('sine', 'sine', [], input('freq', 'Hz'), input('gain', 'amount'), input('pitch', 'semitones')),
  module('filter', 'svf', ['sine'], input('cutoff', 'Hz'), input('octaves', 'octaves'), input('q', '')),
  module('room', 'reverb', ['filter'], input('mix', 'amount')),
  module('kick', 'trigger', [], { ...input('gate', 'gate'), gate: true }, input('mute', '')),
  module('kick-body', 'ping', []), module('kick-click', 'gain', [], input('gain', '')),
]
const PLAYING: Playing = {
  layout: { modules: PATCH, notes: [], heard: [['room'], ['kick-click']], metre: 4 }, values: new Float64Array(parameters).fill(0.5),
  patterns: {}, bpm: 120, silent: false, recording: false, patches: {},
}
const SENTENCES = [
  'a bit darker, and add some wobble', 'louder over 4 bars then mute the kick', 'euclid 3 8 on the kick and a third up',
  'nothing that anybody would know',
]

export function rehearse(): void {
  for (const sentence of SENTENCES) {
    try {
      understand(sentence, PLAYING, NOTHING_SAID)
    } catch (error) {
      if (!(error instanceof NotDone)) throw error
    }
  }
}
