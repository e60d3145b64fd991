/** What the loop over the frames of a chunk of voices is made of. */
import type { Context } from '../chunk.ts'
import type { Code } from '../wasm.ts'
import type { Bank, BankPart } from './bank.ts'

/** The locals of a chunk: the addresses of a group's record, buffers, lines and parameters, and which of the two rows of sums is
 *  read and which is written. */
export interface GroupLocals { record: number, buffers: number, lines: number, parameters: number, from: number, to: number }

/** What the loop over the frames of a chunk is made of. `contains`: what is bad is contained at once, where coefficients move, and
 *  where rows are written, so that the loop can't begin anew. `greatest`: the local with the greatest bits of any output so far, without
 *  their sign. */
export interface Loop {
  code: Code
  bank: Bank
  parts: readonly BankPart[]
  moving: boolean
  /** Whether it is for as long as all branches that may be at rest are. */
  resting: boolean
  contains: boolean
  /** Whether it sums up what is heard of the voices. */
  final: boolean
  greatest: number
  /** The modules of which another one tells when they are bad. */
  passing: ReadonlySet<BankPart>
  locals: GroupLocals
  /** The locals that keep constants. */
  constants: Map<string, number>
  context: Context
}
