/** `chronus [PATCH]`: starts the engine, then opens the REPL, reads piped lines, or just stays. */
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { News } from '../engine/command.ts'
import { stateFolder } from '../io/state.ts'
import { greeting } from '../repl/greeting.ts'
import { Others } from '../repl/others.ts'
import { now } from '../slot/clock.ts'
import { DEFAULT_PORT } from './commands.ts'
import { checkFile, checkOutput, defaultPatch, folder } from './files.ts'
import { type Kept, keepEngine } from './keep.ts'
import { playerName } from './name.ts'
import { type CommandLine, type Options, UsageError } from './options.ts'

const HINT = 'The music plays on. quit() or Ctrl-D ends it; help() says what there is.'
/** The patches that come with the program. */
const PATCHES = fileURLToPath(new URL('../../patches', import.meta.url))

/** Plays until the player quits, or a signal comes. Resolves with the exit status. */
export async function run({ args, options }: CommandLine, version: string): Promise<number> {
  const patchName = args[0] ?? defaultPatch()
  const patch = resolve(patchName)
  checkFile(patch, patchName)
  const { output: { kind, file }, device, oscHost, oscPort = DEFAULT_PORT, rate, block, quantise, fade, probation } = options
  if (file) checkOutput(file, [patchName])
  if (device !== undefined && !['auto', 'portaudio'].includes(kind))
    throw new UsageError('--device goes with --output auto or portaudio')
  const log = (news: News): void => { process.stderr.write(options.json ? `${JSON.stringify(news)}\n` : `${news.text}\n`) }
  const engine = keepEngine({
    patch, patchName, rate, block, output: kind, file: file && resolve(file), device, oscHost, oscPort, quantise, fade, probation,
    recordings: resolve(options.recordings), patches: [dirname(patch), patch, PATCHES, ...options.patches.map(folder)],
    archive: join(stateFolder(), 'versions'), session: new Date().toISOString(), version,
  }, options.headless ? undefined : playerName())
  const signal = new Promise<0>(stop => {
    const end = (): void => stop(0)
    process.on('SIGTERM', end)
    // At a terminal Ctrl-C is for the REPL; and when the terminal is closed, an endless loop of the player's must not keep
    // this process from ending, as it would if it were asked.
    if (process.stdin.isTTY && !options.headless) return
    process.on('SIGINT', end)
    // Without a REPL the music plays on when the terminal is closed.
    process.on('SIGHUP', options.headless ? () => {} : end)
  })
  const died = engine.ended.then(how => {
    throw new Error(`the engine fails again and again (${how}): it is not started any more. Start chronus again: your files ` +
      `are as you left them, and what was recorded is in ${options.recordings}`)
  })
  died.catch(() => { /* the end that was asked for */ })
  // Nobody reads any more (a pipe to head): no reason to end the music.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})

  try {
    return await Promise.race([signal, attend(engine, options, log), died])
  } finally {
    await engine.stop()
  }
}

/** Attends to the engine once it plays: opens the REPL, reads lines, or only tells what happens. */
async function attend(engine: Kept, { headless, noStatus, json }: Options, log: (news: News) => void): Promise<number> {
  const { stdin, stdout } = process
  const onNews = fromTheStart(engine.link)
  const repl = headless ? null : import('../repl/repl.ts')
  const logText = (text: string): void => log({ event: 'log', level: 'error', text, at: now() })
  const ready = await engine.ready.catch(error => {
    engine.onText(logText)
    throw error
  })
  const control = engine.link
  const atTerminal = stdin.isTTY && !headless
  if (repl && atTerminal && stdout.isTTY && process.env.TERM !== 'dumb') {
    await (await repl).openTerminal(control, {
      greeting: mirror => greeting(ready, mirror), hint: HINT, history: 'history', status: !noStatus,
      onText: engine.onText, onNews, log: json ? log : undefined,
    })
    return 0
  }
  engine.onText(logText)
  const others = new Others(text => log({ event: 'said', level: 'info', text, at: now() }))
  onNews(news => {
    if (news.event !== 'set' && (json || news.event !== 'said')) log(news)
    else if (!json) others.add(news)
  })
  if (repl) {
    await (await repl).readLines(control, atTerminal ? '> ' : '')
    return 0
  }
  if (!stdin.isTTY && await hasSomething(stdin)) await (await import('../repl/repl.ts')).readLines(control)
  return new Promise(() => { /* until a signal comes */ })
}

/** What lets somebody hear what is told, with all that was told before: an engine that has no sound says so while the REPL still opens. */
function fromTheStart(link: Kept['link']): (hear: (news: News) => void) => void {
  const early: News[] = []
  let hear = (news: News): void => { early.push(news) }
  link.onNews(news => hear(news))
  return callback => {
    early.forEach(callback)
    hear = callback
  }
}

/** Waits until something can be read; false when it ends, or can't be read at all, before that. */
function hasSomething(stream: NodeJS.ReadStream): Promise<boolean> {
  return new Promise(resolve => {
    stream.once('error', () => resolve(false))
    stream.once('end', () => resolve(false))
    stream.once('readable', () => resolve(stream.readableLength > 0))
  })
}
