/** The program on a real sound device: PulseAudio's null sink, whose monitor gives back what was played. */
import { execFile, execFileSync, type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { promisify } from 'node:util'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { comeFirst } from '../src/slot/priority.ts'
import { CHRONUS, type Status, freePort } from './live/run.ts'
import { lacking, PulseAudio, RATE } from './pulse.ts'

const FREQ = 880
const CENT = 2 ** (1 / 1200)
/** A piece of sound that is looked at as a whole: whole periods of 880 Hz, 25 ms. */
const PIECE = 1200
/** Silence, for a recording that carries a tone of some tenths. */
const SILENT = 0.001
/** Two pieces of an unbroken tone agree in phase to well below this (rad); a lost frame is 0.115 rad. */
const PHASE_TOLERANCE = 0.02
/** A gap of 24 frames in a piece takes this from its level. */
const LEVEL_TOLERANCE = 0.02
/** A gap can also come from a machine that is too busy to play at all: so one recording out of so many must be whole. */
const TRIES = 12

let pulse: PulseAudio
let program: ChildProcess
let port: number
let printed = ''

async function status(): Promise<Status> {
  const ask = [CHRONUS, 'status', '--json', '--osc-port', `${port}`]
  const { stdout } = await promisify(execFile)(process.execPath, ask, { env: pulse.env })
  return JSON.parse(stdout)
}

function osc(address: string, type: string, value: string): void {
  execFileSync('oscsend', ['127.0.0.1', `${port}`, address, type, value])
}

async function until(what: string, seconds: number, condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const begun = performance.now(); !await condition(); await sleep(50)) {
    if (performance.now() - begun > 1000 * seconds) throw new Error(`${what}: not within ${seconds} s\n${printed}`)
  }
}

/** Records the next `seconds`. */
async function record(seconds: number): Promise<Float64Array> {
  const from = pulse.frames
  await until('the recording', seconds + 5, () => pulse.frames >= from + seconds * RATE)
  return pulse.left(from)
}

const loud = (sound: Float64Array): boolean => sound.some(sample => Math.abs(sample) > SILENT)

/** Phase (rad) and amplitude of the 880 Hz in each piece, counted from one common origin. */
function pieces(sound: Float64Array): { phase: number, level: number }[] {
  return Array.from({ length: Math.floor(sound.length / PIECE) }, (_, piece) => {
    let sine = 0, cosine = 0
    for (let i = piece * PIECE; i < (piece + 1) * PIECE; i++) {
      const angle = 2 * Math.PI * FREQ * i / RATE
      sine += sound[i] * Math.sin(angle)
      cosine += sound[i] * Math.cos(angle)
    }
    return { phase: Math.atan2(cosine, sine), level: 2 * Math.hypot(sine, cosine) / PIECE }
  })
}

/** The smallest angle that has the same direction, -π to π. */
const wrapped = (angle: number): number => Math.atan2(Math.sin(angle), Math.cos(angle))

/** Frequency in Hz: 880 and what the phase drifts from piece to piece (the median: a gap is not a matter of pitch). */
function frequency(sound: Float64Array): number {
  const phases = pieces(sound).map(piece => piece.phase)
  const drifts = phases.slice(1).map((phase, i) => wrapped(phase - phases[i])).sort((a, b) => a - b)
  return FREQ + drifts[drifts.length >> 1] / (2 * Math.PI) / (PIECE / RATE)
}

/** What breaks the tone: pieces where its phase or level isn't that of the first. */
function breaks(sound: Float64Array): string[] {
  const [first, ...rest] = pieces(sound)
  return rest
    .map((piece, i) => ({ at: (i + 1) * PIECE / RATE, phase: wrapped(piece.phase - first.phase), level: piece.level / first.level }))
    .filter(({ phase, level }) => Math.abs(phase) > PHASE_TOLERANCE || Math.abs(level - 1) > LEVEL_TOLERANCE)
    .map(({ at, phase, level }) => `${at.toFixed(3)} s: phase ${phase.toFixed(3)}, level ${level.toFixed(3)}`)
}

