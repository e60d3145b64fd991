/** ChucK, silent: as fast as it can, into a file. Work 1 only: it comes without a Freeverb. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ENVELOPE, RATE, VOICES, VOICE_LEVEL, cutoff, frequency, lines } from './work.ts'
import type { Command, Peer } from './work.ts'

const ms = (seconds: number): string => `${1000 * seconds}::ms`
const { attack, decay, sustain, release } = ENVELOPE

const Q = Math.SQRT1_2

const program = `Gain sum => WvOut file => blackhole;
me.arg(0) => file.wavFilename;
SinOsc tone[${VOICES}];
ADSR envelope[${VOICES}];
LPF low[${VOICES}];
for (0 => int i; i < ${VOICES}; i++) {
  tone[i] => envelope[i] => low[i] => sum;
  ${VOICE_LEVEL} => tone[i].gain;
  envelope[i].set(${ms(attack)}, ${ms(decay)}, ${sustain}, ${ms(release)});
  ${Q} => low[i].Q;
  envelope[i].keyOn();
}
${lines(VOICES, i => `${frequency(i)} => tone[${i}].freq; ${cutoff(i)} => low[${i}].freq;`)}
Std.atof(me.arg(1))::second => now;
file.closeFile();
`

const render = (folder: string): Command => {
  const file = join(folder, 'voices.ck')
  writeFileSync(file, program)
  return (seconds, out) => ['chuck', '--silent', `--srate:${RATE}`, `${file}:${out}:${seconds}`]
}

export const chuck: Peer = {
  name: 'chuck',
  needs: ['chuck'],
  install: 'apt-get install --no-install-recommends chuck',
  version: ['chuck', '--version'],
  works: { voices: render },
}
