/** Echo, reverberation and the other effects. */
import { stepsOf } from '../amounts.ts'
import type { ModuleInfo } from '../../kernel/kernel.ts'
import type { Phrase, Wish } from '../phrase.ts'
import { Cannot, type Knob } from '../scene.ts'

const MORE = 0.2
const FEEDBACK = 0.6
const REVERB = { mix: 0.3, size: 0.7 }
/** What is sent to an effect, and what a hall lasts, by a step. */
const SENDS = 1.5
const DRIVE = 6

const ECHOES = /^(pingpong|delay)$/
const REVERBS = /^reverb$/

/** Effects of these kinds that a wish means. Errors: throws Cannot with what there is instead. */
function effectsOf({ heard, scene }: Wish, kinds: RegExp, name: string, example: string): ModuleInfo[] {
  const found = heard.effects(kinds, null)
  if (found.length > 0) return found
  const others: [string, RegExp][] = [['echo', ECHOES], ['reverb', REVERBS], ...OTHERS.map(([name, , is]): [string, RegExp] => [name, is])]
  const there = others.filter(([, is]) => scene.modules.some(({ kind }) => is.test(kind))).map(([name]) => `'more ${name}'`)
  throw new Cannot(`this patch has no ${name}: write ${example} into its file${there.length > 0 ? `, or say ${there.join(', ')}` : ''}`)
}

/** Turns a mix by so much more or less. Gives whether it has one that can be turned so. */
function turnMix({ scene, time, amount }: Wish, module: ModuleInfo, by: number): boolean {
  const mix = scene.knob(module, 'mix')
  if (mix === undefined || (scene.value(mix) >= 1 && !mix.pattern)) return false
  const steps = amount && 'share' in amount ? amount.share / MORE : amount && 'factor' in amount ? 1 : stepsOf(amount)
  scene.turn(mix, { plus: by * steps }, time)
  return true
}

function echo(wish: Wish): void {
  const { scene, time } = wish
  for (const module of effectsOf(wish, ECHOES, 'echo', "delay('echo', { in: … })")) {
    turnMix(wish, module, MORE)
    const feedback = scene.free(module, 'feedback')
    if (feedback && scene.value(feedback) < FEEDBACK) scene.turn(feedback, { to: FEEDBACK }, time)
  }
}

/** The amplifiers by which a part goes to an effect. */
function sendsTo({ scene, target, heard }: Wish, effect: ModuleInfo): Knob[] {
  const isMeant = ({ hears }: ModuleInfo) => target === null || hears.flat().some(id => target.modules.has(id))
  return effect.hears.flat().map(id => scene.module(id)!)
    .filter(module => module.kind === 'gain' && heard.isOnlyFor(module.id, effect.id) && isMeant(module))
    .flatMap(module => scene.free(module, 'gain') ?? [])
}

function reverb(isAdded: boolean) {
  return (wish: Wish): void => {
    const { scene, time, target } = wish
    for (const module of effectsOf(wish, REVERBS, 'reverb', "reverb('room', { in: … })")) {
      const knobs = sendsTo(wish, module)
      if (target !== null && !target.ids.includes(module.id)) {
        if (knobs.length === 0) throw new Cannot(`${module.id} is not for ${target.name} alone: say 'more reverb', for all that goes into it`)
        knobs.forEach(knob => scene.turn(knob, { factor: SENDS ** stepsOf(wish.amount) }, time))
        continue
      }
      const [mix, size, decay] = ['mix', 'size', 'decay'].map(name => scene.free(module, name))
      if (isAdded && mix && scene.value(mix) < REVERB.mix) scene.turn(mix, { to: REVERB.mix }, time)
      else if (!turnMix(wish, module, MORE)) {
        // It is all reverb already: more is sent to it, or it lasts longer.
        if (knobs.length > 0) knobs.forEach(knob => scene.turn(knob, { factor: SENDS ** stepsOf(wish.amount) }, time))
        else if (decay) scene.turn(decay, { factor: SENDS ** stepsOf(wish.amount) }, time)
      }
      if (isAdded && size && scene.value(size) < REVERB.size) scene.turn(size, { to: REVERB.size }, time)
    }
  }
}

