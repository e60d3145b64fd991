import { clock, CONTROL_PERIOD, parameter, PARAMETERS } from './sizes.ts'
import { faultBase, MAX_BLOCK } from './kernel.ts'
import type { Kernel, Layout } from './kernel.ts'
import { Meter, METER_NUMBERS } from './meter.ts'
import { Notes } from './notes.ts'
import { type Playable, playable } from './score/keys.ts'
import type { Target } from './score/lane.ts'
import { type LaidText, Overlay } from './score/overlay.ts'
import { Score } from './score/score.ts'
import { fetch } from './store.ts'

/** How long a parameter takes to a new value unless it is said: long enough to be no click, too short to be heard as a
 *  glide. */
const RAMP_SECONDS = 0.01
/** Indices into the memory seen as numbers of 64 bits, and as integers of 32. */
const FRAME = clock.frame / 8
const RAMPS_END = clock.rampsEnd / 8
const CHANGED = clock.changed / 4
const FAULTS = clock.faults / 8
const FAULTY = clock.faulty / 4

/** A kernel that runs: its code, and a memory of its own that starts at frame 0 with the values of the patch file. Two
 *  instances of a kernel that are told the same make the same samples, bit for bit. */
export class Instance {
  readonly layout: Layout
  /** The whole state. A copy of these bytes is a snapshot; `state.set(copy)` and `goOn()` go back to it. */
  readonly state: Uint8Array
  /** Interleaved stereo, MAX_BLOCK frames. */
  readonly output: Float32Array
  readonly #numbers: Float64Array
  readonly #integers: Int32Array
  readonly #render: (start: number, frames: number) => void
  /** Frames that each parameter's own ramp takes. */
  readonly #ramps: Float64Array
  /** Which parameters are mutes: 1 where it is one. */
  readonly #isMute: Uint8Array
  /** How many voices a parameter stands for, whose own come after it; 0 for a parameter by itself. */
  readonly #voices: Uint16Array
  /** The values of the file. */
  readonly #file: Float64Array
  readonly #notes: readonly Notes[]
  readonly #meter: Meter
  /** What is laid over the patterns of the file. */
  readonly overlay: Overlay
  readonly #score: Score

