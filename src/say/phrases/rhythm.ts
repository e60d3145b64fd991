/** Rhythms, laid over the patterns of what plays. */
import { Pattern, toPattern, type Tree } from '../../pattern/index.ts'
import { Cannot, type Scene } from '../scene.ts'
import type { Phrase, Wish } from '../phrase.ts'

/** More steps than these in a bar are a tone. */
const MOST_STEPS = 64

/** What plays a part: its key, and what changes it. Errors: throws Cannot where nothing could play it. */
export function patternOf(scene: Scene, id: string, name: string): {
  key: string, change(said: string, by: (pattern: Pattern) => Pattern): void, play(text: string): void, reset(): void
} {
  const { notes } = scene.playing.layout
  const poly = notes.find(poly => poly.id === id)
  const module = scene.module(id)
  const gate = module?.inputs.find(({ gate, param }) => gate && param !== null)
  const driver = module?.inputs.find(({ gate }) => gate)?.drivenBy
  if (!poly && (!module || !gate)) {
    throw new Cannot(`${name} has no gate that a rhythm could open${driver === undefined ? '' : `: it follows '${driver}'`}`)
  }
  const key = poly ? id : `${id}.${gate!.name}`
  const tree = scene.treeOf(key, poly ? poly.pattern : gate!.pattern)
  return {
    key,
    change(said, by) {
      if (tree === undefined) throw new Cannot(`no pattern plays ${name}: give it one, 'euclid 3 8 on the ${name}'`)
      const { tree: changed } = by(Pattern.fromJSON(tree))
      scene.play(key, JSON.stringify({ tree: changed }), changed, `its pattern ${said}`)
    },
    play(text) {
      if (poly) throw new Cannot(`${name} plays notes: a rhythm alone doesn't say which. Draw them: play('${name}', 'c4 e4')`)
      scene.play(key, text, toPattern(text).tree as Tree)
    },
    reset() { scene.play(key, 'default', undefined) },
  }
}

/** The parts that a rhythm is for: those that are named, or the drums of a kind. */
function partsOf({ target, parts }: Wish, fallback: string): { id: string, name: string }[] {
  const meant = target ?? parts.names.get(fallback)
  const names = parts.own.map(({ name }) => name).join(', ')
  if (meant === undefined) throw new Cannot(`there is no ${fallback} here: say on which, 'euclid 3 8 on the …'${names && `: ${names}`}`)
  return meant.ids.map(id => ({ id, name: id }))
}

const lay = (text: string, fallback: string) => (wish: Wish): void => {
  for (const { id, name } of partsOf(wish, fallback)) patternOf(wish.scene, id, name).play(text)
}

function euclid(wish: Wish): void {
  const { pulses, steps, turn = 0 } = wish.slots.euclid
  const isWhole = [pulses, steps, turn].every(Number.isInteger) && pulses >= 0 && turn >= 0
  if (!(isWhole && steps > 0 && pulses <= steps && steps <= MOST_STEPS && turn < steps)) {
    throw new Cannot(`a euclidean rhythm is so many strokes on so many steps, 'euclid 3 8': not ${pulses} on ${steps}`)
  }
  lay(`x(${pulses},${steps}${turn > 0 ? `,${turn}` : ''})`, 'kick')(wish)
}

const changed = (said: string, by: (pattern: Pattern) => Pattern) => (wish: Wish): void => {
  const { target, scene } = wish
  if (target === null) throw new Cannot("of which part? Say 'on the hats', or the name of what is meant")
  for (const id of target.ids) patternOf(scene, id, id).change(said, by)
}

const divided = (words: string, count: number): Phrase => ({
  words: `[play] (${words})`, does: `${count} even strokes a bar`, example: `${words.split('|')[0]} on the hats`, patch: 'roller',
  takes: ['target'], run: lay(`x*${count}`, 'hat'),
})

export const rhythm: Phrase[] = [
  {
    words: '[play] (euclid|euclidean) <euclid>',
    does: 'so many strokes as evenly as they go into so many steps; a third number turns them',
    example: 'euclid 3 8 on the kick', patch: 'techno', takes: ['target'],
    run: euclid,
  },
  {
    words: '[play] (four on [the] floor|four to [the] floor|4 on [the] floor)',
    does: 'a stroke on each beat, of the kick', example: 'four on the floor', patch: 'techno', takes: ['target'],
    run: lay('X...X...X...X...', 'kick'),
  },
  {
    words: '[play] (offbeat|offbeats|off beat|off beats|on [the] offbeat)',
    does: 'strokes between the beats, of the hats', example: 'offbeat hats', patch: 'roller', takes: ['target'],
    run: lay('..X...X...X...X.', 'hat'),
  },
  {
    words: '[play] (backbeat|back beat|on two and four)',
    does: 'strokes on the second beat and the fourth, of the snare', example: 'backbeat on the clap', patch: 'techno', takes: ['target'],
    run: lay('....X.......X...', 'snare'),
  },
  divided('quarters|quarter notes', 4), divided('eighths|eighth notes|eights', 8), divided('sixteenths|sixteenth notes|16ths', 16),
  {
    words: '[play] <steps>',
    does: 'a rhythm as it is drawn: X an accent, x a stroke', example: 'X..x..x. on the snare', patch: 'roller', takes: ['target'],
    run: wish => lay(wish.slots.steps, 'snare')(wish),
  },
  {
    words: '(reverse|backwards|play backwards)',
    does: 'its pattern backwards, bar by bar', example: 'reverse the hats', patch: 'roller', takes: ['target'],
    run: changed('backwards', p => p.rev()),
  },
  {
    words: '(swing|more swing|swing it)',
    does: 'the second of two eighths comes later, by a sixth of them', example: 'swing the hats', patch: 'roller', takes: ['target'],
    run: changed('with swing', p => p.swingBy(1 / 6, 8)),
  },
  {
    words: '(back to normal|normal [again]|as in [the] file|own pattern [again])',
    does: 'what the file says', example: 'hats back to normal', patch: 'roller', takes: ['target'],
    run: wish => {
      const { scene, target } = wish
      if (target === null) return scene.send({ address: '/reset', args: [] })
      for (const id of target.ids) {
        const keys = Object.keys(scene.playing.patterns).filter(key => key === id || key.startsWith(`${id}.`))
        for (const key of keys) scene.play(key, 'default', undefined)
        scene.send({ address: '/reset', args: [id] })
      }
    },
  },
]
