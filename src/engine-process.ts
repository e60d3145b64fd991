/** The engine process: the engine with its doors (OSC, control socket), its output, the watch over the patch file, and the
 *  journal. Main starts it with one argument, the configuration as JSON, and the journal's descriptor; when main goes, it ends,
 *  and all that it started with it. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Command, News } from './engine/command.ts'
import { commands } from './engine/commands.ts'
import { AFTERMATH, type EngineConfig, type EngineReport, JOURNAL_FD } from './engine/config.ts'
import { Engine } from './engine/engine.ts'
import { guardGroup } from './engine/guard.ts'
import { Journal, type Past, readJournal } from './engine/journal.ts'
import { Recording } from './engine/recording.ts'
import type { Version } from './engine/version.ts'
import { Watch } from './engine/watch.ts'
import { type ControlServer, controlPath, startControl } from './io/control.ts'
import { type Osc, startOsc } from './io/osc.ts'
import { openOutput } from './io/output.ts'
import { WavRecorder } from './io/recorder.ts'
import { PatchError } from './patch/error.ts'
import { imported } from './patch/imported.ts'
import { now } from './slot/clock.ts'
import { comeFirst, meetDeadlines } from './slot/priority.ts'

/** Time to end in order, before the process just exits; ms. */
const CLOSING = 700
/** How often it is written down which frame is due; ms. */
const MARK_EVERY = 20

const guard = guardGroup()
const config = JSON.parse(process.argv[2]) as EngineConfig
const { rate, block, fade, probation } = config

let control: ControlServer | null = null
let closing = false
let saved = false
let reloading = false
/** What happened before there was a control socket to tell it. */
const early: News[] = []
const tell = (news: News): void => {
  if (control) control.broadcast(news)
  else early.push(news)
}

// One of those that the last engine left behind may still be writing the file that we are to go on with.
if (config.resume) await pause(Math.max(0, config.resume.at + AFTERMATH - now()))
const past = config.resume ? readJournal(JOURNAL_FD) : null
const start = past ? dueNow(past) : 0
const engine = new Engine({
  rate, block, fade, probation, tell, start,
  output: () => openOutput({ kind: config.output, file: config.file, device: config.device, rate, block, start, tell }),
})
const recording = new Recording({
  folder: config.recordings, rate, tell: news => engine.tell(news),
  attach: recorder => { engine.recorder = recorder },
  recorder: (file, name, failed) => WavRecorder.start({
    file, rate, failed,
    restarted: () => engine.tell({
      event: 'recording', level: 'warn', text: `the process that writes ${name} ended and is started again: nothing is missing`,
    }),
  }),
})
const journal = new Journal(JOURNAL_FD, news => engine.tell(news))
const watch = new Watch(() => void reload())
let osc: Osc | null = null

comeFirst()
meetDeadlines()
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
    engine, version: config.version, osc: () => osc!, recording, patches: config.patches, load,
  }))
  if (past) await goOn(past)
  osc = await startOsc({ host: config.oscHost, port: config.oscPort, command, tell })
  if (!past) await begin()
  mark()
  setInterval(mark, MARK_EVERY)
  const socket = controlPath(osc.port)
  control = await startControl({ path: socket, command })
  for (const news of early) control.broadcast(news)
  report({ ready: { oscHost: osc.host, oscPort: osc.port, socket, patch: config.patchName } })
  if (saved) await reload()
}

async function begin(): Promise<void> {
  const opening = engine.open()
  opening.catch(() => {})
  await load(config.patch, config.patchName)
  await opening
  engine.start()
}

/** Plays on what another engine played, from where it would be by now. Its clock runs from here on, in silence until a worker is
 *  there. Without a version in the journal it plays what was to be played first. */
async function goOn({ version, known, frame, failovers, switchovers, framesLost }: Past): Promise<void> {
  Object.assign(engine.deck, { failovers, switchovers, framesLost: framesLost + start - frame })
  const heard = version ? engine.resume(version) : load(config.patch, config.patchName)
  heard.catch(() => {})
  if (version) watch.resume(known)
  await engine.open()
  engine.start()
  const told = heard.then(() => tellRestart(`with the values ${version ? 'that were set' : 'of its file'}`))
  if (!version) await told
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
  return (address, args) => {
    const replies = command(address, args)
    keep()
    return replies
  }
}

function mark(): void {
  keep()
  journal.mark(engine.frame, engine.deck)
}

function keep(): void {
  if (engine.deck.current) journal.keep(engine.deck.current, () => watch.fingerprints)
}

/** Loads a patch and plays it, and watches all that it is made of; also when it doesn't load, for then it will be mended. */
async function load(path: string, name: string): Promise<Version> {
  watch.follow([...watch.files, path])
  try {
    const version = await engine.play(path, name)
    watch.follow([path, ...version.files])
    journal.renew()
    keep()
    return version
  } catch (error) {
    watch.follow([...watch.files, ...imported(path)])
    throw error
  }
}

/** Loads the patch that plays again, and once more if it was saved meanwhile. */
async function reload(): Promise<void> {
  saved = true
  const { current } = engine.deck
  if (reloading || !current) return
  reloading = true
  while (saved) {
    saved = false
    await load(current.path, current.name).catch(error => {
      const { name, number } = engine.deck.current ?? current
      const still = `${name} (version ${number}) plays on; save the file again when it is mended`
      engine.tell({ event: 'refused', level: 'error', text: `${describe(error)}\n${still}` })
    })
  }
  reloading = false
  watch.settle()
}

function describe(error: Error): string {
  return error instanceof PatchError ? error.report : error.message
}

function report(text: EngineReport): void {
  process.send?.(text)
}

async function close(): Promise<void> {
  if (closing) return
  closing = true
  setTimeout(() => process.exit(1), CLOSING).unref()
  await Promise.allSettled([watch.close(), osc?.close(), control?.close(), engine.close(), recording.close()])
  guard.kill('SIGKILL')
  process.exit()
}
