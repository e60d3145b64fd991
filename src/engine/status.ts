/** What the engine says of itself: the text of `chronus status --json` and of OSC's /status/reply, and the list of what plays. */
import type { Engine } from './engine.ts'
import type { Version } from './version.ts'

export interface OscStatus { host: string, port: number, received: number, rejected: number, dropped: number }

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
    spare: { pid: supervisor.reserve.pid },
    output: engine.output?.status() ?? null,
    osc: { host: osc.host, port: osc.port, received: osc.received, rejected: osc.rejected, dropped: osc.dropped },
    lastError: engine.lastError,
  }
}

/** Everything of a patch that can be set, with its units, ranges and values; `defaults`, `values`: those of each voice. */
export function list(version: Version): Record<string, unknown> {
  return {
    patch: version.name,
    version: version.number,
    modules: version.kernel.layout.modules.map(({ id, kind, doc, voices, inputs }) => ({
      id, kind, doc, voices,
      inputs: inputs.map(({ param, ...input }) => {
        const { name, gate, choices, defaults } = input
        const voices = defaults && [...version.values.subarray(param! + 1, param! + 1 + defaults.length)]
        return {
          ...input,
          value: param === null ? null : shown(version.values[param], choices),
          values: voices?.map(value => shown(value, choices)),
          address: gate ? `/gate/${id}` : `/mod/${id}/${name}`,
        }
      }),
    })),
  }
}

/** A value as the player says it: the name of a choice, or the number. */
export function shown(value: number, choices: readonly string[] | undefined): number | string {
  return choices?.[value] ?? value
}
