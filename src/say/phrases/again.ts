/** What refers to what was said before. */
import { type Amount } from '../amounts.ts'
import type { Phrase, Wish } from '../phrase.ts'
import { Cannot } from '../scene.ts'

/** Too much is taken back by half. */
const HALF_BACK = 0.5

/** The last wishes once more, by so many of the amount's steps; below 0 backwards. */
const repeat = (by: number) => (wish: Wish): void => {
  const { amount, time } = wish
  const again: Amount | undefined = by === 1 ? amount : { steps: by * (amount && 'steps' in amount ? amount.steps : 1) }
  wish.again(again, time)
}

function undo({ scene, context }: Wish): void {
  const last = context.undo.at(-1)
  if (last === undefined) throw new Cannot("nothing was said that could be undone; an edit is undone by 'roll back'")
  context.undo = context.undo.slice(0, -1)
  const ids = new Set(scene.modules.map(({ id }) => id))
  for (const message of last) {
    const [, door, name] = message.address.split('/')
    const isThere = !['mod', 'gate', 'note', 'pattern'].includes(door) || ids.has(name.split('.')[0])
    if (isThere) scene.send(message)
  }
  if (scene.messages.length === 0) throw new Cannot('what it was about is not in this patch any more')
}

const some = ['amount', 'time'] as const

export const again: Phrase[] = [
  {
    words: '(more|again|once more|one more time|some more|bit more|further|do it again|do that again|same again|repeat that|more of that)',
    does: 'the same again, and as much of it as is said now', example: 'a bit more', takes: some,
    run: repeat(1),
  },
  {
    words: '(less|the other way|other way|opposite|too far|less of that)',
    does: 'the opposite of what was said last', example: 'the other way', takes: some,
    run: repeat(-1),
  },
  { words: '(too much|not so much|not that much)', does: 'half of it back', example: 'too much', takes: ['time'], run: repeat(-HALF_BACK) },
  {
    words: '(undo|undo that|undo it|undo this|back|go back|take that back|take it back|as before|back to before|forget it|never mind|' +
      'nevermind|scratch that)',
    does: 'what was before the last sentence; say it again for the one before', example: 'undo that',
    run: undo,
  },
]
