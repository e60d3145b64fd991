/** The engine process: the engine with its doors (OSC, control socket), its output, the watch over the patch file, and the
 *  journal. Main starts it with one argument, the configuration as JSON, and the journal's descriptor; when main goes, it ends,
 *  and all that it started with it. */
import { setTimeout as pause } from 'node:timers/promises'
import type { Command, News } from './engine/command.ts'
import { commands } from './engine/commands.ts'
import { AFTERMATH, type EngineConfig, type EngineReport, JOURNAL_FD } from './engine/config.ts'
import { Engine } from './engine/engine.ts'
import { guardGroup } from './engine/guard.ts'
import { type Circumstances, Journal, type Past, readJournal } from './engine/journal.ts'
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
import { comeFirst } from './slot/priority.ts'

/** Time to end in order, before the process just exits; ms. */
const CLOSING = 700
/** How often it is written down which frame is due; ms. */
const MARK_EVERY = 20

const guard = guardGroup()
const config = JSON.parse(process.argv[2]) as EngineConfig
const { rate, block, quantise, fade, probation } = config

let control: ControlServer | null = null
let closing = false
/** What the player asked for last, with the files that it is made of: it may not be what plays. */
let wished = { path: config.patch, name: config.patchName, files: [config.patch] }
/** What has changed and is still to be loaded again. */
let saved: Pick<typeof wished, 'path' | 'name'> | null = null
let ready = false
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
const engine = await orEnd(() => new Engine({
  rate, block, quantise, fade, probation, tell, start,
  output: () => openOutput({ kind: config.output, file: config.file, device: config.device, rate, block, start, tell }),
}))
const recording = new Recording({
  folder: config.recordings, rate, tell: news => engine.tell(news),
  attach: recorder => {
    engine.recorder = recorder
    journal.renew()
  },
  recorder: (file, name, failed) => WavRecorder.start({
    file, rate, failed,
    restarted: () => engine.tell({
      event: 'recording', level: 'warn', text: `the process that writes ${name} ended and is started again: nothing is missing`,
    }),
  }),
})
const journal = new Journal(JOURNAL_FD, news => engine.tell(news))
const watch = new Watch(files => void reload(files))
let osc: Osc | null = null

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
    engine, version: config.version, osc: () => osc!, recording, patches: config.patches, load,
  }))
  if (past) await goOn(past)
  osc = await startOsc({ host: config.oscHost, port: config.oscPort, command, tell })
  if (!past) await begin()
  mark()
  setInterval(mark, MARK_EVERY)
  const socket = controlPath(osc.port)
  control = await startControl({ path: socket, command })
  for (const news of early.splice(0)) control.broadcast(news)
  report({ ready: { oscHost: osc.host, oscPort: osc.port, socket, patch: config.patchName } })
  ready = true
  await reload([])
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
async function goOn({ played, frame, failovers, switchovers, framesLost }: Past): Promise<void> {
  Object.assign(engine.deck, { failovers, switchovers, framesLost: framesLost + start - frame })
  const heard = played ? engine.resume(played.version, played) : load(config.patch, config.patchName)
  heard.catch(() => {})
  if (played) {
    const { version: { path, name, files }, known } = played
    wished = { path, name, files: [path, ...files] }
    watch.resume(known)
  }
  await engine.open()
  engine.start()
  if (played?.take) recording.goOn(played.take).catch(error => engine.tell({ event: 'log', level: 'error', text: error.message }))
  const told = heard.then(() => tellRestart(`with the values ${played ? 'that were set' : 'of its file'}`))
  if (played) told.catch(() => { /* it is tried again */ })
  else await told.catch(tellRefused)
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
  if (engine.deck.current) journal.keep(engine.deck.current, circumstances)
}

function circumstances(): Circumstances {
  const take = engine.recorder && recording.status().file
  return { known: watch.fingerprints, take, ...engine.supervisor.past }
}

/** Loads a patch and plays it, and watches all that it is made of; also when it doesn't load, for then it will be mended. */
async function load(path: string, name: string): Promise<Version> {
  const wish = wished = { path, name, files: [path] }
  follow()
  try {
    const version = await engine.play(path, name)
    wish.files = [path, ...version.files]
    return version
  } catch (error) {
    wish.files = [path, ...imported(path)]
    throw error
  } finally {
    follow()
    journal.renew()
    keep()
  }
}

/** Watches what the player asked for and what plays, which may be the version before it. */
function follow(): void {
  const { current } = engine.deck
  watch.follow([...wished.files, ...current?.files ?? [], ...current?.before?.files ?? []])
}

/** Loads again what has changed: what was asked for last, or else what plays; and once more if it was saved meanwhile. */
async function reload(changed: readonly string[]): Promise<void> {
  const { current } = engine.deck
  saved = [wished, current].find(patch => patch?.files.some(file => changed.includes(file))) ?? saved
  if (reloading || !ready) return
  reloading = true
  while (saved) {
    const { path, name } = saved
    saved = null
    await load(path, name).catch(tellRefused)
  }
  reloading = false
  watch.settle()
}

function tellRefused(error: Error): void {
  const { current } = engine.deck
  const still = current ? `${current.name} (version ${current.number}) plays on; save` : 'Save'
  engine.tell({ event: 'refused', level: 'error', text: `${describe(error)}\n${still} the file again when it is mended` })
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
  await Promise.allSettled([watch.close(), osc?.close(), control?.close(), engine.close(), recording.close()])
  guard.kill('SIGKILL')
  process.exit()
}
