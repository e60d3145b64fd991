/** The tables of docs/say.md, out of the table of phrases: what each row does, and what its example sends. */
import { fileURLToPath } from 'node:url'
import { loadPatch } from '../src/patch/load.ts'
import { fileValues } from '../src/engine/version.ts'
import { type Context, NOTHING_SAID, type Playing, understand } from '../src/say/index.ts'
import { TABLE } from '../src/say/table.ts'
import { itemsOf, plainWays } from '../src/say/match.ts'
import { table } from './markdown.ts'

const BEGIN = '<!-- The tables of phrases: written by make docs. -->\n'
const END = '<!-- End of the tables. -->\n'
const RATE = 48_000
/** Ways of saying the same that are shown. */
const MOST_SHOWN = 6

/** What must have been said before an example. */
const BEFORE: Record<string, string> = {
  'fade in': 'fade out', 'a bit more': 'brighter', 'the other way': 'brighter', 'too much': 'brighter', 'undo that': 'brighter',
}

/** The guide with its tables as they should be. */
export async function withPhrases(guide: string): Promise<string> {
  const [before, rest] = guide.split(BEGIN)
  return `${before}${BEGIN}\n${await tables()}\n\n${END}${rest.split(END)[1]}`
}

async function tables(): Promise<string> {
  const playing = new Map<string, Playing>()
  for (const name of new Set(Object.values(TABLE).flat().map(({ patch = 'default' }) => patch))) playing.set(name, await playingPatch(name))
  return Object.entries(TABLE).map(([heading, phrases]) => {
    const rows = phrases.map(({ words, does, example, patch = 'default' }) => {
      const others = plainWays(itemsOf(words)).filter(way => way !== example).slice(0, MOST_SHOWN)
      const where = patch === 'default' ? '' : ` (in ${patch})`
      return [`${example}${where}`, others.join(', '), does, sent(example, playing.get(patch)!)]
    })
    return `### ${heading}\n\n${table(['say', 'or', 'it does', 'sends'], rows)}`
  }).join('\n\n')
}

/** The messages of an example. */
function sent(example: string, playing: Playing): string {
  const before = BEFORE[example]
  let [context, values]: [Context, Playing['values']] = [NOTHING_SAID, playing.values]
  if (before !== undefined) context = understand(before, playing, NOTHING_SAID).context
  const { messages, notes } = understand(example, { ...playing, values, recording: example === 'stop recording' }, context)
  const all = messages.map(({ address, args, shown }) => `\`${[address, ...shown === undefined ? args : [shown]].join(' ')}\``)
  return [...all.slice(0, 4), ...all.length > 4 ? ['…'] : [], ...messages.length === 0 ? notes : []].join('<br>')
}

async function playingPatch(name: string): Promise<Playing> {
  const { kernel } = await loadPatch(fileURLToPath(new URL(`../patches/${name}.ts`, import.meta.url)), RATE)
  const { layout } = kernel
  return {
    layout, values: fileValues(kernel), patterns: {}, bpm: layout.bpm, silent: false, recording: false,
    patches: { acid: 'patches/acid.ts' },
  }
}
