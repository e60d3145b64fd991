/** Writes what scsynth reads, so that no sclang is needed: synth definitions and scores.
 *  Source: the SuperCollider help files "Synth Definition File Format" (version 2), "Server Command Reference" and "Non-Realtime
 *  Synthesis"; Open Sound Control 1.0. All of it is big-endian. */

export const RATES = { ir: 0, kr: 1, ar: 2 } as const
type Rate = keyof typeof RATES
/** An output of a unit generator. */
interface Output { unit: number, output: number }
export type Input = number | Output

const int8 = (value: number) => Buffer.from([value & 0xff])
const int16 = (value: number) => { const b = Buffer.alloc(2); b.writeInt16BE(value); return b }
const int32 = (value: number) => { const b = Buffer.alloc(4); b.writeInt32BE(value); return b }
const float32 = (value: number) => { const b = Buffer.alloc(4); b.writeFloatBE(value); return b }
/** A text after its length in one byte. */
const pascal = (text: string) => Buffer.concat([int8(text.length), Buffer.from(text, 'latin1')])

interface Unit { name: string, rate: Rate, special: number, inputs: Input[], outputs: number }

/** A synth definition in the making: unit generators run in the order in which they are added. */
export class SynthDef {
  readonly #name: string
  readonly #controls: [name: string, value: number][]
  readonly #units: Unit[] = []
  readonly #constants: number[] = []

  /** `controls`: what can be set while it plays, at control rate, with their first values. They are the outputs of unit 0. */
  constructor(name: string, controls: Record<string, number>) {
    this.#name = name
    this.#controls = Object.entries(controls)
    this.add('Control', 'kr', [], this.#controls.length)
  }

  control(name: string): Output {
    return { unit: 0, output: this.#controls.findIndex(([known]) => known === name) }
  }

  /** Adds a unit generator. `special`: which operator it is, when it is one. */
  add(name: string, rate: Rate, inputs: Input[], outputs = 1, special = 0): Output[] {
    const unit = this.#units.push({ name, rate, special, inputs, outputs }) - 1
    return Array.from({ length: outputs }, (_, output) => ({ unit, output }))
  }

  /** The contents of a .scsyndef file with this one definition. */
  bytes(): Buffer {
    const units = this.#units.map(unit => this.#unit(unit))
    return Buffer.concat([
      Buffer.from('SCgf', 'latin1'), int32(2), int16(1), pascal(this.#name),
      int32(this.#constants.length), ...this.#constants.map(float32),
      int32(this.#controls.length), ...this.#controls.map(([, value]) => float32(value)),
      int32(this.#controls.length), ...this.#controls.flatMap(([name], index) => [pascal(name), int32(index)]),
      int32(units.length), ...units,
      int16(0),
    ])
  }

  #unit({ name, rate, special, inputs, outputs }: Unit): Buffer {
    return Buffer.concat([
      pascal(name), int8(RATES[rate]), int32(inputs.length), int32(outputs), int16(special),
      ...inputs.flatMap(input => typeof input === 'number' ? [int32(-1), int32(this.#constant(input))]
        : [int32(input.unit), int32(input.output)]),
      ...Array.from({ length: outputs }, () => int8(RATES[rate])),
    ])
  }

  #constant(value: number): number {
    const known = this.#constants.indexOf(value)
    return known >= 0 ? known : this.#constants.push(value) - 1
  }
}

/** A float is marked as one: 1 may be either. */
export const float = (value: number): { float: number } => ({ float: value })
type Arg = string | number | Buffer | { float: number }

/** Filled up with zeros to a multiple of four bytes. */
const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc((4 - bytes.length % 4) % 4)])
const text = (value: string) => padded(Buffer.from(value + '\0', 'latin1'))

/** An OSC message: whole numbers are sent as such. */
export function message(address: string, ...args: Arg[]): Buffer {
  const types = args.map(arg => typeof arg === 'string' ? 's' : typeof arg === 'number' ? 'i' : Buffer.isBuffer(arg) ? 'b' : 'f')
  return Buffer.concat([text(address), text(',' + types.join('')), ...args.map(arg =>
    typeof arg === 'string' ? text(arg) : typeof arg === 'number' ? int32(arg)
      : Buffer.isBuffer(arg) ? Buffer.concat([int32(arg.length), padded(arg)]) : float32(arg.float))])
}

/** A score: messages at their times in seconds. Each bundle comes after its length; the last one is the end of the sound. */
export function score(...bundles: [at: number, messages: Buffer[]][]): Buffer {
  return Buffer.concat(bundles.flatMap(([at, messages]) => {
    const time = Buffer.alloc(8)
    time.writeBigUInt64BE(BigInt(Math.round(at * 2 ** 32)))
    const bundle = Buffer.concat([text('#bundle'), time, ...messages.flatMap(one => [int32(one.length), one])])
    return [int32(bundle.length), bundle]
  }))
}
