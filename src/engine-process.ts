/** The engine process: the engine with its doors (OSC, control socket), its output, the watch over the patch file, and the
 *  journal. Main starts it with one argument, the configuration as JSON, and the journal's descriptor; when main goes, it ends,
 *  and all that it started with it. */
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { Archive } from './engine/archive.ts'
import { Chronicle } from './engine/chronicle.ts'
import type { Command, News } from './engine/command.ts'
import { commands } from './engine/commands.ts'
import { AFTERMATH, type EngineConfig, type EngineReport, JOURNAL_FD } from './engine/config.ts'
import { Engine } from './engine/engine.ts'
import { guardGroup } from './engine/guard.ts'
import { History } from './engine/history.ts'
import { HotReload } from './engine/hotreload.ts'
import { type Circumstances, Journal, type Past, readJournal } from './engine/journal.ts'
import { programOf, soundOf } from './engine/program.ts'
import { Recording } from './engine/recording.ts'
import { wavFormat } from './engine/takename.ts'
import { tidy } from './engine/shelf.ts'
import { TypeCheck } from './engine/typecheck.ts'
import { tempo } from './engine/tempo.ts'
import { type ControlServer, controlPath, startControl } from './io/control.ts'
import { type Osc, startOsc } from './io/osc.ts'
import { checkFlac, makeFlac } from './io/flac.ts'
import { LogProcess } from './io/logwriter.ts'
import { openOutput } from './io/output.ts'
import { WavRecorder } from './io/recorder.ts'
import { HEARD, folders } from './kernel/store.ts'
import { PatchError } from './patch/error.ts'
import { now } from './slot/clock.ts'
import { comeFirst } from './slot/priority.ts'

/** Time to end in order, before the process just exits; ms. */
const CLOSING = 700
/** How often it is written down which frame is due; ms. */
const MARK_EVERY = 20

const guard = guardGroup()
const config = JSON.parse(process.argv[2]) as EngineConfig
const { rate, block, quantise, fade, probation } = config

let control: ControlServer | null = null
let osc: Osc | null = null
let closing = false
/** What happened before there was a control socket to tell it. */
const early: News[] = []
const tell = (news: News): void => {
  osc?.hear(news)
  if (control) control.broadcast(news)
  else early.push(news)
}

// One of those that the last engine left behind may still be writing the file that we are to go on with.
if (config.resume) await pause(Math.max(0, config.resume.at + AFTERMATH - now()))
const past = config.resume ? readJournal(JOURNAL_FD) : null
const start = past ? dueNow(past) : 0
const [shared] = folders()
const tap = shared && join(shared, HEARD)
const engine = await orEnd(() => new Engine({
  rate, block, quantise, fade, probation, tell, start,
  heard: version => {
    history.add(version)
    engine.deeds.heard(version)
    types.check(version)
  },
  output: () => openOutput({ kind: config.output, file: config.file, device: config.device, rate, block, start, tap, tell }),
}))
const recording = new Recording({
  folder: config.recordings, rate, tell: news => engine.tell(news),
  attach: recorder => {
    engine.recorder = recorder
    journal.renew()
  },
  log: async (file, { take, format }, failed) => {
    const writer = new LogProcess(file, engine.deck.shared, block)
    const [sound, node, time] = [soundOf(), process.version, new Date().toISOString()]
    return Chronicle.open(engine, writer, { is: 'take', take, format, rate, block, program, sound, node, time }, failed)
  },
  flac: { check: checkFlac, make: makeFlac },
  recorder: (file, name, format, failed) => WavRecorder.start({
    file, rate, failed, format: wavFormat(format),
    restarted: () => engine.tell({
      event: 'recording', level: 'warn', text: `the process that writes ${name} ended and is started again: nothing is missing`,
    }),
  }),
})
const journal = new Journal(JOURNAL_FD, news => engine.tell(news))
const program = programOf(config.version)
const archive = new Archive(config.archive, config.session, program)
const history = new History(archive, engine.supervisor.quarantine, news => engine.tell(news))
const types = new TypeCheck(news => engine.tell(news))
const reload = new HotReload(engine, () => {
  journal.renew()
  keep()
})
tidy(() => ({ now: engine.supervisor.layouts, past: history.layouts }))

