/** A sound as it was decoded: each channel's samples, full scale at ±1, in the order of the file (left and right first). */
export interface Sound {
  /** Frames a second, as the file says. */
  rate: number
  channels: Float32Array[]
  /** What isn't right with a file that can be played all the same. */
  flaw?: string
}

/** A file can't be played. The message goes on where "kick.wav" left off: 'is no sound: …'. */
export class Unreadable extends Error {}

/** Channels that a file may have. */
const MOST_CHANNELS = 8
/** Sample rates that a file may have, Hz. */
const RATES = { least: 1000, most: 768_000 }
/** Bytes that a decoded sound may take, in 32-bit floats; and its file. */
export const MOST_BYTES = 96 * 2 ** 20
export const MOST_FILE_BYTES = 128 * 2 ** 20

/** Checks what a file says of itself before anything is decoded. Errors: Unreadable. */
export function check({ rate, channels, frames = 0 }: { rate: number, channels: number, frames?: number }): void {
  if (!(channels >= 1 && channels <= MOST_CHANNELS)) throw new Unreadable(`has ${channels} channels; 1 … ${MOST_CHANNELS} can be played`)
  if (!(rate >= RATES.least && rate <= RATES.most)) {
    throw new Unreadable(`says that its sample rate is ${rate} Hz; ${RATES.least} … ${RATES.most} can be played`)
  }
  if (4 * frames * channels > MOST_BYTES) throw tooLong(frames / rate, MOST_BYTES / (4 * channels * rate))
}

/** A sound is longer than there is room for; both in seconds. */
export function tooLong(seconds: number, most: number): Unreadable {
  const room = `there is room for ${time(most)} of such sound (${MOST_BYTES / 2 ** 20} MB)`
  return new Unreadable(`lasts ${time(seconds)}, and ${room}. Cut out what you play`)
}

/** 10:02:07, 3:05, 0:01 */
function time(seconds: number): string {
  const whole = Math.floor(seconds)
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const two = (n: number) => String(n).padStart(2, '0')
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`
}

/** What is no number becomes 0: it would silence the sampler. Gives how many there were. */
export function clean(channels: readonly Float32Array[]): number {
  let count = 0
  for (const channel of channels) {
    for (let i = 0; i < channel.length; i++) {
      // Also what is beyond all measure, as in the kernel.
      if (Math.abs(channel[i]) < 2 ** 20) continue
      channel[i] = 0
      count++
    }
  }
  return count
}
