/** Units: what an input of a module accepts. One declaration gives the OSC address, the clamping, the smoothing, help and
 *  completion, and the ranges that the contract test walks. */

/** An input as a module declares it. `Value` is its type in the module's code: a number, or the names of a choice. */
export interface Input<Value extends number | string = number> {
  readonly unit: string
  readonly doc: string
  /** The value it has when the patch says nothing; for a choice the index of its first name. */
  readonly default: number
  readonly min: number
  readonly max: number
  /** Names of the choices, in the order of their indices. */
  readonly choices?: readonly Value[]
  /** Opened and closed by /gate; its value is the velocity. */
  readonly gate?: boolean
  /** A new value is taken at its exact frame, never smoothed. */
  readonly jump?: boolean
  /** The input whose signal it is while it is given none. */
  readonly like?: string
}

/** A recording, or several; module code gets the number under which POOL has it. */
export interface SoundInput extends Input {
  readonly unit: 'sound'
  /** Mixed down to one channel when it is loaded. */
  readonly mono: boolean
}

const range = (unit: string) => (value: number, min: number, max: number, doc: string): Input => {
  if (!(min <= value && value <= max)) throw new RangeError(`The default ${value} (${doc}) is outside ${min} … ${max}.`)
  return { unit, doc, default: value, min, max }
}

/** A signal to process; a plain number stands for a constant one, -1 … 1. */
export const audio = (doc: string, value = 0): Input => ({ unit: 'audio', doc, default: value, min: -1, max: 1 })
/** A signal to listen to, for a module that changes another one: while it isn't given it is that of the input `like`. */
export const sidechain = (doc: string, like: string): Input => ({ ...audio(doc), like })
/** A frequency in Hz: default, lowest, highest, what it is. */
export const hz = range('Hz')
/** A time in milliseconds. */
export const ms = range('ms')
/** A number without a unit. */
export const number = range('')
/** A share or an amplitude: 1 is all of it. */
export const amount = range('amount')
/** An interval in semitones, 12 to the octave. */
export const semitones = range('semitones')
/** An interval in octaves. */
export const octaves = range('octaves')
/** A level in decibels. */
export const db = range('dB')

/** A whole number that jumps, such as a seed. */
export const whole = (value: number, min: number, max: number, doc: string): Input =>
  ({ ...range('whole')(value, min, max, doc), jump: true })

/** A gate: 0 closed, above 0 open; the value is the velocity. */
export const gate = (doc: string): Input => ({ unit: 'gate', doc, default: 0, min: 0, max: 1, gate: true, jump: true })

/** What a sampler plays. `mono`: it takes one channel. */
export const sound = (doc: string, mono = false): SoundInput =>
  ({ unit: 'sound', mono, doc, default: 0, min: 0, max: 0, jump: true })

/** One of several names, the first is the default: `choice(['sine', 'saw'], 'wave')`. Compare it with a name in the code. */
export const choice = <const Name extends string>(names: readonly Name[], doc: string): Input<Name> => {
  if (names.length === 0) throw new RangeError(`A choice (${doc}) needs a name at least: choice(['sine', 'saw'], '${doc}').`)
  return { unit: 'choice', doc, default: 0, min: 0, max: names.length - 1, choices: names, jump: true }
}
