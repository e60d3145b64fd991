/** Both slots gone at once: once may be bad luck, but twice at one place in the music it is the patch. */
import type { Version } from './version.ts'

/** How much music must have been played since the last time for it to be another place, s. */
const PLACE = 2

export class Collapse {
  private readonly blocks: number
  private version: Version | null = null
  private position = -Infinity

  /** `blocksPerSecond`: of the music. */
  constructor(blocksPerSecond: number) {
    this.blocks = PLACE * blocksPerSecond
  }

  /** Notes that it has happened at block `position`, and tells whether it is the same version at the same place again. */
  again(version: Version, position: number): boolean {
    const again = this.version === version && position - this.position < this.blocks
    this.version = version
    this.position = position
    return again
  }
}
