import type { Layout } from '../kernel/kernel.ts'
import { beatParam, overlayParam, tempoParam } from '../kernel/score/keys.ts'

/** What a parameter is called by the player: 'filter.cutoff', of one voice 'tone.3.q', notes by their poly. */
export function inputOf(layout: Layout, param: number): string {
  if (param === tempoParam(layout)) return 'bpm'
  if (param === beatParam(layout)) return 'beat'
  if (param === overlayParam(layout)) return 'pattern'
  if (param >= layout.parameters) return layout.notes[param - layout.parameters].id
  for (const { id, inputs } of layout.modules) {
    for (const { name, param: first, defaults = [] } of inputs) {
      if (first === null || param < first || param > first + defaults.length) continue
      return param === first ? `${id}.${name}` : `${id}.${param - first - 1}.${name}`
    }
  }
  return String(param)
}
