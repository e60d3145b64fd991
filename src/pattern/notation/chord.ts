/** Chords of mini-notation: c'maj, e3'min7'ii, c'<maj min>'5'o. */
import { CHORDS } from '../chords.ts'
import type { Tree } from '../tree.ts'
import type { Reader } from './reader.ts'

const MODIFIER = /\d+|i\d+|i+|o+|d\d+/y

/** Reads from the first ' on: the name, then modifiers. `group` reads a pattern of them in brackets. */
export function readChord(reader: Reader, start: number, root: Tree, group: () => Tree | undefined): Tree {
  if (root[0] === 'pure' && typeof root[1] === 'string' && !/^[a-g](?:[sfn#]|b)*-?\d*$/i.test(root[1]))
    reader.fail(start, reader.at, `'${root[1]}' is no note for a chord.`, "Write c'maj, or e3'min7.")
  const at = reader.at++
  const word = reader.match(/[\p{L}\d#]+/uy)?.[0]
  if (word !== undefined && !(word in CHORDS)) {
    reader.fail(at + 1, reader.at, `There is no chord '${word}'.`, `There are: ${Object.keys(CHORDS).join(', ')}.`)
  }
  const name = word === undefined ? group() : ['pure', word] as const
  if (name === undefined) reader.fail(at, at + 1, "The name of a chord is missing after '.", "Write c'maj.")
  const modifiers: Tree[] = []
  while (reader.accept("'")) {
    const found = reader.match(MODIFIER)?.[0]
    const modifier = found === undefined ? group() : ['pure', found] as const
    if (modifier === undefined) {
      const hint = "Write a number of notes, i (inversion), o (open) or d1 (a note dropped): c'maj'5'ii."
      reader.fail(reader.at - 1, reader.at, 'What to do with the chord is missing here.', hint)
    }
    modifiers.push(modifier)
  }
  return ['chordOf', root, name, modifiers]
}
