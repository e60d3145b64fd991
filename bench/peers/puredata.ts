/** Pure Data, in batch mode: as fast as it can, without a window. Work 1 only: it comes without a Freeverb. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ENVELOPE, RATE, VOICES, VOICE_LEVEL, cutoff, frequency } from './work.ts'
import type { Command, Peer } from './work.ts'

const Q = Math.SQRT1_2

/** Pure Data's biquad~ takes coefficients: those of the RBJ cookbook's low-pass, with the signs of its feedback turned round. */
function coefficients(cutoff: number): string {
  const w = 2 * Math.PI * cutoff / RATE
  const alpha = Math.sin(w) / (2 * Q)
  const [a0, a1, a2, b1] = [1 + alpha, -2 * Math.cos(w), 1 - alpha, 1 - Math.cos(w)]
  return [-a1 / a0, -a2 / a0, b1 / 2 / a0, b1 / a0, b1 / 2 / a0].join(' ')
}

/** A patch in the making. */
class Sheet {
  readonly #objects: string[] = []
  readonly #wires: string[] = []

  object(text: string): number {
    return this.#objects.push(`#X obj 0 0 ${text};`) - 1
  }

  /** Commas and semicolons are written with a backslash in the file. */
  message(text: string): number {
    return this.#objects.push(`#X msg 0 0 ${text.replace(/[,;]/g, mark => ` \\${mark}`)};`) - 1
  }

  wire(from: number, to: number, inlet = 0): void {
    this.#wires.push(`#X connect ${from} 0 ${to} ${inlet};`)
  }

  text(): string {
    return ['#N canvas 0 0 100 100 10;', ...this.#objects, ...this.#wires].join('\n') + '\n'
  }
}

function voices(seconds: number, out: string): string {
  const { attack, decay, sustain } = ENVELOPE
  const sheet = new Sheet()
  const level = sheet.object(`*~ ${VOICE_LEVEL}`)
  const gate = sheet.message(`1 ${1000 * attack}, ${sustain} ${1000 * decay} ${1000 * attack}`)
  for (let i = 0; i < VOICES; i++) {
    const [tone, envelope, amp, low] = [`osc~ ${frequency(i)}`, 'vline~', '*~', `biquad~ ${coefficients(cutoff(i))}`]
      .map(text => sheet.object(text))
    sheet.wire(tone, amp)
    sheet.wire(gate, envelope)
    sheet.wire(envelope, amp, 1)
    sheet.wire(amp, low)
    sheet.wire(low, level)
  }
  const file = sheet.object('writesf~ 1')
  sheet.wire(level, file)
  const open = sheet.message(`open -wave -bytes 4 ${out}, start`)
  const end = sheet.object(`delay ${1000 * seconds}`)
  const stop = sheet.message('stop')
  const quit = sheet.message('; pd quit')
  const begin = sheet.message('; pd dsp 1')
  sheet.wire(open, file)
  sheet.wire(end, stop)
  sheet.wire(stop, file)
  sheet.wire(end, quit)
  const load = sheet.object('loadbang')
  for (const first of [begin, open, gate, end]) sheet.wire(load, first)
  return sheet.text()
}

const render = (folder: string): Command => (seconds, out) => {
  const file = join(folder, 'voices.pd')
  writeFileSync(file, voices(seconds, out))
  return ['pd', '-nogui', '-batch', '-noprefs', '-r', String(RATE), '-open', file]
}

export const puredata: Peer = {
  name: 'puredata',
  needs: ['pd'],
  install: 'apt-get install --no-install-recommends puredata-core',
  version: ['pd', '-version'],
  works: { voices: render },
}
