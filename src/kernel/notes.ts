/** Who plays which note: part of a kernel's state, so that it goes on after a failover and an edit. A note goes to the voice that was
 *  let go first, else to that which is held longest; one that is played already is struck again in its voice. A voice that sounds is
 *  let go for one frame, so that its envelope begins anew from where it is: no click.
 *  Source: the usual way of polyphonic keyboards (Prophet-5, 1978): oldest released, then oldest held. */
import type { NoteInfo } from './kernel.ts'
import { functions } from './math.ts'

/** Numbers of 64 bits: how many notes there have been, how many voices wait to be struck; and of each voice: its note (MIDI), whether it
 *  is held, the count at which it was struck or let go, the velocity that it is about to be struck with. */
const [COUNT, WAITING, VOICES] = [0, 1, 2]
const voice = { midi: 0, held: 1, since: 2, next: 3, length: 4 }

export const notesBytes = (count: number): number => 8 * (VOICES + count * voice.length)

/** Stands for all notes that are held. */
export const ALL_NOTES = -1

/** Concert pitch: A4. */
const [A4, A4_HZ] = [69, 440]
const hz = (midi: number): number => A4_HZ * functions.pow(2, (midi - A4) / 12)
/** The notes of a keyboard: to work one out takes memory. */
const KEYS = Float64Array.from({ length: 128 }, (_, midi) => hz(midi))

type Set = (param: number, value: number, frames?: number) => void

/** Plays and lets go the notes of some voices. Allocates nothing, but for notes between the keys. */
export class Notes {
  readonly #info: NoteInfo
  readonly #numbers: Float64Array
  readonly #set: Set

  /** `set`: sets a parameter, at once or in so many frames. */
  constructor(info: NoteInfo, numbers: Float64Array, set: Set) {
    this.#info = info
    this.#numbers = numbers.subarray(info.offset / 8, (info.offset + info.bytes) / 8)
    this.#set = set
  }

  /** Whether voices are to be struck in the next frame. */
  get waiting(): boolean { return this.#numbers[WAITING] > 0 }

  /** A note at the current frame; velocity 0 lets it go. A negative note lets all of them go. */
  play(midi: number, velocity: number): void {
    const numbers = this.#numbers
    if (velocity === 0) return this.#release(midi)
    const at = this.#choose(midi)
    const index = (at - VOICES) / voice.length
    const { freq, gate, velocity: strength } = this.#info
    this.#set(freq + index, Number.isInteger(midi) ? KEYS[midi] : hz(midi))
    this.#set(strength + index, velocity)
    if (numbers[at + voice.held] > 0) {
      if (numbers[at + voice.next] === 0) numbers[WAITING]++
      numbers[at + voice.next] = velocity
      this.#set(gate + index, 0)
    } else this.#set(gate + index, velocity)
    numbers[at + voice.midi] = midi
    numbers[at + voice.held] = 1
    numbers[at + voice.since] = ++numbers[COUNT]
  }

  /** The voice that holds a note goes on to another, in so many frames and without a new stroke; where none holds it, that is played. */
  slide(from: number, midi: number, velocity: number, frames: number): void {
    const numbers = this.#numbers
    for (let index = 0; index < this.#info.voices; index++) {
      const at = VOICES + index * voice.length
      if (numbers[at + voice.held] === 0 || numbers[at + voice.midi] !== from) continue
      this.#set(this.#info.freq + index, Number.isInteger(midi) ? KEYS[midi] : hz(midi), frames)
      this.#set(this.#info.velocity + index, velocity)
      numbers[at + voice.midi] = midi
      return
    }
    this.play(midi, velocity)
  }

  /** Strikes the voices that have waited for a frame. */
  strike(): void {
    const numbers = this.#numbers
    for (let index = 0; index < this.#info.voices; index++) {
      const at = VOICES + index * voice.length
      if (numbers[at + voice.next] === 0) continue
      this.#set(this.#info.gate + index, numbers[at + voice.next])
      numbers[at + voice.next] = 0
    }
    numbers[WAITING] = 0
  }

  #release(midi: number): void {
    const numbers = this.#numbers
    for (let index = 0; index < this.#info.voices; index++) {
      const at = VOICES + index * voice.length
      if (numbers[at + voice.held] === 0 || (midi >= 0 && numbers[at + voice.midi] !== midi)) continue
      if (numbers[at + voice.next] !== 0) numbers[WAITING]--
      numbers[at + voice.next] = 0
      numbers[at + voice.held] = 0
      numbers[at + voice.since] = ++numbers[COUNT]
      this.#set(this.#info.gate + index, 0)
    }
  }

  /** The voice for a note: where its numbers begin. */
  #choose(midi: number): number {
    const numbers = this.#numbers
    let found = VOICES
    for (let index = 0; index < this.#info.voices; index++) {
      const at = VOICES + index * voice.length
      if (numbers[at + voice.held] > 0 && numbers[at + voice.midi] === midi) return at
      const held = numbers[at + voice.held]
      const best = numbers[found + voice.held]
      if (held < best || (held === best && numbers[at + voice.since] < numbers[found + voice.since])) found = at
    }
    return found
  }
}
