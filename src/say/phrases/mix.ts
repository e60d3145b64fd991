/** What is heard of it. */
import type { ModuleInfo } from '../../kernel/kernel.ts'
import { EFFECTS, type Target } from '../parts.ts'
import type { Phrase, Wish } from '../phrase.ts'
import { Cannot, type Scene, type Sent } from '../scene.ts'
import { LOUDER, level } from './sound.ts'

/** Names that are told where there are no parts. */
const MOST_NAMED = 8

const targetOf = ({ target, parts }: Wish, what: string): Target => {
  if (target !== null) return target
  const names = parts.own.map(({ name }) => name)
  const others = [...new Set(parts.names.values())].map(({ name }) => name).slice(0, MOST_NAMED)
  throw new Cannot(`${what} what? There is ${(names.length > 0 ? names : others).join(', ')}`)
}

function mute(muted: boolean) {
  return (wish: Wish): void => {
    const { scene } = wish
    const { ids, name } = targetOf(wish, muted ? 'mute' : 'unmute')
    const before = scene.messages.length
    for (const id of ids) {
      const module = scene.module(id)!
      const mix = EFFECTS.test(module.kind) ? scene.free(module, 'mix') : undefined
      // An effect that is muted would take with it what goes through it.
      if (mix && (muted ? scene.value(mix) < 1 : scene.value(mix) === 0)) scene.turn(mix, { to: muted ? 0 : mix.input.default }, wish.time)
      else scene.mute(module, muted)
    }
    if (scene.messages.length === before) scene.note(`${name} is ${muted ? 'muted' : 'heard'} already`)
  }
}

/** The mutes as they are, to be brought back. */
function mutes(scene: Scene): Sent[] {
  const isMuted = (module: ModuleInfo): boolean => {
    const knob = scene.knob(module, 'mute')
    return knob !== undefined && scene.value(knob) > 0
  }
  const muted = scene.modules.filter(isMuted).map(({ id }): Sent => ({ address: `/mod/${id}/mute`, args: [1] }))
  return [{ address: '/solo', args: [] }, ...muted]
}

function solo(wish: Wish): void {
  const { ids } = targetOf(wish, 'solo')
  wish.scene.back.push(...mutes(wish.scene))
  wish.scene.send({ address: '/solo', args: ids })
}

function unsolo({ scene }: Wish): void {
  scene.back.push(...mutes(scene))
  scene.send({ address: '/solo', args: [] })
}

export const mix: Phrase[] = [
  {
    words: '((mute|silence|stop|kill|cut|drop|lose|take out|without|turn off|no) <target>|<target> (off|out))',
    does: 'it is not heard; of an effect the sound without it', example: 'mute the hats', patch: 'techno', takes: ['time'],
    run: mute(true),
  },
  {
    words: '(unmute [everything|all]|everything back|all back|everyone back|everybody|unsolo|bring everything back|all parts)',
    does: 'all is heard', example: 'unmute everything',
    run: unsolo,
  },
  {
    words: '((unmute|bring back|bring in|put back|bring|turn on) <target> [back|in]|<target> (on|in|back in|back))',
    does: 'it is heard again', example: 'bring back the kick', patch: 'techno', takes: ['time'],
    run: mute(false),
  },
  {
    words: '((solo|only|nothing but|isolate|(mute|kill|drop|cut) (everything|all) (but|except)) <target>|<target> (solo|alone))',
    does: 'it alone is heard', example: 'solo the bass', patch: 'house',
    run: solo,
  },
  {
    words: '(more|push) <target>', does: 'its level × 1.2', example: 'more hats', patch: 'roller', takes: ['amount', 'time'],
    run: wish => level(LOUDER)({ ...wish, target: wish.slots.target }),
  },
  {
    words: '(less|too much) <target>', does: 'its level ÷ 1.2', example: 'a bit less kick', patch: 'roller', takes: ['amount', 'time'],
    run: wish => level(1 / LOUDER)({ ...wish, target: wish.slots.target }),
  },
  {
    words: '(reset|reset everything|start over)',
    does: 'the values and patterns of the file; of a part its own', example: 'reset', takes: ['target'],
    run: ({ scene, target }) => {
      for (const args of target === null ? [[]] : target.ids.map(id => [id])) scene.send({ address: '/reset', args })
    },
  },
]