function less(kinds: RegExp, name: string, example: string, to?: number) {
  return (wish: Wish): void => {
    const { scene, time } = wish
    for (const module of effectsOf(wish, kinds, name, example)) {
      const knobs = sendsTo(wish, module)
      const mix = scene.free(module, 'mix')
      if (mix && scene.value(mix) < 1) scene.turn(mix, to === undefined ? { plus: -MORE * stepsOf(wish.amount) } : { to }, time)
      else if (knobs.length > 0) knobs.forEach(knob => scene.turn(knob, to === undefined ? { factor: 1 / SENDS } : { to }, time))
      else if (to !== undefined) scene.mute(module, true)
      else {
        const decay = scene.free(module, 'decay')
        if (decay) scene.turn(decay, { factor: 1 / SENDS }, time)
      }
    }
  }
}

const other = (name: string, kinds: RegExp, sign: number) => (wish: Wish): void => {
  const { scene, time, amount } = wish
  for (const module of effectsOf(wish, kinds, name, `${name}('${name}', { in: … })`)) {
    const drive = module.kind === 'distortion' ? scene.knob(module, 'drive') : undefined
    if (drive) scene.turn(drive, { plus: sign * DRIVE * stepsOf(amount) }, time)
    else turnMix(wish, module, sign * MORE)
  }
}

const OTHERS: [name: string, words: string, kinds: RegExp][] = [
  ['chorus', 'chorus', /^chorus$/], ['phaser', '(phaser|phasing)', /^phaser$/],
  ['distortion', '(distortion|overdrive|grit|dirt|fuzz)', /^distortion$/],
]
const room = "reverb('room', { in: … })"
const tape = "delay('echo', { in: … })"
const reverbWords = '(reverb|reverberation|hall|room|space)'
const echoWords = '(echo|echoes|delay|delays)'

export const effects: Phrase[] = [
  {
    words: `(more|add|with|put) ${echoWords}`,
    does: 'the mix of the delay + 0.2, feedback 0.6', example: 'more echo', patch: 'first', takes: ['amount', 'time'],
    run: echo,
  },
  {
    words: `(less|too much) ${echoWords}`,
    does: 'its mix - 0.2', example: 'less delay', patch: 'first', takes: ['amount', 'time'],
    run: less(ECHOES, 'echo', tape),
  },
  {
    words: `(no|without|kill|stop|lose) ${echoWords}`,
    does: 'its mix 0', example: 'kill the echo', patch: 'first', takes: ['time'],
    run: less(ECHOES, 'echo', tape, 0),
  },
  {
    words: `(add|with|put) ${reverbWords}`,
    does: 'the mix of the reverb 0.3, its size 0.7 at the least',
    example: 'add reverb', patch: 'string', takes: ['target', 'amount', 'time'],
    run: reverb(true),
  },
  {
    words: `(more ${reverbWords}|bigger (room|hall|space)|wetter|too dry)`,
    does: 'its mix + 0.2; what is sent to it × 1.5 where it is all reverb',
    example: 'more reverb', patch: 'house', takes: ['target', 'amount', 'time'],
    run: reverb(false),
  },
  {
    words: `((less|too much) ${reverbWords}|too wet|smaller (room|hall|space)|drier|dryer)`,
    does: 'its mix - 0.2', example: 'less reverb', patch: 'house', takes: ['amount', 'time'],
    run: less(REVERBS, 'reverb', room),
  },
  {
    words: `(no ${reverbWords}|without ${reverbWords}|kill ${reverbWords}|dry|bone dry)`,
    does: 'its mix 0', example: 'no reverb', patch: 'house', takes: ['time'],
    run: less(REVERBS, 'reverb', room, 0),
  },
  ...OTHERS.flatMap(([name, words, kinds]): Phrase[] => [
    {
      words: `(more|add|with) ${words}`,
      does: name === 'distortion' ? 'its drive + 6 dB' : 'its mix + 0.2',
      example: `more ${name}`, patch: name === 'chorus' ? 'keys' : 'dub', takes: ['amount', 'time'],
      run: other(name, kinds, 1),
    },
    {
      words: `(less|too much) ${words}`,
      does: name === 'distortion' ? 'its drive - 6 dB' : 'its mix - 0.2',
      example: `less ${name}`, patch: name === 'chorus' ? 'keys' : 'dub', takes: ['amount', 'time'],
      run: other(name, kinds, -1),
    },
  ]),
]
