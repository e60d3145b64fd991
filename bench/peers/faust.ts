/** Faust: compiled to C++, and that to a program that does nothing but render (render.cpp). What can be set while it plays is the
 *  same as with the others: the gate, the frequency and the cutoff of a voice, the speed of a chain's sweep. */
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CHAINS, CHAIN_LEVEL, DELAY, ENVELOPE, HIGHEST_CUTOFF, LOWEST_CUTOFF, RATE, REVERB, VOICES, VOICE_LEVEL, cutoff, freeverb,
  frequency, sweep } from './work.ts'
import type { Command, Peer } from './work.ts'

const ARCHITECTURE = fileURLToPath(new URL('render.cpp', import.meta.url))
/** Frames computed at a time: as many as in a block of this project. */
const BLOCK = 128
/** Loops that g++ can vectorize: faster than Faust's default in both works. */
const VECTORS = ['-vec', '-lv', '1', '-vs', '32']
/** Frames by which Freeverb's right side is longer than its left. */
const SPREAD = 23

/** A number that can be set, and what it is for voice or chain i, as Faust writes it: a straight line. */
const set = (name: string, of: (i: number) => number): string =>
  `nentry("${name}%3i", ${of(0)} + ${Number((of(1) - of(0)).toPrecision(6))} * i, 0, 20000, 0.001)`

const { attack, decay, sustain, release } = ENVELOPE
const voices = `import("stdfaust.lib");
voice(i) = os.osc(freq) : *(en.adsr(${attack}, ${decay}, ${sustain}, ${release}, gate)) : fi.lowpass(2, cutoff) with {
  freq = ${set('freq', frequency)};
  cutoff = ${set('cutoff', cutoff)};
  gate = nentry("gate%3i", 1, 0, 1, 1);
};
process = sum(i, ${VOICES}, voice(i)) * ${VOICE_LEVEL};
`

const { gain, comb, damp, allpass } = freeverb
const chains = `import("stdfaust.lib");
length = ${DELAY.time * RATE};
echo = + ~ (@(length - 1) * ${DELAY.feedback}) : @(length);
wet = *(${gain}) <: _, _ : re.stereo_freeverb(${comb}, ${allpass}, ${damp}, ${SPREAD}) : *(${REVERB.mix}), *(${REVERB.mix});
dry = *(${1 - REVERB.mix}) <: _, _;
chain(i) = no.multinoise(${CHAINS}) : ba.selector(i, ${CHAINS}) : fi.lowpass(2, cutoff) : echo <: (dry, wet) :> _, _ with {
  cutoff = ${(HIGHEST_CUTOFF + LOWEST_CUTOFF) / 2} + ${(HIGHEST_CUTOFF - LOWEST_CUTOFF) / 2} * os.osc(${set('sweep', sweep)});
};
process = par(i, ${CHAINS}, chain(i)) :> *(${CHAIN_LEVEL}), *(${CHAIN_LEVEL});
`

function compiled(folder: string, source: string): Command {
  const [dsp, cpp, program] = ['work.dsp', 'work.cpp', 'work'].map(name => join(folder, name))
  writeFileSync(dsp, source)
  execFileSync('faust', ['-lang', 'cpp', ...VECTORS, '-a', ARCHITECTURE, '-o', cpp, dsp])
  execFileSync('g++', ['-O3', '-march=native', '-ffast-math', `-DRATE=${RATE}`, `-DBLOCK=${BLOCK}`, '-o', program, cpp])
  return (seconds, out) => [program, String(Math.round(seconds * RATE)), out]
}

export const faust: Peer = {
  name: 'faust',
  needs: ['faust', 'g++'],
  install: 'apt-get install --no-install-recommends faust g++',
  version: ['faust', '--version'],
  works: {
    voices: folder => compiled(folder, voices),
    chains: folder => compiled(folder, chains),
  },
}
