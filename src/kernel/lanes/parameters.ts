import { load } from '../address.ts'
import { parameter } from '../sizes.ts'
import type { Code } from '../wasm.ts'
import { LANES } from './bank.ts'

/** The parameters of a group of voices: four of 64 bits that lie in a row, as numbers of 32 bits in four lanes. */
export class LaneParameters {
  readonly #code: Code
  readonly #base: number
  readonly #ahead: number
  /** Those that move: the local with the four numbers, and those with two halves of 64 bits and their steps. So it doesn't matter where
   *  a block ends. */
  readonly #moving: { local: number, halves: number[], steps: number[] }[] = []

  readonly #shared: { local: number, step: number }[] = []

  /** `base`: the local with what the address of a group's parameters is counted from; `ahead`: by how many groups this one is further. */
  constructor(code: Code, base: number, ahead: number) {
    this.#code = code
    this.#base = base
    this.#ahead = ahead
  }

  /** The local with a parameter that rests; `address`: that of the first voice's. */
  held(address: number): number {
    const local = this.#code.local('v128')
    this.#narrow([0, 2].map(lane => this.#half(address, lane)), local)
    return local
  }

  /** The local with a parameter that moves. Not put back: the loop over the segments moves all parameters. */
  moving(address: number): number {
    const local = this.#code.local('v128')
    const halves = (at: number) => [0, 2].map(lane => this.#half(at, lane))
    this.#moving.push({ local, halves: halves(address), steps: halves(address + parameter.step) })
    return local
  }

  /** The local with a parameter that all voices share, of 64 bits. */
  shared(address: number, moving: boolean): number {
    const code = this.#code
    const local = code.local('f64')
    load(code, address)
    code.op('local.set', local)
    if (moving) this.#shared.push({ local, step: address + parameter.step })
    return local
  }

  /** Gives what moves its value of this frame. */
  frame(): void {
    for (const { local, halves } of this.#moving) this.#narrow(halves, local)
  }

  /** Puts two halves of 64 bits into a local of 32. */
  #narrow(halves: readonly number[], local: number): void {
    const code = this.#code
    for (const half of halves) {
      code.op('local.get', half)
      code.op('f32x4.demote_f64x2_zero')
    }
    code.shuffle([0, 1, 4, 5])
    code.op('local.set', local)
  }

  /** What moves goes on to the next frame. */
  step(): void {
    const code = this.#code
    for (const { local, step } of this.#shared) {
      code.op('local.get', local)
      load(code, step)
      code.op('f64.add')
      code.op('local.set', local)
    }
    for (const { halves, steps } of this.#moving) {
      halves.forEach((half, i) => {
        code.op('local.get', half)
        code.op('local.get', steps[i])
        code.op('f64x2.add')
        code.op('local.set', half)
      })
    }
  }

  /** Multiplies the numbers on the stack with 1 less what is in a local. */
  lessen(local: number): void {
    const code = this.#code
    code.number(1)
    code.op('f32.demote_f64')
    code.op('f32x4.splat')
    code.op('local.get', local)
    code.op('f32x4.sub')
    code.op('f32x4.mul')
  }

  /** The local with the parameters of two voices. */
  #half(address: number, first: number): number {
    const code = this.#code
    const local = code.local('v128')
    for (const lane of [0, 1]) {
      if (lane > 0) code.op('local.get', local)
      this.#load(address, first + lane)
      if (lane === 0) code.op('f64x2.splat')
      else code.lane('f64x2.replace_lane', lane)
      code.op('local.set', local)
    }
    return local
  }

  #load(address: number, lane: number): void {
    this.#code.op('local.get', this.#base)
    this.#code.memory('f64.load', address + (this.#ahead * LANES.length + lane) * parameter.bytes)
  }
}
