/** Notes, intervals, chords, the key. */
import type { NoteInfo } from '../../kernel/kernel.ts'
import { Cannot, type Knob } from '../scene.ts'
import { type Interval, isMidi, semitonesOf } from '../pitch.ts'
import type { Phrase, Wish } from '../phrase.ts'
import { whose } from '../phrase.ts'

const [A4, A4_HZ] = [69, 440]
const LOUDNESS = 0.8
/** What has a frequency that is no note. */
const UNPITCHED = /^(lfo|phaser|metal|sampler|stereoSampler|note)$/
/** Portamento, where nothing is said of it. */
const SLIDE = '200 ms'
const frequency = (midi: number): number => Number((A4_HZ * 2 ** ((midi - A4) / 12)).toFixed(2))

/** What plays notes that a wish means: named, or without a pattern, or what was played last. */
function polyOf({ scene, target, context }: Wish): NoteInfo | undefined {
  const { notes } = scene.playing.layout
  if (target !== null) return notes.find(({ id, modules }) => target.ids.some(own => own === id || modules.includes(own)))
  const [last] = notes.filter(({ id }) => (context.held[id] ?? []).length > 0)
  return last ?? notes.find(({ id, pattern }) => !scene.treeOf(id, pattern)) ?? notes[0]
}

/** The oscillators that are heard and have a pitch of their own. */
function oscillators({ scene, heard, target }: Wish): { freq: Knob | undefined, pitch: Knob | undefined, key: string }[] {
  const polys = new Set(scene.playing.layout.notes.flatMap(({ modules }) => modules))
  return heard.cut(target, module => {
    const { inputs, kind, id } = module
    const isOne = inputs.some(({ name, unit }) => name === 'freq' && unit === 'Hz') && !UNPITCHED.test(kind) && !polys.has(id)
    return isOne ? [{ freq: scene.free(module, 'freq'), pitch: scene.free(module, 'pitch'), key: `${id}.freq` }] : []
  }, { spared: polys.size > 0 })
}

/** Lets go what a poly holds and plays these notes. */
function strike(wish: Wish, poly: NoteInfo, midis: readonly number[]): void {
  const { scene, context } = wish
  const held = context.held[poly.id] ?? []
  const address = `/note/${poly.id}`
  for (const midi of held) scene.send({ address, args: [midi, 0] })
  for (const midi of midis) {
    scene.send({ address, args: [midi, LOUDNESS] })
    scene.back.push({ address, args: [midi, 0] })
  }
  if (midis.length > poly.voices) scene.note(`${poly.id} has ${poly.voices} voices: it plays the last ${poly.voices} of them`)
  context.held = { ...context.held, [poly.id]: midis }
  if (scene.playing.silent) scene.note("nothing is heard: say 'play' to open the curtain")
}

function playNote(wish: Wish, midi: number, time: string | null): void {
  const { scene, heard, target, context } = wish
  const poly = polyOf(wish)
  context.note = midi
  if (poly !== undefined) return strike(wish, poly, [midi])
  const free = oscillators(wish).flatMap(({ freq }) => freq ?? [])
  if (free.length === 0) {
    throw new Cannot(`the notes of ${whose(wish)} are played by patterns: say 'up a fifth', or draw others, play('lead', 'c4 e4')`)
  }
  // Those that were tuned against each other stay so.
  const factor = frequency(midi) / scene.value(free[0])
  free.forEach((knob, index) => scene.turn(knob, index === 0 ? { to: frequency(midi) } : { factor }, time))
  for (const module of heard.envelopes(null)) {
    const gate = module.inputs.find(({ gate }) => gate)
    const knob = gate && scene.free(module, gate.name)
    if (knob && (target === null || target.ids.some(id => heard.behind(module.id).has(id)))) scene.gate(knob, true)
  }
}

function transpose(sign: number) {
  return (wish: Wish): void => {
    const { scene, context, target, time = null } = wish
    const interval: Interval = wish.slots.interval ?? { semitones: 12 }
    const poly = polyOf(wish)
    const held = poly ? context.held[poly.id] ?? [] : []
    if (poly && held.length > 0) {
      const moved = held.map(midi => midi + semitonesOf(interval, sign, midi, context.key))
      if (!moved.every(isMidi)) throw new Cannot('that is beyond the notes that there are')
      context.note = moved[0]
      return strike(wish, poly, moved)
    }
    const own = oscillators(wish)
    const [first] = own.flatMap(({ freq }) => freq ?? [])
    const { notes } = scene.playing.layout
    const from = first && notes.length === 0 ? Math.round(A4 + 12 * Math.log2(scene.value(first) / A4_HZ)) : context.note ?? 60
    const semitones = semitonesOf(interval, sign, from, context.key)
    let moves = false
    for (const { freq, pitch } of own) {
      if (freq) moves = scene.turn(freq, { factor: 2 ** (semitones / 12) }, time) || moves
      else if (pitch) moves = scene.turn(pitch, { plus: semitones }, time) || moves
    }
    for (const { id, pattern, modules } of scene.playing.layout.notes) {
      const tree = scene.treeOf(id, pattern)
      const isMeant = target === null || target.ids.some(own => own === id || modules.includes(own))
      if (tree === undefined || !isMeant) continue
      scene.change(id, tree, 'add', semitones)
      moves = true
    }
    if (!moves) {
      const why = own.length > 0 ? `: ${own.map(({ key }) => key).join(', ')} follow patterns` : notes.length > 0 ? ": play a note first, 'play C4'" : ''
      throw new Cannot(`${whose(wish)} has no pitch that could be moved${why}`)
    }
    const still = own.filter(({ freq, pitch }) => !freq && !pitch).map(({ key }) => key)
    if (still.length > 0) scene.note(`${still.join(', ')} ${still.length === 1 ? 'follows' : 'follow'} patterns: no pitch to move`)
    if (isMidi(from + semitones)) context.note = from + semitones
  }
}

