import { module } from './module.ts'
import { sampling } from './sampling.ts'
import { sound } from './units.ts'

/** Plays recordings in stereo: all else is as in sampler.ts. What has one channel is the same on both sides. */
export const stereoSampler = module({
  name: 'stereoSampler',
  doc: 'plays recordings, in stereo',
  example: `stereoSampler('break', { sample: 'kit/break', slices: 8, slice: 3, gate: 1 })`,
  ...sampling,
  inputs: { sample: sound('what it plays: a file, a folder of files, or a bank'), ...sampling.inputs },
})
