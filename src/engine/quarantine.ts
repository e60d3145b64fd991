/** Versions that failed while they played. Their files are not played again until they change. */
import { PatchError } from '../patch/error.ts'
import type { Version } from './version.ts'

export class Quarantine {
  private readonly failed = new Map<string, { version: Version, why: string }>()

  /** `why`: how its worker ended. */
  add(version: Version, why: string): void {
    this.failed.set(version.path, { version, why })
  }

  /** Errors: throws a PatchError when the file at `path` has the content that failed. */
  check(path: string, fingerprint: string): void {
    const known = this.failed.get(path)
    if (known?.version.fingerprint !== fingerprint) return
    throw new PatchError({
      message: `This is version ${known.version.number} again, which failed while it played (${known.why}).`, file: path,
      hint: 'Change it and save it: then it is tried again.',
    })
  }
}
