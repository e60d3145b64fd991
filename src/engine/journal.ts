/** The journal: what an engine needs to go on where one that was killed has stopped. It lies in memory that main made and shares
 *  with every engine that it starts, so it outlives an engine and ends with main. It holds the version that plays, kernel and
 *  all, so that to go on runs no player code; the values as they are set; and which frame left the engine when.
 *
 *  A write is one system call into memory: a process that is killed has made it or not, and no disk is waited for. A new version
 *  is written beside the one before it, and the head, which says where it lies, after it. Only numbers that are true one by one
 *  (the values) may be longer than a page, within which a call is never cut short: those of a glide's way are in one. */
import { readSync, writeSync } from 'node:fs'
import { deserialize, serialize } from 'node:v8'
import { now } from '../slot/clock.ts'
import { reason } from '../patch/reason.ts'
import { sharedFile } from '../slot/sharedfile.ts'
import type { Happening } from './command.ts'
import type { Manner } from './loader.ts'
import type { Failures } from './quarantine.ts'
import type { TakeFormat } from './takename.ts'
import type { Version } from './version.ts'

/** What is written down with a version. */
export interface Circumstances {
  /** The files to watch, each with the fingerprint of the content that was known. */
  known: [path: string, fingerprint: string][]
  /** Number of the last version that was made; what is in quarantine. */
  number: number
  failures: Failures
  /** What the player has said of how edits come in. */
  manner: Partial<Manner>
  /** Whether the player has silenced it all. */
  silent: boolean
  /** Whether saved files are to wait. */
  held: boolean
  /** The file that is recorded into, as the player calls it, and how it is kept; null while none is. */
  take: { file: string, format: TakeFormat } | null
}

/** What the engine that ended has left. */
export interface Past {
  /** The version that played, with the values that were set, and the rest; null when it could not be written. */
  played: Circumstances & { version: Version } | null
  /** This frame was due at this time, and this beat; ms, see slot/clock.ts. */
  frame: number
  beat: number
  at: number
  failovers: number
  switchovers: number
  framesLost: number
}

/** What of the deck goes on counting. */
export type Counts = Pick<Past, 'failovers' | 'switchovers' | 'framesLost'>

/** The head: the area that counts plus 1 (0: none), the bytes of its record, the number of its values, and of those of its ways. */
const HEAD_AT = 0
const HEAD = 4
/** The place: frame, time, beat, failovers, switchovers, frames lost. */
const PLACE_AT = 64
const PLACE = 6
/** Two areas, of which one counts: the ways of glides, the values, then the record. Only what is written takes memory. */
const AREAS_AT = 4096
const AREA_BYTES = 2 ** 34
const NUMBER_BYTES = Float64Array.BYTES_PER_ELEMENT
/** Time until it is tried again when it could not be written; ms. */
const RETRY = 5000

export class Journal {
  private readonly fd: number
  private readonly tell: (news: Happening) => void
  private readonly place = new Float64Array(PLACE)
  private version: Version | null = null
  /** The ways as they are written. */
  private ways?: Float64Array
  /** Those of the version, as they are written down. */
  private patterns: Version['patterns']
  private area: number
  private failed = -Infinity

  /** `fd`: the shared file; `tell`: takes what the player should know. */
  constructor(fd: number, tell: (news: Happening) => void) {
    this.fd = fd
    this.tell = tell
    this.area = Math.max(0, numbers(fd, HEAD_AT, HEAD)[0] - 1)
  }

  /** Writes down what is set in the version that plays: once this returns it is not lost. Never throws.
   *  `circumstances`: gives the rest, which is written when it is a new version, or one with other patterns, or after `renew`. */
  keep(version: Version, circumstances: () => Circumstances): void {
    if (now() - this.failed < RETRY) return
    try {
      const isOther = version !== this.version || version.patterns !== this.patterns || version.ways?.length !== this.ways?.length
      if (isOther) this.adopt(version, circumstances())
      else this.writeNumbers(version)
      if (this.failed > -Infinity) this.tell({ event: 'log', level: 'info', text: 'the journal is written again' })
      this.failed = -Infinity
    } catch (error) {
      this.fail(error as Error)
    }
  }

  /** Writes the version down anew next time, since its circumstances have changed. */
  renew(): void {
    this.version = null
  }

