/** A player who types lines into the real command and listens: its sound goes to a WAV file, which is read as it grows. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { readWav } from '../wav.ts'
import { until } from './chronus.ts'
import { freePort, pause } from './run.ts'

/** As wav.ts writes it: so many bytes, then frames of two 32-bit floats. */
const [HEADER, FRAME] = [58, 8]
const RATE = 48_000
/** What has been typed is heard after so long, s, with all that was computed before and waits in files. */
const LATENCY = 0.4
/** Far above what a line takes, the first one too, on a busy machine; ms. */
const PATIENCE = 60_000
/** So often it is started: a patch has some seconds to load, which on a machine that is busy beyond all measure may not do. */
const TRIES = 3

export interface Said { out: string, err: string }

export class Typist {
  readonly port: number
  readonly wav: string
  private readonly child: ChildProcessWithoutNullStreams
  private out = ''
  private log = ''
  private lines = 0

  /** Types `command` with the options that keep it apart from all else on this machine; resolves when lines are answered. */
  static async start(folder: string, command: (options: string[]) => string[]): Promise<Typist> {
    for (let again = TRIES - 1; ; again--) {
      const typist = new Typist(folder, await freePort(), command)
      try {
        await typist.type('1')
        return typist
      } catch (error) {
        if (again === 0) throw error
      }
    }
  }

  private constructor(folder: string, port: number, command: (options: string[]) => string[]) {
    this.port = port
    this.wav = join(folder, 'heard.wav')
    const options = ['--output', `wav:${this.wav}`, '--osc-port', String(port), '--recordings', join(folder, 'takes'), '--json']
    const [file, ...args] = command(options)
    this.child = spawn(file, args, { cwd: folder, env: { ...process.env, XDG_STATE_HOME: join(folder, 'state') } })
    this.child.stdout.setEncoding('utf8').on('data', text => { this.out += text })
    this.child.stderr.setEncoding('utf8').on('data', text => { this.log += text })
  }

  /** What it has told so far. */
  get news(): { event: string, text: string }[] {
    return this.log.split('\n').flatMap(line => line.startsWith('{') ? [JSON.parse(line)] : [])
  }

  /** Types a line; resolves with what it answers, and what it objects to. */
  async type(line: string): Promise<Said> {
    const mark = `-- ${++this.lines} --`
    const [from, since] = [this.out.length, this.log.length]
    this.child.stdin.write(`${line}\nconsole.error('${mark}')\n'${mark}'\n`)
    await until(() => `${line} is answered; so far: ${this.out.slice(from)}${this.log.slice(since)}`, () => {
      if (this.child.exitCode !== null) throw new Error(`it has ended: ${this.log}`)
      return this.out.includes(mark, from) && this.log.includes(mark, since)
    }, PATIENCE)
    const own = (text: string): string => text.slice(0, text.indexOf(mark)).replace(/^\{.*$/gm, '').replace(/['"\s]+$/, '').trim()
    return { out: own(this.out.slice(from)), err: own(this.log.slice(since)) }
  }

  /** The left channel of so many seconds from now on. */
  async hear(seconds: number): Promise<Float32Array> {
    const first = this.frames + Math.round(LATENCY * RATE)
    const count = Math.round(seconds * RATE)
    await until('it plays on', () => this.frames >= first + count)
    const bytes = Buffer.alloc(count * FRAME)
    const fd = openSync(this.wav, 'r')
    readSync(fd, bytes, 0, bytes.length, HEADER + first * FRAME)
    closeSync(fd)
    return Float32Array.from({ length: count }, (_, i) => bytes.readFloatLE(i * FRAME))
  }

  /** Leaves, as with Ctrl-D; resolves with the exit status and all that was heard. */
  async leave(): Promise<{ status: number | null, data: Float32Array }> {
    this.child.stdin.end()
    if (this.child.exitCode === null) await once(this.child, 'exit')
    await pause(0)
    return { status: this.child.exitCode, data: readWav(this.wav).data }
  }

  /** Ends it, if it is still there. */
  end(): void {
    this.child.kill('SIGTERM')
  }

  private get frames(): number {
    const { size = HEADER } = statSync(this.wav, { throwIfNoEntry: false }) ?? {}
    return Math.floor((size - HEADER) / FRAME)
  }
}