function chord(wish: Wish): void {
  const { root, semitones, name } = wish.slots.chord
  const poly = polyOf(wish)
  if (poly === undefined) throw new Cannot(`a chord takes a poly, and ${whose(wish)} has none: load patches/keys.ts, or say 'play C4'`)
  const midis: number[] = semitones.map((semitone: number) => 60 + root + semitone)
  wish.context.note = midis[0]
  wish.scene.note(`${name}: ${midis.join(' ')}`)
  strike(wish, poly, midis)
}

function playNotes(wish: Wish): void {
  const poly = polyOf(wish)
  if (poly === undefined) {
    throw new Cannot(`notes at the same time take a poly, and ${whose(wish)} has none: load patches/keys.ts, or say 'play C4'`)
  }
  const midis: number[] = wish.slots.notes
  wish.context.note = midis[0]
  strike(wish, poly, midis)
}

function letGo(wish: Wish): void {
  const { scene, heard, target, context } = wish
  let found = false
  for (const { id, modules } of scene.playing.layout.notes) {
    if (target !== null && !target.ids.some(own => own === id || modules.includes(own))) continue
    for (const midi of context.held[id] ?? []) scene.back.push({ address: `/note/${id}`, args: [midi, LOUDNESS] })
    scene.send({ address: `/note/${id}`, args: ['off'] })
    context.held = { ...context.held, [id]: [] }
    found = true
  }
  for (const module of heard.envelopes(target)) {
    const gate = module.inputs.find(({ gate }) => gate)
    const knob = gate && scene.free(module, gate.name)
    if (!knob || scene.value(knob) === 0) continue
    scene.gate(knob, false)
    found = true
  }
  if (!found) throw new Cannot(`nothing of ${whose(wish)} is held: patterns play it. Say 'mute …' or 'silence'`)
}

const moves = ['target', 'time'] as const

export const pitch: Phrase[] = [
  {
    words: '(play [a|the] [chord] <chord> [chord]|chord <chord>)',
    does: 'the notes of a chord, in place of those before it; the patch needs a poly',
    example: 'play A minor 7 on the keys', patch: 'keys', takes: ['target'],
    run: chord,
  },
  {
    words: '(play|hit|sing) [notes] <notes> [together]',
    does: 'these notes at the same time, in place of those before them; the patch needs a poly',
    example: 'play C4, E4 and G4', patch: 'keys', takes: ['target'],
    run: playNotes,
  },
  {
    words: '(play|hit|sing|note) [note] <note>',
    does: 'the frequency, and the gate on; a note of the poly where there is one', example: 'play A above middle C', takes: ['target'],
    run: wish => playNote(wish, wish.slots.note, null),
  },
  {
    words: '(glide|slide|bend) to <note>',
    does: 'the frequency, reached in 200 ms', example: 'glide to E3', takes: moves,
    run: wish => playNote(wish, wish.slots.note, wish.time === undefined ? SLIDE : wish.time),
  },
  {
    words: '[play|move|transpose|shift|jump|raise] (up [by] <interval>|<interval> (up|higher|above)|<interval>)',
    does: 'so much higher, a third or a sixth as the key has it', example: 'go up a fifth', takes: moves,
    run: transpose(1),
  },
  {
    words: '[play|move|transpose|shift|jump] (down [by] <interval>|<interval> (down|lower|below))',
    does: 'so much lower', example: 'down an octave', takes: moves,
    run: transpose(-1),
  },
  { words: '(higher|pitch up)', does: 'an octave up', example: 'higher', takes: moves, run: transpose(1) },
  { words: '(lower|deeper|pitch down)', does: 'an octave down', example: 'deeper', takes: moves, run: transpose(-1) },
  {
    words: '(key [is] [of] <key>|in [the] [key of] <key>)',
    does: 'the key that thirds and sixths are of from now on', example: 'the key is D dorian',
    run: ({ context, slots, scene }) => {
      context.key = slots.key
      scene.note(`the key is ${slots.key.name}`)
    },
  },
  {
    words: '(let go|release|note off|gate off|let [go] <target> go|let go of <target>)',
    does: 'closes the gates that are open, and lets notes go', example: 'let go', takes: ['target'],
    run: letGo,
  },
]
