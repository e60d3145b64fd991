/** The messages that turn the knobs of what plays. */
import { DEFAULT, find, moduleNamed } from '../kernel/parameters.ts'
import { Changes } from './changes.ts'
import type { Arg, Command, Message, Said } from './command.ts'
import { duration, toldDuration } from './duration.ts'
import type { Engine } from './engine.ts'
import { others } from './solo.ts'
import { shown } from './status.ts'
import type { Version } from './version.ts'

export interface Knobs { set: Command, ask: Command, exact: Record<'/reset' | '/solo', Command> }

export function knobs(engine: Engine): Knobs {
  const changes = new Changes(news => engine.tell(news))
  const set: Command = (address, args, said) => {
    const { frame, from, by } = said ?? {}
    const isNote = address.startsWith('/note/')
    const [value, over] = args
    const before = isNote || said?.undone ? [] : settings(engine.deck.meant, address)
    const plain = over === undefined || args.length > 2 || isNote
    if (plain) changes.add({ ...engine.deck.set(address, args, frame), from, by })
    else changes.add({ ...engine.deck.set(address, [value], frame, frames(over)), over: toldDuration(over), from, by })
    if (before.length > 0) engine.deeds.note(before, { address: before[0].address, args })
    return []
  }
  /** Frames of a time that is said in bars, beats or seconds, by the tempo as it is. */
  const frames = (over: Arg): number => {
    const { meter, frame, rate } = engine
    return Math.round(duration(over, 60 / meter.bpmAt(frame), playing(engine).kernel.layout.metre) * rate)
  }
  /** Sets an input by the number that it has inside, unless it has it. */
  const turn = (module: string, input: string, value: number, said?: Said): void => {
    const { kernel: { layout }, values } = turned(engine)
    const { param } = find(layout, `/mod/${module}/${input}`).input
    if (param !== null && values[param] !== value) set(`/mod/${module}/${input}`, [value], said)
  }
  /** The same, voice by voice. */
  const turnEach = (module: string, input: string, wanted: readonly number[], said?: Said): void => {
    const { kernel: { layout }, values } = turned(engine)
    const { param } = find(layout, `/mod/${module}/${input}`).input
    if (param === null) return
    wanted.forEach((value, voice) => { if (values[param + 1 + voice] !== value) set(`/mod/${module}.${voice}/${input}`, [value], said) })
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
      '/reset': (_, args, said) => {
        const when = silently(said)
        const { values } = turned(engine)
        for (const { id, inputs } of named(args)) {
          for (const { name, param, default: value, defaults } of inputs) {
            if (defaults === undefined) turn(id, name, value, when)
            else if ([value, ...defaults].some((own, i) => own !== values[param! + i])) set(`/mod/${id}/${name}`, [DEFAULT], when)
          }
        }
        return []
      },
      '/solo': (_, args, said) => {
        const when = silently(said)
        const { layout } = turned(engine).kernel
        const alone = args.map(arg => moduleNamed(layout, String(arg)).id.split('.'))
        const [first, ...rest] = alone.map(([name]) => others(layout, name))
        const silent = (first ?? []).filter(id => rest.every(others => others.includes(id)))
        for (const { id, voices = 0 } of layout.modules) {
          turn(id, 'mute', Number(silent.includes(id)), when)
          const chosen = alone.filter(([name]) => name === id)
          const isOther = (i: number) => chosen.length > 0 && chosen.every(([, voice]) => voice !== undefined && i !== Number(voice))
          turnEach(id, 'mute', Array.from({ length: voices }, (_, i) => Number(isOther(i) || silent.includes(id))), when)
        }
        return []
      },
    },
  }
}

/** When, but not by whom: what is one order is told as one. */
export const silently = ({ frame, undone }: Said = {}): Said => ({ frame, undone })

/** The messages that set an input as it is, and its voices: none for a gate, and for what nothing can set. */
function settings(version: Version | null, address: string): Message[] {
  if (!version) return []
  const { kernel: { layout }, values } = version
  const { module, input: { name, param, gate, choices, defaults = [] } } = find(layout, address)
  if (gate || param === null) return []
  const message = (id: string, value: number): Message => ({ address: `/mod/${id}/${name}`, args: [shown(value, choices)] })
  const voices = defaults.map((_, i) => values[param + 1 + i])
    .flatMap((value, i) => value === values[param] ? [] : message(`${module.id}.${i}`, value))
  return [message(module.id, values[param]), ...voices]
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
