import type { Macro } from '../ir.ts'
import type { Opcode } from '../opcodes.ts'

/** What does on four lanes what an instruction does on one number; null: nothing, the lanes have 32 bits anyway. */
export const counterparts: Partial<Record<Opcode | Macro, Opcode | null>> = {
  'f64.add': 'f32x4.add', 'f64.sub': 'f32x4.sub', 'f64.mul': 'f32x4.mul', 'f64.div': 'f32x4.div',
  // The processor's own: of two numbers of which one is NaN they give the first.
  'f64.min': 'f32x4.pmin', 'f64.max': 'f32x4.pmax',
  'f64.abs': 'f32x4.abs', 'f64.neg': 'f32x4.neg', 'f64.sqrt': 'f32x4.sqrt',
  'f64.ceil': 'f32x4.ceil', 'f64.floor': 'f32x4.floor', 'f64.trunc': 'f32x4.trunc',
  'f64.eq': 'f32x4.eq', 'f64.ne': 'f32x4.ne', 'f64.lt': 'f32x4.lt', 'f64.gt': 'f32x4.gt', 'f64.le': 'f32x4.le', 'f64.ge': 'f32x4.ge',
  'i32.add': 'i32x4.add', 'i32.sub': 'i32x4.sub', 'i32.mul': 'i32x4.mul',
  'i32.and': 'v128.and', 'i32.or': 'v128.or', 'i32.xor': 'v128.xor',
  'i32.shl': 'i32x4.shl', 'i32.shr_s': 'i32x4.shr_s', 'i32.shr_u': 'i32x4.shr_u',
  'i32.eqz': 'v128.not', 'i32.eq': 'i32x4.eq', 'i32.ne': 'i32x4.ne', 'i32.lt_s': 'i32x4.lt_s', 'i32.gt_s': 'i32x4.gt_s',
  'i32.le_s': 'i32x4.le_s', 'i32.ge_s': 'i32x4.ge_s',
  'f32.demote_f64': null, 'f64.promote_f32': null,
}
