/** The messages that turn the knobs of what plays. */
import { DEFAULT, find, moduleNamed } from '../kernel/parameters.ts'
import { Changes } from './changes.ts'
import type { Arg, Command, Message } from './command.ts'
import type { Engine } from './engine.ts'
import { others } from './solo.ts'
import { shown } from './status.ts'
import type { Version } from './version.ts'

export interface Knobs { set: Command, ask: Command, exact: Record<string, Command> }

export function knobs(engine: Engine): Knobs {
  const changes = new Changes(news => engine.tell(news))
  const set: Command = (address, args) => {
    changes.add(engine.deck.set(address, args))
    return []
  }
  /** Sets an input by the number that it has inside, unless it has it. */
  const turn = (module: string, input: string, value: number): void => {
    const { kernel: { layout }, values } = turned(engine)
    const { param } = find(layout, `/mod/${module}/${input}`).input
    if (param !== null && values[param] !== value) set(`/mod/${module}/${input}`, [value])
  }
  /** The same, voice by voice. */
  const turnEach = (module: string, input: string, wanted: readonly number[]): void => {
    const { kernel: { layout }, values } = turned(engine)
    const { param } = find(layout, `/mod/${module}/${input}`).input
    if (param === null) return
    wanted.forEach((value, voice) => { if (values[param + 1 + voice] !== value) set(`/mod/${module}.${voice}/${input}`, [value]) })
  }
  /** The module that is named first, or all of them. */
  const named = ([id]: Arg[]): Version['kernel']['layout']['modules'] => {
    const { layout } = turned(engine).kernel
    return id === undefined ? layout.modules : [moduleNamed(layout, String(id))]
  }
  return {
    set,
    ask: address => [ask(playing(engine), address)],
    exact: {
      '/reset': (_, args) => {
        const { values } = turned(engine)
        for (const { id, inputs } of named(args)) {
          for (const { name, param, default: value, defaults } of inputs) {
            if (defaults === undefined) turn(id, name, value)
            else if ([value, ...defaults].some((own, i) => own !== values[param! + i])) set(`/mod/${id}/${name}`, [DEFAULT])
          }
        }
        return []
      },
      '/solo': (_, args) => {
        const { layout } = turned(engine).kernel
        const [alone] = args.length === 0 ? [] : named(args)
        const [name, voice] = alone?.id.split('.') ?? []
        const silent = name === undefined ? [] : others(layout, name)
        for (const { id, voices = 0 } of layout.modules) {
          turn(id, 'mute', Number(silent.includes(id)))
          const isOther = (i: number) => id === name && voice !== undefined && i !== Number(voice)
          turnEach(id, 'mute', Array.from({ length: voices }, (_, i) => Number(isOther(i) || silent.includes(id))))
        }
        return []
      },
    },
  }
}

function ask({ kernel, values }: Version, address: string): Message {
  const { input } = find(kernel.layout, address)
  if (input.param === null) throw new Error(`follows ${input.drivenBy}: it has no value of its own`)
  return { address, args: [shown(values[input.param], input.choices)] }
}

/** What plays. Errors: throws where nothing does. */
export function playing({ deck: { current } }: Engine): Version {
  return something(current)
}

/** What plays, or what is to be heard next: knobs are turned there. Errors: throws where there is nothing. */
function turned({ deck: { meant } }: Engine): Version {
  return something(meant)
}

function something(version: Version | null): Version {
  if (!version) throw new Error('nothing plays yet')
  return version
}
