import { module } from './module.ts'
import { audio, number } from './units.ts'

/** Mixer of four channels: y = Σ gain · in. */
export const mix = module({
  name: 'mix',
  doc: 'mixer of four channels',
  example: `mix('mixer', { in1: sine('low', { freq: 110 }), gain1: 0.5, in2: sine('high', { freq: 330 }), gain2: 0.2 })`,
  inputs: {
    in1: audio('channel 1'), gain1: number(1, 0, 4, 'level of channel 1'),
    in2: audio('channel 2'), gain2: number(1, 0, 4, 'level of channel 2'),
    in3: audio('channel 3'), gain3: number(1, 0, 4, 'level of channel 3'),
    in4: audio('channel 4'), gain4: number(1, 0, 4, 'level of channel 4'),
  },
  tick: (s, { in1, in2, in3, in4, gain1, gain2, gain3, gain4 }) => gain1 * in1 + gain2 * in2 + gain3 * in3 + gain4 * in4,
})