/** Records something that happens to the engine, 0.3 s before it and 0.9 s after, until a recording is unbroken. */
async function unbroken(happens: (before: Status) => void): Promise<void> {
  let broken: string[] = []
  for (let tries = 0; tries < TRIES; tries++) {
    let before!: Status
    await until('two workers in lockstep', 10, async () => {
      before = await status()
      return before.decks[0].slots.every(slot => slot.state === 'running')
    })
    await sleep(500)
    const recording = record(1.2)
    await sleep(300)
    happens(before)
    broken = breaks(await recording)
    if (broken.length === 0) return
  }
  assert.unreachable(`the tone breaks in each of ${TRIES} recordings, in the last at\n${broken.slice(0, 10).join('\n')}`)
}

const lack = lacking()
if (lack !== null) console.log(`skipped: ${lack}`)
const withDevice = lack === null ? test : test.skip

if (lack === null) {
  test.before(async () => {
    pulse = new PulseAudio()
    await pulse.start()
    port = await freePort()
    program = spawn(process.execPath, [CHRONUS, '--headless', '--output', 'portaudio', '--osc-port', `${port}`], {
      env: pulse.env, stdio: ['ignore', 'pipe', 'pipe'],
    })
    comeFirst(program.pid!)
    for (const stream of [program.stdout!, program.stderr!]) stream.on('data', text => { printed += text })
  })

  test.after(async () => {
    program.kill('SIGKILL')
    await pulse.close()
  })
}

withDevice('what it plays is heard', async () => {
  await until('sound from the device', 15, () => loud(pulse.left(Math.max(0, pulse.frames - RATE / 10))))
  await until('the output says so', 5, async () => (await status()).output.kind === 'portaudio')
  const { output } = await status()
  assert.type(output.pid, 'number')
  assert.is(output.device, 'default')
})

withDevice('an OSC message from another program is heard: 880 Hz, within 1 cent', async () => {
  osc('/mod/sine/freq', 'f', `${FREQ}`)
  osc('/gate/adsr', 'i', '1')
  await sleep(1000)
  const heard = frequency(await record(1))
  assert.ok(heard > FREQ / CENT && heard < FREQ * CENT, `${heard} Hz`)
})

withDevice('kill -9 of the active worker makes no gap', async () => {
  const before = await status()
  await unbroken(({ decks: [deck] }) => process.kill(deck.slots[deck.active].pid!, 'SIGKILL'))
  assert.ok((await status()).decks[0].failovers > before.decks[0].failovers)
})

withDevice('kill -9 of the output process: the engine keeps time and the sound comes back', async () => {
  const before = await status()
  process.kill(before.output.pid!, 'SIGKILL')
  await until('another output process', 10, async () => {
    const { kind, pid } = (await status()).output
    return kind === 'portaudio' && pid !== before.output.pid
  })
  await until('sound from the device', 10, () => loud(pulse.left(Math.max(0, pulse.frames - RATE / 10))))
  await unbroken(() => {})
  assert.ok((await status()).frame > before.frame + RATE)
})

withDevice('the device goes and comes: the engine keeps time and opens it again', async () => {
  const before = await status()
  await pulse.kill()
  await until('no device', 5, async () => (await status()).output.kind === 'null')
  await sleep(1000)
  const meanwhile = await status()
  assert.ok(meanwhile.frame > before.frame + RATE)
  await pulse.start()
  await until('sound from the device', 10, () => loud(pulse.left(Math.max(0, pulse.frames - RATE / 10))))
  await until('the output says so', 5, async () => (await status()).output.kind === 'portaudio')
})

withDevice('SIGTERM ends it with everything that it started', async () => {
  const { decks: [deck], output } = await status()
  program.kill('SIGTERM')
  const [code] = await once(program, 'exit')
  assert.is(code, 0)
  for (const pid of [output.pid!, ...deck.slots.map(slot => slot.pid!)]) {
    assert.throws(() => process.kill(pid, 0), /ESRCH/)
  }
})

test.run()
