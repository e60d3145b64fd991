/** The instructions of WebAssembly that a kernel needs, by the names and codes of the core specification. Codes above 0xff are those of
 *  a group: its prefix, then the number within it. */
export const opcodes = {
  block: 0x02, loop: 0x03, if: 0x04, else: 0x05, end: 0x0b, br: 0x0c, br_if: 0x0d, return: 0x0f, call: 0x10, drop: 0x1a, select: 0x1b,
  'local.get': 0x20, 'local.set': 0x21, 'local.tee': 0x22, 'global.get': 0x23,
  'i32.load': 0x28, 'f32.load': 0x2a, 'f64.load': 0x2b, 'i32.store': 0x36, 'f32.store': 0x38, 'f64.store': 0x39,
  'i32.const': 0x41, 'i64.const': 0x42, 'f64.const': 0x44,
  'i32.eqz': 0x45, 'i32.eq': 0x46, 'i32.ne': 0x47, 'i32.lt_s': 0x48, 'i32.lt_u': 0x49, 'i32.gt_s': 0x4a, 'i32.le_s': 0x4c,
  'i32.ge_s': 0x4e, 'i32.ge_u': 0x4f,
  'f64.eq': 0x61, 'f64.ne': 0x62, 'f64.lt': 0x63, 'f64.gt': 0x64, 'f64.le': 0x65, 'f64.ge': 0x66,
  'i32.clz': 0x67, 'i32.add': 0x6a, 'i32.sub': 0x6b, 'i32.mul': 0x6c, 'i32.and': 0x71, 'i32.or': 0x72, 'i32.xor': 0x73,
  'i32.shl': 0x74, 'i32.shr_s': 0x75, 'i32.shr_u': 0x76, 'i32.rem_s': 0x6f, 'i64.rem_s': 0x81,
  'i64.or': 0x84, 'i64.shl': 0x86, 'i64.shr_u': 0x88,
  'f64.abs': 0x99, 'f64.neg': 0x9a, 'f64.ceil': 0x9b, 'f64.floor': 0x9c, 'f64.trunc': 0x9d, 'f64.sqrt': 0x9f,
  'f64.add': 0xa0, 'f64.sub': 0xa1, 'f64.mul': 0xa2, 'f64.div': 0xa3, 'f64.min': 0xa4, 'f64.max': 0xa5,
  'i32.wrap_i64': 0xa7, 'i64.extend_i32_u': 0xad, 'f32.demote_f64': 0xb6,
  'f64.convert_i32_s': 0xb7, 'f64.convert_i32_u': 0xb8,
  'f64.promote_f32': 0xbb, 'i64.reinterpret_f64': 0xbd, 'f64.reinterpret_i64': 0xbf,
  'i64.trunc_sat_f64_s': 0xfc06, 'memory.fill': 0xfc0b,
  // Four lanes of 32 bits at once.
  'v128.load': 0xfd00, 'i8x16.shuffle': 0xfd0d, 'f64x2.splat': 0xfd14, 'f64x2.replace_lane': 0xfd22, 'f64x2.add': 0xfdf0,
  'f32x4.demote_f64x2_zero': 0xfd5e, 'v128.store': 0xfd0b, 'i32x4.splat': 0xfd11, 'f32x4.splat': 0xfd13,
  'i32x4.extract_lane': 0xfd1b, 'i32x4.replace_lane': 0xfd1c, 'f32x4.extract_lane': 0xfd1f, 'f32x4.replace_lane': 0xfd20,
  'i32x4.eq': 0xfd37, 'i32x4.ne': 0xfd38, 'i32x4.lt_s': 0xfd39, 'i32x4.gt_s': 0xfd3b, 'i32x4.le_s': 0xfd3d, 'i32x4.ge_s': 0xfd3f,
  'f32x4.eq': 0xfd41, 'f32x4.ne': 0xfd42, 'f32x4.lt': 0xfd43, 'f32x4.gt': 0xfd44, 'f32x4.le': 0xfd45, 'f32x4.ge': 0xfd46,
  'v128.not': 0xfd4d, 'v128.and': 0xfd4e, 'v128.andnot': 0xfd4f, 'v128.or': 0xfd50, 'v128.xor': 0xfd51, 'v128.bitselect': 0xfd52,
  'v128.any_true': 0xfd53, 'f64x2.promote_low_f32x4': 0xfd5f, 'f32x4.ceil': 0xfd67, 'f32x4.floor': 0xfd68, 'f32x4.trunc': 0xfd69,
  'i32x4.all_true': 0xfda3, 'i32x4.bitmask': 0xfda4, 'i32x4.shl': 0xfdab, 'i32x4.shr_s': 0xfdac, 'i32x4.shr_u': 0xfdad,
  'i32x4.add': 0xfdae, 'i32x4.sub': 0xfdb1, 'i32x4.mul': 0xfdb5, 'i32x4.max_s': 0xfdb8,
  'f32x4.abs': 0xfde0, 'f32x4.neg': 0xfde1, 'f32x4.sqrt': 0xfde3, 'f32x4.add': 0xfde4, 'f32x4.sub': 0xfde5, 'f32x4.mul': 0xfde6,
  'f32x4.div': 0xfde7, 'f32x4.pmin': 0xfdea, 'f32x4.pmax': 0xfdeb,
  'i32x4.trunc_sat_f32x4_s': 0xfdf8, 'f32x4.convert_i32x4_s': 0xfdfa, 'f32x4.convert_i32x4_u': 0xfdfb,
} as const
export type Opcode = keyof typeof opcodes
