/** What the engine says of itself: the text of `chronus status --json` and of OSC's /status/reply, and the list of what plays. */
import { DEFAULT_METRE } from '../kernel/kernel.ts'
import type { Engine } from './engine.ts'
import { arrival, isGliding, valueAt } from './glides.ts'
import { sampleStatus } from './shelf.ts'
import type { Version } from './version.ts'

export interface OscStatus { host: string, port: number, received: number, rejected: number, dropped: number, late: number }

/** The state of the engine; its shape is part of what scripts rely on. */
export function status(engine: Engine, version: string, osc: OscStatus): Record<string, unknown> {
  const { deck, supervisor } = engine
  return {
    version,
    engine: { pid: process.pid, uptime: engine.uptime, load: engine.load() },
    rate: engine.rate,
    block: engine.block,
    frame: engine.frame,
    bpm: engine.meter.bpm,
    beat: engine.beat,
    metre: deck.current?.kernel.layout.metre ?? DEFAULT_METRE,
    decks: [{
      name: deck.name,
      patch: deck.current?.name ?? null,
      version: deck.current?.number ?? 0,
      active: deck.active,
      slots: deck.slots.map(slot => ({
        index: slot.index,
        role: slot.index === deck.active ? 'active' : 'standby',
        state: slot.state,
        pid: slot.worker?.pid ?? null,
        version: slot.worker ? slot.version?.number ?? null : null,
        load: slot.load,
        lead: slot.worker ? Math.max(0, slot.awaited - engine.position) : 0,
      })),
      failovers: deck.failovers,
      switchovers: deck.switchovers,
      framesLost: deck.framesLost,
    }],
    samples: sampleStatus(deck.current?.kernel.layout),
    spare: { pid: supervisor.reserve.pid },
    output: engine.output?.status() ?? null,
    osc: { host: osc.host, port: osc.port, received: osc.received, rejected: osc.rejected, dropped: osc.dropped, late: osc.late },
    lastError: engine.lastError,
  }
}

/** How others of the same user hear what leaves the engine: the file of a ring (io/tap.ts says how to read it), its rate in Hz. */
export interface Tap { file: string, rate: number }

/** Errors: throws where nobody can hear along. */
export function tap({ output, rate }: Engine): Tap {
  if (!output?.tap) throw new Error('nobody can hear along with this output')
  return { file: output.tap, rate }
}

/** Everything of a patch that can be set, with its units, ranges and values; `defaults`, `values`: those of each voice. Of what glides
 *  at a frame it says where it is by then, `now`, and for how many seconds it goes on, `left`. `heard`, `hears`: the ids of what is
 *  added up there, each with what it is multiplied by; `follows`: those that move other inputs. */
export function list(version: Version, frame = 0): Record<string, unknown> {
  const { notes, heard } = version.kernel.layout
  return {
    patch: version.name,
    version: version.number,
    heard,
    modules: version.kernel.layout.modules.map(({ id, kind, doc, voices, hears, follows, inputs }) => ({
      id, kind, doc, voices, hears, follows, pattern: patternOf(version, id, notes.find(notes => notes.id === id)?.pattern),
      inputs: inputs.map(({ param, pattern, ...input }) => {
        const { name, gate, choices, defaults } = input
        const voices = defaults && [...version.values.subarray(param! + 1, param! + 1 + defaults.length)]
        return {
          ...input,
          pattern: patternOf(version, `${id}.${name}`, pattern),
          value: param === null ? null : shown(version.values[param], choices),
          values: voices?.map(value => shown(value, choices)),
          ...param !== null && isGliding(version, param, frame) && {
            now: valueAt(version, param, frame), left: (arrival(version, param) - frame) / version.kernel.layout.rate,
          },
          address: gate ? `/gate/${id}` : `/mod/${id}/${name}`,
        }
      }),
    })),
  }
}

/** What the pattern that plays something is called, if one does: its text where the player has said it. */
function patternOf({ patterns = {} }: Version, key: string, tree: unknown): string | undefined {
  return patterns[key]?.text ?? (tree ? IN_FILE : undefined)
}

/** What is said of one that the player hasn't laid over another. */
export const IN_FILE = 'the pattern of the patch file'

/** A value as the player says it: the name of a choice, or the number. */
export function shown(value: number, choices: readonly string[] | undefined): number | string {
  return choices?.[value] ?? value
}
