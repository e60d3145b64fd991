import { module } from './module.ts'
import { sampling } from './sampling.ts'
import { sound } from './units.ts'

/** Plays recordings: a file, one of a folder, or a slice of one; forwards, backwards, in a loop, at any pitch. Two channels become one,
 *  their mean. What plays when it is struck anew, choked or let go fades out meanwhile, so nothing clicks; a slice that begins where the
 *  one before it has ended goes on with it, to the bit.
 *    y(t) = velocity gain level x(position), position += rate freq / root 2^(pitch/12) a frame
 *  Method: windowed sinc (sinc.ts). How sounds are named: docs/samples.md.
 *  Limits: it begins on the frame of the stroke, and at speed 1 it is the file, to the bit. At 48 kHz THD+N is below -90 dB up to
 *  14 kHz of the recording at any speed up to 1, -66 dB at 16 kHz, -37 dB at 18 kHz; above speed 1 what would fold back is 66 dB down
 *  (at speed 2, of what lies above 16 kHz), up to speed 4. In voices pitch is right to 0.0001 cents. */
export const sampler = module({
  name: 'sampler',
  doc: 'plays recordings',
  example: `sampler('break', { sample: 'kit/break', slices: 8, slice: 3, gate: 1 })`,
  ...sampling,
  inputs: { sample: sound('what it plays: a file, a folder of files, or a bank', true), ...sampling.inputs },
  first: true,
})
