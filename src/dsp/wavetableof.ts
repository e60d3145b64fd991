import { module } from './module.ts'
import { morphing } from './morph.ts'
import { harmonicsOf, waves } from './waves.ts'

/** Waves that a set may have. */
const MOST = 64

/** A type of module that plays waves of your own: it morphs from one to the next with its `position`. Each wave is one turn, as numbers
 *  at even distances (of a recording, say) or as a function of the phase, 0 … 1:
 *  `const fold = wavetableOf('fold', [1, 2, 3, 4].map(n => p => Math.sin(n * Math.sin(2 * Math.PI * p))))`, then
 *  `fold('lead', { freq: 110, position: lfo('sweep', { min: 0, max: 1 }) })`. What lies above half the sample rate is left out, and so
 *  is a wave's mean; up to 341 harmonics count. A bright wave takes 36 KB. Errors: TypeError for what is no wave. */
export function wavetableOf(name: string, own: readonly (ArrayLike<number> | ((phase: number) => number))[]) {
  if (!Array.isArray(own) || own.length === 0 || own.length > MOST) {
    throw new TypeError(`wavetableOf('${name}', […]) takes 1 … ${MOST} waves: wavetableOf('${name}', [p => Math.sin(2 * Math.PI * p), …]).`)
  }
  own.forEach((wave, i) => {
    const numbers = typeof wave === 'function' ? [0, 0.25, 0.5, 0.75].map(wave) : Array.from(wave ?? [])
    if (numbers.length > 1 && numbers.every(Number.isFinite)) return
    throw new TypeError(`Wave ${i} of '${name}' is none: give two numbers or more, or a function of the phase, `
      + 'p => Math.sin(2 * Math.PI * p).')
  })
  const { inputs, state, coefficients, uses, tick } = morphing
  const last = own.length - 1
  return module({
    name,
    doc: 'waves of your own',
    inputs, state, coefficients,
    uses: () => ({ ...uses, ...waves([own.map(harmonicsOf)]), LAST: last }),
    control: (s, { pitch, position }, { period, LAST }) => {
      s.turns = 2 ** 32 * Math.exp(pitch * Math.LN2 / 12) * period
      s.place = Math.min(Math.max(position, 0), 1) * LAST
    },
    tick,
  })
}
