/** `chronus monitor`: sees and hears what the engine that runs is doing, until q is pressed. It waits for one where none runs, and for
 *  the next one when it ends. */
import { setTimeout as pause } from 'node:timers/promises'
import type { News } from '../engine/command.ts'
import { Tap } from '../io/tap.ts'
import { type Told, monitor } from '../pictures/monitor.ts'
import { paint } from '../pictures/paint.ts'
import { Others } from '../repl/others.ts'
import { Screen } from '../repl/screen.ts'
import { VitalSigns } from '../repl/vitals.ts'
import { Feed, still } from '../repl/watch.ts'
import { DEFAULT_PORT } from './commands.ts'
import { type Joined, join } from './join.ts'
import type { CommandLine } from './options.ts'
import { findPath } from './remote.ts'

/** Time from one picture to the next, ms: 20 a second. */
const FRAME = 50
/** How often an engine is looked for, ms. */
const LOOK_EVERY = 500
/** Of what has happened so much is kept. */
const MOST = 100
/** Time that the state of the engine has to arrive for a picture as text, ms. */
const ARRIVAL = 300
const NAME = 'monitor'
const QUIT = /^(q|Q|\x03|\x04|\x1b)$/

/** Shows it. At no terminal it prints one picture as text; then it rejects where no engine runs. */
export async function run({ options: { oscPort } }: CommandLine): Promise<number> {
  const { stdin, stdout } = process
  if (!stdin.isTTY || !stdout.isTTY || process.env.TERM === 'dumb') return once(oscPort)
  const color = stdout.hasColors() && !process.env.NO_COLOR
  const screen = new Screen()
  let quit = false
  const quitting = new Promise<void>(resolve => screen.open(key => {
    if (!QUIT.test(key)) return
    quit = true
    resolve()
  }))
  const told: Told[] = []
  try {
    while (!quit) {
      const joined = await findPath(oscPort).then(path => join(path, NAME)).catch(() => null)
      if (joined) await Promise.race([show(joined, screen, told, color), quitting])
      else {
        screen.draw([`waiting for an engine${oscPort === undefined ? '' : ` on port ${oscPort || DEFAULT_PORT}`} …`, 'q quits'])
        await Promise.race([pause(LOOK_EVERY), quitting])
      }
      joined?.link.close()
    }
  } finally {
    screen.close()
  }
  return 0
}

/** Shows one engine, and those that take its place; resolves when there is none any more. */
async function show({ link, ended }: Joined, screen: Screen, told: Told[], color: boolean): Promise<void> {
  const tell = (text: string, level: Told['level'] = 'info'): void => {
    told.push({ text, level })
    if (told.length > MOST) told.shift()
  }
  const others = new Others(text => tell(text))
  link.onNews(news => hear(news, tell, others))
  const vitals = new VitalSigns(link)
  vitals.start()
  const tap = await Promise.race([Tap.open(link), ended.then(() => null)])
  if (!tap) return vitals.stop()
  const picture = monitor(tap.rate, () => vitals.now, told)
  const feed = new Feed(tap, picture)
  const timer = setInterval(() => {
    feed.go()
    if (!screen.isBusy) screen.draw(picture.draw(tap, { columns: screen.columns, rows: screen.height, paint: paint(color) }))
  }, FRAME)
  try {
    await ended
  } finally {
    clearInterval(timer)
    vitals.stop()
    tap.close()
  }
}

function hear(news: News, tell: (text: string, level: Told['level']) => void, others: Others): void {
  if (news.event === 'set' || news.event === 'said') others.add(news)
  else tell(news.text, news.level)
}

/** One picture, as text. */
async function once(port: number | undefined): Promise<number> {
  const { link } = await join(await findPath(port), NAME)
  const told: Told[] = []
  link.onNews(news => hear(news, (text, level) => told.push({ text, level }), new Others(() => {})))
  const vitals = new VitalSigns(link)
  vitals.start()
  const tap = await Tap.open(link)
  try {
    await pause(ARRIVAL)
    process.stdout.write(`${still(tap, monitor(tap.rate, () => vitals.now, told))}\n`)
  } finally {
    vitals.stop()
    tap.close()
    link.close()
  }
  return 0
}
