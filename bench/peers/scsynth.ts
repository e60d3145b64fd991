/** scsynth, the server of SuperCollider, without real time (-N): a synth for each voice or chain. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SynthDef, float, message, score } from './synthdef.ts'
import { CHAINS, CHAIN_LEVEL, DELAY, ENVELOPE, HIGHEST_CUTOFF, LOWEST_CUTOFF, RATE, REVERB, VOICES, VOICE_LEVEL, cutoff, frequency,
  sweep } from './work.ts'
import type { Command, Peer } from './work.ts'

/** Shape of an envelope's segment: a straight line. */
const LINEAR = 1
/** The node of an envelope without one. */
const NONE = -99
/** Operator of BinaryOpUGen. */
const TIMES = 2

/** The level is the envelope's own, which costs nothing. */
function voice(): Buffer {
  const def = new SynthDef('voice', { freq: 440, cutoff: 1000, gate: 1 })
  const { attack, decay, sustain, release } = ENVELOPE
  const segments = [[1, attack], [sustain, decay], [0, release]].flatMap(([level, time]) => [level, time, LINEAR, 0])
  const [tone] = def.add('SinOsc', 'ar', [def.control('freq'), 0])
  const [envelope] = def.add('EnvGen', 'ar', [def.control('gate'), VOICE_LEVEL, 0, 1, 0, 0, 3, 2, NONE, ...segments])
  const [amp] = def.add('BinaryOpUGen', 'ar', [tone, envelope], 1, TIMES)
  const [low] = def.add('LPF', 'ar', [amp, def.control('cutoff')])
  def.add('Out', 'ar', [0, low], 0)
  return def.bytes()
}

function chain(): Buffer {
  const def = new SynthDef('chain', { sweep: 0.5 })
  const { time, feedback } = DELAY
  // CombN asks for the time in which its echoes fall by 60 dB.
  const decay = time * Math.log(0.001) / Math.log(feedback)
  const [noise] = def.add('WhiteNoise', 'ar', [])
  const [level] = def.add('BinaryOpUGen', 'ar', [noise, CHAIN_LEVEL], 1, TIMES)
  const [sine] = def.add('SinOsc', 'kr', [def.control('sweep'), 0])
  const [swept] = def.add('MulAdd', 'kr', [sine, (HIGHEST_CUTOFF - LOWEST_CUTOFF) / 2, (HIGHEST_CUTOFF + LOWEST_CUTOFF) / 2])
  const [low] = def.add('LPF', 'ar', [level, swept])
  const [echo] = def.add('CombN', 'ar', [low, time, time, decay])
  const both = def.add('FreeVerb2', 'ar', [echo, echo, REVERB.mix, REVERB.room, REVERB.damp], 2)
  def.add('Out', 'ar', [0, ...both], 0)
  return def.bytes()
}

/** The definition, and a synth for each of `controls`, from 0 on. */
const render = (folder: string, name: string, def: Buffer, channels: number, controls: Record<string, number>[]): Command =>
  (seconds, out) => {
    const file = join(folder, 'score.osc')
    const synths = controls.map((values, i) => message('/s_new', name, 1000 + i, 1, 0,
      ...Object.entries(values).flatMap(([control, value]) => [control, float(value)])))
    writeFileSync(file, score([0, [message('/d_recv', def), ...synths]], [seconds, [message('/c_set', 0, float(0))]]))
    return ['scsynth', '-N', file, '_', out, String(RATE), 'WAV', 'float', '-o', String(channels), '-i', '0', '-D', '0']
  }

export const scsynth: Peer = {
  name: 'scsynth',
  needs: ['scsynth'],
  install: 'apt-get install --no-install-recommends supercollider-server',
  version: ['scsynth', '-v'],
  works: {
    voices: folder => render(folder, 'voice', voice(), 1,
      Array.from({ length: VOICES }, (_, i) => ({ freq: frequency(i), cutoff: cutoff(i) }))),
    chains: folder => render(folder, 'chain', chain(), 2, Array.from({ length: CHAINS }, (_, i) => ({ sweep: sweep(i) }))),
  },
}