  /** Writes down that `frame` is due now, and with it `beat`. Never throws. */
  mark(frame: number, beat: number, { failovers, switchovers, framesLost }: Counts): void {
    const { place } = this
    place[0] = frame
    place[1] = now()
    place[2] = beat
    place[3] = failovers
    place[4] = switchovers
    place[5] = framesLost
    try {
      writeSync(this.fd, place, 0, place.byteLength, PLACE_AT)
    } catch (error) {
      if (now() - this.failed >= RETRY) this.fail(error as Error)
    }
  }

  private get at(): number {
    return AREAS_AT + this.area * AREA_BYTES
  }

  /** The ways only where they are others: there are few glides, and many who ask for this. */
  private writeNumbers({ values, ways }: Version): void {
    const waysBytes = ways?.byteLength ?? 0
    if (ways && !ways.every((number, i) => number === this.ways![i])) {
      writeSync(this.fd, ways, 0, waysBytes, this.at)
      this.ways = ways.slice()
    }
    writeSync(this.fd, values, 0, values.byteLength, this.at + waysBytes)
  }

  private adopt(version: Version, circumstances: Circumstances): void {
    const { ways = new Float64Array(), ...rest } = version
    const { values, before } = version
    // A kernel that starts afresh has no events behind it, and no faults.
    const afresh = { events: [], fault: 0, stopped: new Set() }
    const record = serialize({
      version: { ...rest, ...afresh, values: null, before: before && { ...before, ...afresh, before: null } },
      ...circumstances,
    })
    const valuesAt = ways.byteLength
    const recordAt = valuesAt + values.byteLength
    if (recordAt + record.length > AREA_BYTES) throw new Error('the patch is too large for it')
    this.area = 1 - this.area
    this.write(ways, this.at)
    this.write(values, this.at + valuesAt)
    this.write(record, this.at + recordAt)
    this.write(Float64Array.of(this.area + 1, record.length, values.length, ways.length), HEAD_AT)
    this.version = version
    this.ways = version.ways?.slice()
    this.patterns = version.patterns
  }

  private write(data: Float64Array | Uint8Array, at: number): void {
    for (let done = 0; done < data.byteLength;) done += writeSync(this.fd, data, done, data.byteLength - done, at + done)
  }

  private fail(error: Error): void {
    if (this.failed === -Infinity) {
      this.tell({
        event: 'log', level: 'warn',
        text: `the journal can't be written (${reason(error.message)}): the music is not affected; ` +
          'should the engine be killed, it starts again from the patch file',
      })
    }
    this.failed = now()
    this.version = null
    // What was written before is not what plays: better none than that.
    try { this.write(new Float64Array(HEAD), HEAD_AT) } catch { /* nor can that be written */ }
  }
}

/** A new journal, empty; gives its descriptor. The memory for its first page is taken at once, so where an engine has come to
 *  can be written whatever happens. */
export function createJournal(): number {
  const fd = sharedFile(0)
  writeSync(fd, new Uint8Array(AREAS_AT), 0, AREAS_AT, 0)
  return fd
}

/** What the last engine left in the shared file; null when none has played. */
export function readJournal(fd: number): Past | null {
  const [frame, at, beat, failovers, switchovers, framesLost] = numbers(fd, PLACE_AT, PLACE)
  return at === 0 ? null : { played: readPlayed(fd), frame, at, beat, failovers, switchovers, framesLost }
}

function readPlayed(fd: number): Past['played'] {
  const [area, bytes, count, wayCount] = numbers(fd, HEAD_AT, HEAD)
  if (area === 0) return null
  const waysAt = AREAS_AT + (area - 1) * AREA_BYTES
  const valuesAt = waysAt + wayCount * NUMBER_BYTES
  const record = new Uint8Array(bytes)
  readSync(fd, record, 0, bytes, valuesAt + count * NUMBER_BYTES)
  const { version, ...circumstances } = deserialize(record)
  const ways = wayCount > 0 && { ways: numbers(fd, waysAt, wayCount) }
  return { ...circumstances, version: { ...version, values: numbers(fd, valuesAt, count), ...ways } }
}

function numbers(fd: number, at: number, count: number): Float64Array {
  const found = new Float64Array(count)
  readSync(fd, found, 0, found.byteLength, at)
  return found
}
