/** Csound: a note for each voice or chain, held to the end. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { CHAINS, CHAIN_LEVEL, DELAY, ENVELOPE, HIGHEST_CUTOFF, LOWEST_CUTOFF, RATE, REVERB, VOICES, VOICE_LEVEL, cutoff, frequency,
  lines, sweep } from './work.ts'
import type { Command, Peer } from './work.ts'

/** Frames in a control period: as many as in a block of scsynth and of Pure Data. */
const KSMPS = 64

const { attack, decay, sustain, release } = ENVELOPE
const voice = `
  aenv linsegr 0, ${attack}, 1, ${decay}, ${sustain}, ${release}, 0
  asine poscil ${VOICE_LEVEL}, p4
  alow butterlp asine * aenv, p5
  out alow`

// comb asks for the time in which its echoes fall by 60 dB. The noise is not from rand: its seeds are not independent.
const chain = `
  anoise random -${CHAIN_LEVEL}, ${CHAIN_LEVEL}
  klfo poscil ${(HIGHEST_CUTOFF - LOWEST_CUTOFF) / 2}, p4
  alow butterlp anoise, ${(HIGHEST_CUTOFF + LOWEST_CUTOFF) / 2} + klfo
  aecho comb alow, ${DELAY.time * Math.log(0.001) / Math.log(DELAY.feedback)}, ${DELAY.time}
  aleft, aright freeverb aecho, aecho, ${REVERB.room}, ${REVERB.damp}
  outs ${1 - REVERB.mix} * aecho + ${REVERB.mix} * aleft, ${1 - REVERB.mix} * aecho + ${REVERB.mix} * aright`

/** A note of instrument 1 that is held to the end. Its fraction tells it from the others: else it would be tied to them. */
const held = (i: number): string => `i ${(1 + (i + 1) / 1000).toFixed(3)} 0 -1`

/** `notes`: the fields from the fourth on. */
const render = (folder: string, channels: number, instrument: string, notes: string): Command => {
  const orchestra = join(folder, 'work.orc')
  writeFileSync(orchestra, `sr = ${RATE}\nksmps = ${KSMPS}\nnchnls = ${channels}\n0dbfs = 1\ninstr 1${instrument}\nendin\n`)
  return (seconds, out) => {
    const score = join(folder, 'work.sco')
    writeFileSync(score, `${notes}\nf 0 ${seconds}\ne\n`)
    return ['csound', '-d', '-m0', '--format=wav:float', '-o', out, orchestra, score]
  }
}

export const csound: Peer = {
  name: 'csound',
  needs: ['csound'],
  install: 'apt-get install --no-install-recommends csound',
  version: ['csound', '--version'],
  works: {
    voices: folder => render(folder, 1, voice, lines(VOICES, i => `${held(i)} ${frequency(i)} ${cutoff(i)}`)),
    chains: folder => render(folder, 2, chain, lines(CHAINS, i => `${held(i)} ${sweep(i)}`)),
  },
}
