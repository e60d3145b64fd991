/** A version has lost its workers: that may be bad luck, but time after time at one place in the music it is the patch. */
import type { Version } from './version.ts'

/** How much music must have been played since the last time for it to be another place, s. */
const PLACE = 2

export class Collapse {
  private readonly blocks: number
  private version: Version | null = null
  private position = -Infinity
  private count = 0

  /** `blocksPerSecond`: of the music. */
  constructor(blocksPerSecond: number) {
    this.blocks = PLACE * blocksPerSecond
  }

  /** Notes that it has happened at block `position`, and tells how often now in the same version at the same place. */
  times(version: Version, position: number): number {
    const again = this.version === version && position - this.position < this.blocks
    this.count = again ? this.count + 1 : 1
    this.version = version
    this.position = position
    return this.count
  }
}