comeFirst()
process.on('SIGINT', close)
process.on('SIGTERM', close)
process.on('disconnect', close)
if (!process.connected) await close()
// The sound must not end for a mistake of ours beside it.
process.on('uncaughtException', error => engine.tell({ event: 'log', level: 'error', text: `internal error: ${error.stack}` }))

try {
  await boot()
} catch (error) {
  report({ failed: error instanceof Error ? describe(error) : String(error) })
  await close()
}

async function boot(): Promise<void> {
  const command = kept(commands({
    engine, version: config.version, osc: () => osc!, attached: () => control?.attached ?? [], recording,
    patches: config.patches, reload, history, renew: () => journal.renew(),
  }))
  if (past) await goOn(past)
  osc = await startOsc({ host: config.oscHost, port: config.oscPort, command, timing: engine.schedule, tell })
  if (!past) await begin()
  mark()
  setInterval(mark, MARK_EVERY)
  const socket = controlPath(osc.port)
  control = await startControl({ path: socket, command })
  for (const news of early.splice(0)) control.broadcast(news)
  report({ ready: { oscHost: osc.host, oscPort: osc.port, socket, patch: config.patchName } })
  reload.begin()
}

async function begin(): Promise<void> {
  const opening = engine.open()
  opening.catch(() => {})
  await reload.load(config.patch, config.patchName)
  await opening
  engine.start()
}

/** Plays on what another engine played, from where it would be by now. Its clock runs from here on, in silence until a worker is
 *  there. Without a version in the journal it plays what was to be played first. */
async function goOn({ played, frame, beat, failovers, switchovers, framesLost }: Past): Promise<void> {
  Object.assign(engine.deck, { failovers, switchovers, framesLost: framesLost + start - frame })
  const heard = played ? engine.resume(played.version, played) : reload.load(config.patch, config.patchName)
  heard.catch(() => {})
  if (played) {
    engine.meter.change(tempo(played.version), frame, 0, beat)
    engine.curtain.closed = played.silent
    reload.held = played.held
    reload.resume(played.version, played.known)
  }
  await engine.open()
  engine.start()
  if (played?.take) {
    const { file, format } = played.take
    recording.goOn(file, format).catch(error => engine.tell({ event: 'log', level: 'error', text: error.message }))
  }
  const told = heard.then(() => tellRestart(`with the values ${played ? 'that were set' : 'of its file'}`))
  if (played) told.catch(() => { /* it is tried again */ })
  else await told.catch(error => reload.refused(error))
}

function tellRestart(how: string): void {
  const { name, number } = engine.deck.current!
  const seconds = ((now() - config.resume!.at) / 1000).toFixed(1)
  engine.tell({
    event: 'restarted', level: 'warn',
    text: `the engine failed (${config.resume!.how}): it started again after ${seconds} s; ` +
      `${name} (version ${number}) plays on ${how}`,
  })
}

/** The frame, at the beginning of a block, that would be due by now. */
function dueNow({ frame, at }: Past): number {
  return Math.ceil((frame + (now() - at) / 1000 * rate) / block) * block
}

/** The command, with what it sets written down before it is answered. */
function kept(command: Command): Command {
  return (address, args, said) => {
    const replies = command(address, args, said)
    keep()
    return replies
  }
}

function mark(): void {
  keep()
  journal.mark(engine.frame, engine.beat, engine.deck)
}

function keep(): void {
  if (engine.deck.current) journal.keep(engine.deck.current, circumstances)
}

function circumstances(): Circumstances {
  const { file } = recording.status()
  const take = engine.recorder && file && recording.format ? { file, format: recording.format } : null
  return { known: reload.known, take, silent: engine.curtain.closed, held: reload.held, ...engine.supervisor.past }
}

function describe(error: Error): string {
  return error instanceof PatchError ? error.report : error.message
}

/** What nothing can be played without; when it can't be had main is told why. */
async function orEnd<T>(make: () => T): Promise<T> {
  try {
    return make()
  } catch (error) {
    await new Promise(sent => process.send?.({ failed: (error as Error).message } satisfies EngineReport, sent))
    process.exit(1)
  }
}

function report(text: EngineReport): void {
  process.send?.(text)
}

async function close(): Promise<void> {
  if (closing) return
  closing = true
  setTimeout(() => process.exit(1), CLOSING).unref()
  await Promise.allSettled([reload.close(), osc?.close(), control?.close(), engine.close(), recording.close(), history.written])
  types.close()
  guard.kill('SIGKILL')
  process.exit()
}