  /** Errors: throws when a sample isn't in the store. */
  constructor({ code, layout }: Kernel) {
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(code))
    const { buffer } = exports.memory as WebAssembly.Memory
    for (const { key, address, length, name } of layout.samples) {
      if (!fetch(key, new Float32Array(buffer, address, length))) throw new Error(`the sample ${name} is gone`)
    }
    const parameters = layout.modules.flatMap(module => module.inputs).filter(input => input.param !== null)
    this.layout = layout
    this.state = new Uint8Array(buffer, 0, layout.stateBytes)
    this.output = new Float32Array(buffer, layout.output, 2 * MAX_BLOCK)
    this.#numbers = new Float64Array(buffer)
    this.#integers = new Int32Array(buffer)
    this.#render = exports.render as (start: number, frames: number) => void
    this.#ramps = new Float64Array(layout.parameters)
    this.#isMute = new Uint8Array(layout.parameters)
    this.#voices = new Uint16Array(layout.parameters)
    this.#file = new Float64Array(layout.parameters)
    for (const { name, param, jump, default: value, defaults = [] } of parameters) {
      this.#file.set([value, ...defaults], param!)
      this.#voices[param!] = defaults.length
      for (let own = param!; own <= param! + this.#voices[param!]; own++) {
        this.#ramps[own] = jump ? 0 : Math.round(RAMP_SECONDS * layout.rate)
        this.#isMute[own] = Number(name === 'mute')
      }
    }
    const set = (param: number, value: number, frames = 0) => this.#set(param, value, frames)
    this.#notes = layout.notes.map(info => new Notes(info, this.#numbers, set))
    this.#meter = new Meter(layout.rate, layout.bpm, this.#numbers.subarray(layout.meter / 8, layout.meter / 8 + METER_NUMBERS))
    this.overlay = new Overlay(buffer, layout.overlay)
    this.#score = new Score(layout, this.#meter, this.overlay, one => this.#targetOf(one))
  }

  /** Absolute frame of the next sample; a fresh instance may be set to start at any. */
  get frame(): number { return this.#numbers[FRAME] }
  set frame(frame: number) { this.#numbers[FRAME] = frame }

  /** The faults so far, as one number that `faultOf` reads; 0 for none. */
  get fault(): number { return this.#numbers[FAULTS] * faultBase(this.layout) + this.#integers[FAULTY] }


  /** From the frame after this one on another pattern plays something, or again that of the patch file. `text`: what it plays and its
   *  tree, as JSON; where nothing plays it then, the values that it is to have, that of all voices first. */
  lay(text: string): void {
    const { key, tree, values = [] } = JSON.parse(text) as LaidText
    const one = playable(this.layout).find(one => one.key === key)
    this.#score.lay(key, tree, this.frame)
    if (one?.input) values.slice(0, 1 + this.#voices[one.param]).forEach((value, voice) => this.apply(one.param + voice, value, -1))
    this.#integers[CHANGED] = 1
  }

  /** The state is another one now, taken from somewhere else. */
  goOn(): void {
    this.#score.forget()
  }

  /** From here on its faults count from 0. */
  forgetFaults(): void {
    this.#numbers[FAULTS] = this.#integers[FAULTY] = 0
    this.overlay.forgetStopped()
  }

  /** Sets a parameter at the current frame, in all voices where it stands for them. `ramp`: frames to take for it, -1 for the input's
   *  own way; a ramp runs on to the next multiple of 16 frames; what jumps (a gate, a choice) always jumps. Beyond the parameters are
   *  the notes of the layout, of which the value is the note and the ramp its velocity. Allocates nothing. */
  apply(param: number, value: number, ramp: number): void {
    this.#integers[CHANGED] = 1
    if (param >= this.#ramps.length) return this.#play(param - this.#ramps.length, value, ramp)
    if (param === this.#ramps.length - 1) return this.#changeTempo(value, ramp)
    // Not a number: to each what the file gives it.
    const said = value === value
    const frames = this.#ramps[param] === 0 ? 0 : ramp
    this.#set(param, said ? value : this.#file[param], frames)
    for (let own = param + 1; own <= param + this.#voices[param]; own++) this.#set(own, said ? value : this.#file[own], frames)
    if (this.#isMute[param]) {
      const last = this.#numbers[RAMPS_END]
      this.findRampsEnd(last === Infinity ? -1 : last)
    }
  }

  /** Notes, or after them the beat that falls on the current frame. */
  #play(index: number, value: number, velocity: number): void {
    if (index < this.#notes.length) return this.#notes[index].play(value, velocity)
    this.#meter.place(value, this.frame)
    this.#score.retime(this.frame)
  }

  #changeTempo(bpm: number, ramp: number): void {
    const { frame } = this
    const tempo = this.#ramps.length - 1
    this.#set(tempo, bpm, Math.max(0, ramp))
    const end = this.#numbers[(PARAMETERS + tempo * parameter.bytes + parameter.end) / 8]
    this.#meter.change(bpm, frame, end - frame)
    this.#score.retime(frame)
  }

  /** What a lane of the score moves. */
  #targetOf({ param, input }: Playable): Target {
    if (input === null) {
      const notes = this.#notes[param - this.layout.parameters]
      const move = (midi: number, frames: number, velocity: number, from: number) => {
        this.#integers[CHANGED] = 1
        if (frames > 0) notes.slide(from, midi, velocity, frames)
        else notes.play(midi, velocity)
      }
      return { input: null, move }
    }
    return { input, move: (value, frames) => this.apply(param, value, frames) }
  }

  #set(param: number, given: number, ramp: number): void {
    // -0 is 0: it would be as soon as another parameter moves.
    const value = given + 0
    const numbers = this.#numbers
    const at = (PARAMETERS + param * parameter.bytes) / 8
    const own = this.#ramps[param]
    const frames = ramp < 0 ? own : ramp
    const frame = numbers[FRAME]
    const end = frames > 0 ? Math.ceil((frame + frames) / CONTROL_PERIOD) * CONTROL_PERIOD : frame
    const step = frames > 0 ? (value - numbers[at]) / (end - frame) : 0
    numbers[at + parameter.target / 8] = value
    numbers[at + parameter.step / 8] = step
    numbers[at + parameter.end / 8] = end
    if (step === 0) numbers[at] = value
    else numbers[RAMPS_END] = Math.max(numbers[RAMPS_END], end)
  }

  /** Finds out anew when the last ramp ends: at this frame or later. Allocates nothing. */
  findRampsEnd(least: number): void {
    const numbers = this.#numbers
    let last = least
    for (let param = 0; param < this.#ramps.length; param++) {
      const at = (PARAMETERS + param * parameter.bytes) / 8
      const isMuted = this.#isMute[param] !== 0 && numbers[at + parameter.target / 8] !== 0
      last = isMuted ? Infinity : Math.max(last, numbers[at + parameter.end / 8])
    }
    numbers[RAMPS_END] = last
  }

  /** Renders the next `frames` frames into the frames [start, start + frames) of the output. Allocates nothing but for the events of
   *  patterns. */
  render(start: number, frames: number): void {
    const end = this.frame + frames
    for (let at = start, from = this.frame; from < end;) {
      const next = this.#score.play(from, end)
      this.#pass(at, next - from)
      at += next - from
      from = next
    }
    this.#score.lookAhead(end)
  }

  #pass(start: number, frames: number): void {
    let done = 0
    for (let i = 0; i < this.#notes.length && frames > 0; i++) {
      const notes = this.#notes[i]
      if (!notes.waiting) continue
      // All that wait do so for the same frame.
      if (done === 0) this.#render(start, done = 1)
      notes.strike()
      this.#integers[CHANGED] = 1
    }
    if (frames > done) this.#render(start + done, frames - done)
  }
}
