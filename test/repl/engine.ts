/** An engine that makes no sound, for tests of the REPL: two modules whose values can be set and asked. */
import type { Arg, Message, News } from '../../src/engine/command.ts'
import type { Control } from '../../src/io/control.ts'
import type { Listing } from '../../src/repl/mirror.ts'

export interface SilentEngine extends Control {
  /** What was sent to it. */
  sent: { address: string, args: Arg[] }[]
  /** Tells its news. */
  tell(news: Partial<News>): void
  listing: Listing
}

const number = { doc: '', unit: 'Hz', min: 20, max: 20_000 }

export function silentEngine(): SilentEngine {
  const callbacks: ((news: News) => void)[] = []
  const engine: SilentEngine = {
    sent: [],
    listing: {
      patch: 'patches/test.ts', version: 1,
      modules: [
        { id: 'sine', kind: 'sine', doc: 'sine oscillator', inputs: [
          { ...number, name: 'freq', default: 220, value: 220, address: '/mod/sine/freq' },
          { ...number, name: 'pitch', default: 0, value: null, drivenBy: 'lfo', address: '/mod/sine/pitch' },
        ] },
        { id: 'filter', kind: 'biquad', doc: 'filter', inputs: [
          { ...number, name: 'cutoff', default: 800, value: 800, address: '/mod/filter/cutoff' },
          { name: 'q', doc: '', unit: '', min: 0.1, max: 30, default: 1, value: 1, address: '/mod/filter/q' },
          { name: 'mode', doc: 'response', unit: '', min: 0, max: 2, default: 0, value: 'lowpass',
            choices: ['lowpass', 'highpass', 'highshelf'], address: '/mod/filter/mode' },
        ] },
        { id: 'adsr', kind: 'adsr', doc: '', inputs: [
          { name: 'gate', doc: '', unit: 'gate', min: 0, max: 1, default: 1, value: 1, gate: true, address: '/gate/adsr' },
        ] },
        // An id that JavaScript has taken.
        { id: 'console', kind: 'gain', doc: '', inputs: [
          { name: 'gain', doc: '', unit: '', min: 0, max: 4, default: 1, value: 1, address: '/mod/console/gain' },
        ] },
      ],
    },
    async send(address, ...args): Promise<Message[]> {
      engine.sent.push({ address, args })
      await new Promise(resolve => setTimeout(resolve, 5))
      if (address === '/list') return [{ address: '/list/reply', args: [JSON.stringify(engine.listing)] }]
      if (address === '/mod/sine/pitch') throw new Error("sine.pitch follows 'lfo'")
      if (address === '/nope') throw new Error('unknown address')
      return []
    },
    onNews: callback => { callbacks.push(callback) },
    onClose: () => {},
    close: () => {},
    tell(news) {
      for (const callback of callbacks) callback({ event: 'log', level: 'info', text: '', at: 0, ...news })
    },
  }
  return engine
}
