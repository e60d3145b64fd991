/** A PulseAudio of our own with a sink that plays to nobody, and what was played: a sound card for tests. It lives in a
 *  directory of its own and touches nothing of the user's. */
import { type ChildProcess, execFileSync, spawn, type StdioOptions } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export const RATE = 48_000
const FRAME_BYTES = 8
/** How long (ms) PulseAudio may take to answer. */
const STARTING = 10_000

/** What this machine lacks for it, with how to get it; null when it lacks nothing. */
export function lacking(): string | null {
  const folders = (process.env.PATH ?? '').split(':')
  const missing = ['pulseaudio', 'pactl', 'parec', 'oscsend']
    .filter(name => !folders.some(folder => existsSync(join(folder, name))))
  if (!pulsePlugin()) missing.push("ALSA's pulse plug-in")
  if (missing.length > 0) {
    return `${missing.join(', ')} missing: apt-get install pulseaudio pulseaudio-utils libasound2-plugins liblo-tools`
  }
  try {
    execFileSync(process.execPath, ['-e', "require('naudiodon')"], { stdio: 'ignore' })
    return null
  } catch {
    return 'naudiodon is not built for this Node: apt-get install g++ make python3, then npm rebuild'
  }
}

function pulsePlugin(): boolean {
  return ['/usr/lib', '/usr/lib64', ...subfolders('/usr/lib')].some(folder =>
    existsSync(join(folder, 'alsa-lib/libasound_module_pcm_pulse.so')))
}

function subfolders(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(entry => join(folder, entry.name))
}

export class PulseAudio {
  /** What a program needs in its environment to play there. */
  readonly env: NodeJS.ProcessEnv
  private readonly folder = mkdtempSync(join(tmpdir(), 'chronus-pulse-'))
  private daemon!: ChildProcess
  private recorder: ChildProcess | null = null
  private heard: Buffer[] = []

  constructor() {
    const alsa = join(this.folder, 'asound.conf')
    writeFileSync(alsa, 'pcm.!default { type pulse }\nctl.!default { type pulse }\n')
    this.env = {
      ...process.env, HOME: this.folder, DBUS_SESSION_BUS_ADDRESS: 'disabled:', ALSA_CONFIG_PATH: alsa,
      XDG_RUNTIME_DIR: this.folder, XDG_CONFIG_HOME: this.folder, XDG_STATE_HOME: this.folder,
      PULSE_RUNTIME_PATH: this.folder, PULSE_STATE_PATH: this.folder, PULSE_SERVER: `unix:${this.socket}`,
    }
  }

  private get socket(): string { return join(this.folder, 'native') }

  /** Starts the daemon and a recording of what its sink plays; resolves when both are there. */
  async start(): Promise<void> {
    rmSync(this.socket, { force: true })
    this.daemon = spawn('pulseaudio', [
      '-n', '--daemonize=no', '--system=false', '--use-pid-file=no', '--exit-idle-time=-1',
      '-L', `module-native-protocol-unix socket=${this.socket} auth-anonymous=1`,
      // Without norewinds this sink plays up to 2 s of silence ahead after every underrun, which no sound card does.
      '-L', `module-null-sink sink_name=test rate=${RATE} format=float32le norewinds=1`,
    ], { env: this.env, stdio: 'ignore' })
    for (const begun = performance.now(); !this.answers();) {
      if (performance.now() - begun > STARTING) throw new Error('PulseAudio does not start')
      await sleep(50)
    }
    this.heard = []
    this.recorder = spawn('parec', [
      '--device=test.monitor', '--format=float32le', `--rate=${RATE}`, '--channels=2', '--latency-msec=10',
    ], { env: this.env, stdio: ['ignore', 'pipe', 'ignore'] })
    this.recorder.stdout!.on('data', (data: Buffer) => this.heard.push(data))
  }

  /** Ends it as a crash does. */
  async kill(): Promise<void> {
    for (const child of [this.recorder, this.daemon]) {
      if (!child || child.exitCode !== null || child.signalCode !== null) continue
      child.kill('SIGKILL')
      await new Promise(gone => child.once('exit', gone))
    }
  }

  async close(): Promise<void> {
    await this.kill()
    rmSync(this.folder, { recursive: true, force: true })
  }

  /** Frames recorded so far. */
  get frames(): number { return Math.floor(this.heard.reduce((bytes, part) => bytes + part.length, 0) / FRAME_BYTES) }

  /** The left channel from frame `from` on. */
  left(from: number): Float64Array {
    const bytes = Buffer.concat(this.heard)
    return Float64Array.from({ length: Math.floor(bytes.length / FRAME_BYTES) - from }, (_, i) =>
      bytes.readFloatLE((from + i) * FRAME_BYTES))
  }

  private answers(): boolean {
    try {
      const stdio: StdioOptions = ['ignore', 'pipe', 'ignore']
      return execFileSync('pactl', ['list', 'short', 'sinks'], { env: this.env, stdio }).includes('test')
    } catch {
      return false
    }
  }
}
