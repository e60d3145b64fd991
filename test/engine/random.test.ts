/** Random edits of the example patches while they play, good ones and broken ones: not a frame is lost.
 *
 *      EDITS=1000 SEED=… node --import tsx test/engine/random.test.ts      more of them, or the same ones again */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { PatchError } from '../../src/patch/error.ts'
import { BLOCK, PATCH, RATE, redundant, stage } from './stage.ts'

const EDITS = Number(process.env.EDITS ?? 100)
const SEED = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31))
/** What the output has in hand: no hiccup of the machine is this long. Frames. */
const CUSHION = RATE / 2

const folder = fileURLToPath(new URL('../../patches/', import.meta.url))
const texts = readdirSync(folder).filter(file => file.endsWith('.ts')).map(file => readFileSync(join(folder, file), 'utf8'))

/** What is done to a text at a place of it, 0 to 1. */
const EDITING: Record<string, (text: string, place: number) => string> = {
  'nothing': text => text,
  'a comment': (text, place) => atLine(text, place, line => `${line} // ${place}`),
  'another number': (text, place) => {
    const numbers = [...text.matchAll(/(?<![\w'-])\d+(?:\.\d+)?(?![\w'])/g)]
    const { index, 0: number } = numbers[Math.floor(place * numbers.length)]
    return text.slice(0, index) + Number((Number(number) * (0.8 + 0.4 * place)).toPrecision(4)) + text.slice(index + number.length)
  },
  'another name': (text, place) => {
    const names = [...text.matchAll(/\b\w+\('(\w+)'/g)]
    return text.replaceAll(`'${names[Math.floor(place * names.length)][1]}'`, `'renamed'`)
  },
  'a line gone': (text, place) => atLine(text, place, () => ''),
  'a line twice': (text, place) => atLine(text, place, line => `${line}\n${line}`),
  'a character gone': (text, place) => text.slice(0, place * text.length) + text.slice(place * text.length + 1),
  'half written': (text, place) => text.slice(0, place * text.length),
  'a throw': (text, place) => atLine(text, place, line => `${line}\nif (Math.PI > 3) throw new Error('not today')`),
  'an exit': text => `${text}\nprocess.exit(1)`,
}

function atLine(text: string, place: number, change: (line: string) => string): string {
  const lines = text.split('\n')
  const index = Math.floor(place * lines.length)
  return lines.with(index, change(lines[index])).join('\n')
}

const edit = fc.record({ patch: fc.nat(texts.length - 1), kind: fc.constantFrom(...Object.keys(EDITING)), place: fc.double({ min: 0, max: 0.999, noNaN: true }) })

test(`${EDITS} edits (SEED=${SEED})`, () => stage(PATCH, async ({ engine, output, folder }) => {
  const { deck } = engine
  const end = new AbortController()
  const playing = (async () => { while (!end.signal.aborted) await output.playTo(output.frames + BLOCK) })()
  const file = join(folder, 'edited.ts')
  const outcome = { heard: 0, refused: 0 }
  for (const { patch, kind, place } of fc.sample(edit, { numRuns: EDITS, seed: SEED })) {
    writeFileSync(file, EDITING[kind](texts[patch], place))
    const error = await engine.play(file, 'edited').then(() => null, (error: Error) => error)
    outcome[error ? 'refused' : 'heard']++
    if (error) assert.instance(error, PatchError, `${kind}: ${error.stack}`)
    assert.is(deck.framesLost, 0, `${kind} of patch ${patch}`)
  }
  await redundant(engine)
  end.abort()
  await playing
  console.log(`${EDITS} edits, SEED=${SEED}: ${outcome.heard} heard, ${outcome.refused} refused, ${deck.framesLost} frames lost`)
  assert.is(deck.framesLost, 0)
  assert.ok(outcome.heard > EDITS / 5 && outcome.refused > EDITS / 5, JSON.stringify(outcome))
  assert.ok(output.samples.every(Number.isFinite))
}, RATE, BLOCK, CUSHION))

test.run()
