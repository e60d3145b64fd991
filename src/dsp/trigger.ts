import { module } from './module.ts'
import { gate } from './units.ts'

/** One gate for several envelopes: y = gate. `const hit = trigger('hit')`, then `gate: hit` wherever it counts; /gate/hit opens all. */
export const trigger = module({
  name: 'trigger',
  doc: 'one gate for several envelopes',
  example: `ad('pluck', { in: sine('tone'), gate: trigger('hit', { gate: 1 }) })`,
  inputs: { gate: gate('what it puts out: 0 closed, above 0 open') },
  tick: (s, { gate }) => gate,
})
