/** Silence and sound, recordings, patches, versions. */
import type { Phrase } from '../phrase.ts'
import { Cannot } from '../scene.ts'

/** What the engine names a take that is given no name is its own affair. */
const NAME = /^[\w-]+$/

export const transport: Phrase[] = [
  {
    words: '(stop|silence|quiet|panic|shut up|hush|be quiet|stop [the] (music|sound|everything|all)|all off|everything off)',
    does: 'silence at once; all plays on behind it', example: 'silence',
    run: ({ scene }) => {
      scene.send({ address: '/panic', args: [] })
      if (!scene.playing.silent) scene.back.push({ address: '/play', args: [] })
    },
  },
  {
    words: '(play|start|continue|resume|carry on|go on|on|play on|play it|play [the] music|unpause)',
    does: 'heard again', example: 'play',
    run: ({ scene }) => {
      scene.send({ address: '/play', args: [] })
      if (scene.playing.silent) scene.back.push({ address: '/panic', args: [] })
    },
  },
  { words: '(stop|end|finish) (recording|record|take|tape)', does: 'ends the take', example: 'stop recording', run: ({ scene }) => {
    if (!scene.playing.recording) throw new Cannot("nothing is being recorded: say 'record this'")
    scene.send({ address: '/record/stop', args: [] })
  } },
  {
    words: '([start] (record|recording)|record [this|it|that|everything]|[start] (record|recording) [this|it] (as|to|called|named) <name>)',
    does: 'records what is heard', example: 'record this as take1',
    run: ({ scene, slots }) => {
      if (scene.playing.recording) throw new Cannot("a take is being recorded already: say 'stop recording'")
      const name: string | undefined = slots.name
      if (name !== undefined && !NAME.test(name)) throw new Cannot(`'${name}' is no name for a take: letters, digits, - and _`)
      scene.send({ address: '/record/start', args: name === undefined ? [] : [name] })
      scene.back.push({ address: '/record/stop', args: [] })
    },
  },
  {
    words: '(load|open|switch to|change to|play) [the|patch] <patch> [patch]',
    does: 'another patch', example: 'play the acid patch',
    run: ({ scene, slots }) => {
      scene.send({ address: '/patch/load', args: [slots.patch] })
      scene.back.push({ address: '/patch/rollback', args: [] })
    },
  },
  {
    words: '(rollback|roll back|roll it back|undo [the|my|that] edit|previous version|last version|version before|' +
      'back to [the] (previous|last) version)',
    does: 'the version of the patch before this one', example: 'roll back',
    run: ({ scene }) => {
      scene.send({ address: '/patch/rollback', args: [] })
    },
  },
  {
    words: '(test|test tone|test sound|sound check|soundcheck)',
    does: 'two seconds of 440 Hz', example: 'test tone',
    run: ({ scene }) => scene.send({ address: '/test', args: [] }),
  },
  {
    words: '(help|what can i say|what can you do|what is there|what plays|whats playing|who plays)',
    does: 'says what plays, and where to read on', example: 'what is there',
    run: ({ scene, parts }) => {
      const groups = ['bass', 'lead', 'pad', 'echo', 'reverb', 'filter'].filter(name => parts.names.has(name))
      const names = [...new Set([...parts.own.map(({ name }) => name), ...groups])]
      scene.note(`here are ${names.join(', ')}. Say 'brighter', 'louder', 'mute the ${names[0]}': docs/say.md has all`)
    },
  },
]
