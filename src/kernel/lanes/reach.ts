import type { Reach } from '../control.ts'
import { coefficient } from './bank.ts'
import type { BankPart } from './bank.ts'

/** Where control finds the state of one voice: in its lane, from the address of its first number in the record on. */
export function reachOfPart({ fields, rows, coefficients, program }: BankPart): Reach {
  return {
    fields: new Map([...fields].map(([variable, { offset, whole }]) => [variable, { offset, form: whole ? 'i32' : 'f32' }])),
    rows: new Map([...rows].filter(([{ role }]) => role === 'array')),
    coefficients: program.coefficients.map((_, index) => {
      const at = coefficients + index * coefficient.bytes
      return { value: at + coefficient.value, target: at + coefficient.target, step: at + coefficient.step }
    }),
    form: 'f32',
  }
}
