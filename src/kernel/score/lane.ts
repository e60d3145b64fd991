/** A lane: a pattern that plays an input or the notes of a poly. It turns events into moves at exact frames. It keeps nothing that it
 *  could not find again: what is done at a frame follows from the pattern and the meter alone.
 *
 *  A gate is open for half of an event and closes a frame before the next one, so that each is struck; a note sounds to its end. Of an
 *  event `gate` is the part that it sounds; with `slide` or `tie` what sounds before it goes on to it without a new stroke; `nudge` is how
 *  much later it comes, in ms; `glide` the time in ms that an input takes to its value. */
import { type Hap, isOnset, type Pattern, type Rational, rational, toNumber } from '../../pattern/index.ts'
import type { Meter } from '../meter.ts'
import { MOST, noteOf, numberOf, type Sort, SPANS, strength } from './value.ts'

/** Of what is continuous so many values a span. */
const POINTS = 8
/** The part of an event for which it opens a gate. */
const OPEN = 0.5
/** How long an event may sound that lasts shorter, and how far back they are looked for, in cycles. */
const REACH = 2
/** Time of a slide, ms; and the most that an event may be nudged. */
const SLIDE = 60
const NUDGE = 100

/** What a lane moves. `input`: what there is to know of it; null where it plays notes.
 *  `move`: sets the input at the current frame in so many frames, -1 for its own way; or plays a note with a velocity, 0 to let it go,
 *  in so many frames from the note `from`, 0 for a new stroke. */
export interface Target {
  input: Sort | null
  move(value: number, frames: number, velocity: number, from: number): void
}

/** What is done at a frame. `key`: what it opens or closes, the number of a note. `since`: of what closes the frame at which it was
 *  opened. `from`: the note that goes on to this one. */
interface Move { frame: number, kind: 'set' | 'open' | 'close', key: number, value: number, frames: number, since: number, from: number }

const NOTHING: Move = { frame: 0, kind: 'set', key: 0, value: 0, frames: 0, since: 0, from: 0 }

export class Lane {
  readonly target: Target
  readonly #pattern: Pattern
  readonly #meter: Meter
  readonly #metre: number
  readonly #rate: number
  readonly #points: number
  /** The frame from which on it plays: what is nudged to before that is played there. */
  readonly #first: number
  /** What is to be done, by frame; what lies before #from has been. */
  #moves: Move[] = []
  #from = 0
  #fails = Infinity
  /** Number of the span to come, and the frame before which nothing of it happens. */
  #span = 0
  #known = -Infinity

  /** `metre`: beats in a cycle; `rate` in Hz; `first`: the frame from which on it plays. */
  constructor(pattern: Pattern, target: Target, meter: Meter, metre: number, rate: number, first: number) {
    this.#pattern = pattern
    this.target = target
    this.#meter = meter
    this.#metre = metre
    this.#rate = rate
    this.#first = first
    this.#points = this.#asked(rational(0, 1), rational(1, SPANS)).some(({ whole }) => whole === null) ? POINTS : 1
  }

