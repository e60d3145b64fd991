/** Versions that failed while they played. Their files are not played again until they change. */
import { PatchError } from '../patch/error.ts'
import type { Version } from './version.ts'

/** A version that failed, and how its worker ended. */
interface Failure { number: number, fingerprint: string | null, why: string }

/** All that is in quarantine, by the path of the file. */
export type Failures = readonly [path: string, failure: Failure][]

export class Quarantine {
  private failed = new Map<string, Failure>()

  get failures(): Failures {
    return [...this.failed]
  }

  set failures(failures: Failures) {
    this.failed = new Map(failures)
  }

  /** `why`: how its worker ended. */
  add({ path, number, fingerprint }: Version, why: string): void {
    this.failed.set(path, { number, fingerprint, why })
  }

  has({ path, fingerprint }: Pick<Version, 'path' | 'fingerprint'>): boolean {
    return fingerprint !== null && this.failed.get(path)?.fingerprint === fingerprint
  }

  /** Errors: throws a PatchError when the file at `path` has the content that failed. */
  check(path: string, fingerprint: string | null): void {
    if (!this.has({ path, fingerprint })) return
    const known = this.failed.get(path)!
    throw new PatchError({
      message: `This is version ${known.number} again, which failed while it played (${known.why}).`, file: path,
      hint: 'Change it and save it: then it is tried again.',
    })
  }
}
