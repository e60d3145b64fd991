/** The nearest note of a frequency, by name, with how far it is from there: 'A4', 'C3 +12 cents'. A4 is 440 Hz. */
const NAMES = ['C', 'C#', 'D', 'D#', 'E', 'F', 'F#', 'G', 'G#', 'A', 'A#', 'B']

/** @param freq Hz, above 0 */
export function pitchName(freq: number): string {
  const exact = 69 + 12 * Math.log2(freq / 440)
  const midi = Math.round(exact)
  const cents = Math.round(100 * (exact - midi))
  const name = `${NAMES[(midi % 12 + 12) % 12]}${Math.floor(midi / 12) - 1}`
  return cents === 0 ? name : `${name} ${cents > 0 ? '+' : ''}${cents} cents`
}