  /** The events of some time; none from where on it can't be played. */
  #asked(begin: Rational, end: Rational): readonly Hap[] {
    try {
      return this.#pattern.query(begin, end, MOST)
    } catch {
      this.#fail(toNumber(begin))
      return []
    }
  }

  /** From a time on it can't be played. */
  #fail(cycle: number): void {
    this.#fails = Math.max(this.#frame(cycle), this.#from)
    this.#known = Infinity
  }

  /** The frame at which something is to be done next, as far as is known; and up to which frame all is known. */
  get next(): number { return Math.min(this.#moves.length > 0 ? this.#moves[0].frame : Infinity, this.#fails) }
  get known(): number { return this.#known }
  /** The frame from which on it can't be played; Infinity where nothing is known against it. */
  get fails(): number { return this.#fails }

  /** Goes on from a frame: what began before and still sounds ends as it would have. `retimed`: by another tempo than it began. */
  begin(frame: number, retimed: boolean): void {
    const open = retimed ? this.#open(frame) : []
    const cycle = this.#meter.beat(frame - this.#nudge) / this.#metre
    this.#moves = []
    this.#from = -Infinity
    this.#fails = Infinity
    // Before the first cycle there is nothing.
    this.#span = Math.max(0, Math.floor((cycle - REACH) * SPANS))
    this.#lasting(this.#span)
    while (this.#known < frame + 1) this.read()
    this.#from = frame
    this.#moves = this.#moves.filter(move => move.frame >= frame)
    // By the new tempo it may be over by a hair, but it was not.
    const isKnown = (key: number): boolean => this.#open(frame).some(move => move.key === key)
    for (const move of open) if (!isKnown(move.key)) this.#add({ ...move, frame })
  }

  /** Gets to know a span. */
  read(): void {
    const span = this.#span++
    this.#known = this.#until(span + 1)
    for (let point = 0; point < this.#points; point++) {
      const first = span * this.#points + point
      const spans = SPANS * this.#points
      for (const hap of this.#asked(rational(first, spans), rational(first + 1, spans))) {
        if (isOnset(hap)) this.#event(hap, toNumber(hap.whole!.begin), toNumber(hap.whole!.end))
        else if (hap.whole === null) this.#try(first / spans, () => this.#point(hap, first / spans, (first + 1) / spans))
      }
    }
  }

  /** Does what is to be done by a frame. */
  move(frame: number): void {
    const moves = this.#moves
    let done = 0
    for (; done < moves.length && moves[done].frame <= frame; done++) {
      const { kind, key, value, frames, from } = moves[done]
      if (this.target.input === null) this.target.move(key, frames, value, from)
      else this.target.move(value, kind === 'set' ? frames : 0, 0, 0)
    }
    moves.splice(0, done)
  }

  /** Closes what is open at a frame: it is not to be played any more. */
  finish(frame: number): void {
    for (const { key } of this.#open(frame)) this.target.move(this.target.input === null ? key : 0, 0, 0, 0)
    this.#moves = []
  }

  /** What will close that was opened before a frame. */
  #open(frame: number): Move[] {
    return this.#moves.filter(({ kind, since }) => kind === 'close' && since < frame)
  }

  /** The events that last into a span. */
  #lasting(span: number): void {
    this.#known = this.#until(span)
    for (const hap of this.#asked(rational(span, SPANS), rational(span * POINTS + 1, SPANS * POINTS))) {
      if (hap.whole !== null && !isOnset(hap)) this.#event(hap, toNumber(hap.whole.begin), toNumber(hap.whole.end))
    }
  }

  /** The frame before which nothing of a span or later happens. */
  #until(span: number): number {
    return this.#frame(span / SPANS) - this.#nudge
  }

  /** Frames that an event may be nudged by. */
  get #nudge(): number { return Math.ceil(NUDGE / 1000 * this.#rate) }

  #frame(cycle: number): number {
    return Math.round(this.#meter.at(cycle * this.#metre))
  }

  #event(hap: Hap, begin: number, end: number): void {
    this.#try(begin, () => this.#take(hap, begin, end))
  }

  /** What is none for the input ends the playing. */
  #try(cycle: number, play: () => void): void {
    try {
      play()
    } catch {
      this.#fail(cycle)
    }
  }

  #take({ value, attributes }: Hap, begin: number, end: number): void {
    const { input } = this.target
    const nudge = Math.round(Math.min(Math.max(attributes.nudge ?? 0, -NUDGE), NUDGE) / 1000 * this.#rate)
    const onset = this.#frame(begin)
    const frame = Math.max(onset + nudge, Math.min(onset, this.#first))
    if (input !== null && !input.gate) {
      const jumps = input.jump || input.unit === 'Hz' || input.unit === 'semitones'
      const glide = attributes.glide ?? (attributes.slide > 0 ? SLIDE : undefined)
      const frames = glide !== undefined ? Math.round(glide / 1000 * this.#rate) : jumps ? 0 : -1
      return this.#add({ ...NOTHING, frame, kind: 'set', value: numberOf(value, attributes, input), frames })
    }
    const key = input === null ? noteOf(value) : 0
    const velocity = Math.min(strength(value, attributes), 1)
    if (velocity <= 0) return
    const before = attributes.slide > 0 || attributes.tie > 0 ? this.#goesOn(frame) : undefined
    if (before === undefined) this.#close(key, frame)
    // What goes on needs a stroke only where it goes to another note.
    if (before === undefined || input === null) {
      const frames = before === undefined ? 0 : attributes.slide > 0 ? Math.round(SLIDE / 1000 * this.#rate) : 1
      this.#add({ ...NOTHING, frame, kind: 'open', key, value: velocity, frames, from: before?.key ?? 0 })
    }
    const length = (end - begin) * (attributes.gate ?? (input === null ? 1 : OPEN))
    // Whoever looks for it later looks back no farther.
    const over = this.#frame(begin + Math.min(length, Math.max(end - begin, REACH))) + nudge
    this.#add({ ...NOTHING, frame: Math.max(frame + 1, over - (input === null ? 1 : 0)), kind: 'close', key, since: frame })
  }

  /** Lets what was opened last and sounds just before a frame sound on: gives what would have closed it. */
  #goesOn(frame: number): Move | undefined {
    const last = this.#open(frame).filter(move => move.frame >= frame - 1).sort((a, b) => b.since - a.since)[0]
    if (last !== undefined) this.#moves.splice(this.#moves.indexOf(last), 1)
    return last
  }

  /** What would close later closes a frame before the next stroke, or not at all where it was just struck. */
  #close(key: number, frame: number): void {
    for (const move of this.#open(frame)) {
      if (move.key !== key || move.frame < frame) continue
      this.#moves.splice(this.#moves.indexOf(move), 1)
      if (move.since < frame - 1) this.#add({ ...move, frame: frame - 1 })
    }
  }

  /** A value of what is continuous: the input is on its way to it. */
  #point({ value, attributes }: Hap, begin: number, end: number): void {
    const { input } = this.target
    if (input === null || input.gate) return
    const frame = this.#frame(begin)
    const frames = Math.max(1, this.#frame(end) - frame)
    this.#add({ ...NOTHING, frame, kind: 'set', value: numberOf(value, attributes, input), frames })
  }

  /** In the order of frames; what closes before what opens. */
  #add(move: Move): void {
    if (move.frame < this.#from) return
    if (!Number.isFinite(move.frame + move.value + move.frames)) throw new RangeError('no number')
    const moves = this.#moves
    const isLater = ({ frame, kind }: Move) => frame > move.frame || (frame === move.frame && move.kind === 'close' && kind === 'open')
    let at = moves.length
    while (at > 0 && isLater(moves[at - 1])) at--
    moves.splice(at, 0, move)
  }
}
