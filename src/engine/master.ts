/** The master: what all that is heard goes through last, live and offline alike, so that no patch hurts ears or speakers. It
 *  takes DC out and holds true peaks below -0.3 dBFS; what has neither comes through bit for bit. */
import { DcBlock } from './dcblock.ts'
import { Limiter } from './limiter.ts'

/** The player hears of it when more than 6 dB are held back. */
const MUCH = 0.5
/** Time over which the most that is held back is gathered before it is told, ms. */
const GATHER = 200
/** What was told is told again only after so long without it, ms. */
const PEACE = 10_000

export class Master {
  /** Frames by which what is heard now is behind what was put in. */
  readonly latency: number
  private readonly limiter: Limiter
  private readonly left: DcBlock
  private readonly right: DcBlock
  /** Frames that come out before the first one that went in. */
  private early: number
  private heldSince = 0
  private held = -Infinity
  private blocked = -Infinity

  /** @param rate sample rate in Hz */
  constructor(rate: number) {
    this.limiter = new Limiter(rate)
    this.left = new DcBlock(rate)
    this.right = new DcBlock(rate)
    this.latency = this.early = this.limiter.latency
  }

  /** Takes the next frames, interleaved stereo, and puts what comes out in their place. Returns how many frames that is: the
   *  first one that comes out is the first one that went in, so at first there are `latency` less. Allocates nothing. */
  process(pcm: Float32Array, frames: number): number {
    DcBlock.both(this.left, this.right, pcm, frames)
    this.limiter.process(pcm, frames)
    if (this.early === 0) return frames
    const early = Math.min(this.early, frames)
    this.early -= early
    pcm.copyWithin(0, 2 * early, 2 * frames)
    return frames - early
  }

  /** What the player should know by now; null nearly always, and then nothing is allocated. `now`: ms, on any clock. */
  warning(now: number): string | null {
    const { lowest } = this.limiter
    if (lowest < MUCH) {
      this.heldSince ||= now
      if (now - this.heldSince >= GATHER) {
        const again = now - this.held < PEACE
        this.held = now
        this.heldSince = 0
        this.limiter.lowest = 1
        if (!again) return `the master limiter holds ${Math.round(-20 * Math.log10(lowest))} dB back: turn something down`
      }
    }
    if (this.left.blocking || this.right.blocking) {
      const again = now - this.blocked < PEACE
      this.blocked = now
      if (!again) return 'there is a constant (DC) in the sound: the master takes it out, the rest plays on'
    }
    return null
  }
}
