/** The figures of a sound as text for a terminal. */
import type { Analysis } from '../analysis/analysis.ts'
import { pitchName } from '../analysis/pitchname.ts'

/** Ends without a newline. */
export function showAnalysis({ seconds, peak, rms, loudness, centroid, pitch, onsets, clipped, silent }: Analysis): string {
  const row = (name: string, text: string): string => `  ${name.padEnd(9)} ${text}`
  const level = (value: number, unit: string): string => `${value.toFixed(1)} ${unit}`
  const length = row('length', `${seconds.toFixed(2)} s`)
  if (silent) return `${length}\n${row('silence', `no sample is above -70 dBFS`)}`
  return [
    length,
    row('peak', level(peak, 'dBFS')),
    row('rms', level(rms, 'dBFS')),
    row('loudness', level(loudness, 'LUFS')),
    row('centroid', `${centroid.toFixed(0)} Hz`),
    row('pitch', pitch === null ? 'none' : `${pitch.toFixed(1)} Hz, ${pitchName(pitch)}`),
    row('onsets', `${onsets.toFixed(1)} a second`),
    row('clipped', clipped === 0 ? 'nothing' : `${clipped} samples`),
  ].join('\n')
}
