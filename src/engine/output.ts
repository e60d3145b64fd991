/** Where the engine's sound goes. The engine is handed one (see io/), so it is tested without a sound card. */
export interface Output {
  /** Frames, counted from the engine's start, that the output wants to have by now: what it has consumed and the little that it
   *  keeps in hand. Just the cushion until the first write, which starts the clock: what comes before it is no underrun. From then
   *  on it keeps real time whatever happens to the device and never goes down. Called every tick: allocates nothing. */
  wanted(): number
  /** Takes the next frames, interleaved stereo. Never blocks, never throws, allocates nothing. The engine writes no frame that
   *  was not wanted. */
  write(pcm: Float32Array, frames: number): void
  /** Frames that the output keeps in hand: how long it plays on when nothing comes. */
  readonly cushion: number
  /** The file of the ring that it takes its frames from: who opens that hears along. Undefined where nobody can. */
  readonly tap?: string
  status(): OutputStatus
  /** Plays or writes what it was given, then lets its device go. */
  close(): Promise<void>
}

export interface OutputStatus { kind: string, pid: number | null, device: string | null, underruns: number }
