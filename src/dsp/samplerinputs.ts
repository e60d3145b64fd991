import { amount, choice, gate, hz, ms, number, semitones, whole } from './units.ts'

/** C4: a recording that is said to have no other pitch plays as it is at this one. */
const C4 = 440 * 2 ** -0.75

/** What a sampler is told besides what it plays. */
export const samplerInputs = {
  gate: gate('plays it from its start when it rises above 0; its value is the velocity'),
  index: whole(0, -9999, 9999, 'which file of several, counted round'),
  start: amount(0, 0, 1, 'where it begins, as a share of the file'),
  end: amount(1, 0, 1, 'where it ends'),
  slices: whole(1, 1, 1024, 'into how many parts what is between them is cut'),
  slice: whole(0, -9999, 9999, 'which of the parts is played, counted round'),
  rate: number(1, -16, 16, 'speed, and with it pitch; below 0 backwards'),
  freq: hz(C4, 1, 20_000, 'pitch that it is played at'),
  root: hz(C4, 1, 20_000, 'pitch that the recording has'),
  pitch: semitones(0, -60, 60, 'shift of the pitch'),
  reverse: whole(0, 0, 1, '1: from its end to its start'),
  loop: whole(0, 0, 1, '1: it goes round between the loop\'s points'),
  loopStart: amount(0, 0, 1, 'where the loop begins, as a share of the file'),
  loopEnd: amount(1, 0, 1, 'where the loop ends'),
  mode: choice(['one-shot', 'gated'], 'it plays to its end, or until the gate closes'),
  attack: ms(0, 0, 20_000, 'time to fade in'),
  release: ms(5, 0, 20_000, 'time to fade out, where it is not the file that ends'),
  choke: number(0, 0, 1, 'cuts it off, in 5 ms, when it rises above 0: the gate of another one'),
  gain: amount(1, 0, 2, 'amplitude'),
}
