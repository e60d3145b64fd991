/** The words that show what is heard: scope(), spectrum(), meter(); and analyse(), which says it in figures. */
import { inspect } from 'node:util'
import type { Picture } from '../pictures/picture.ts'
import { Tap } from '../io/tap.ts'
import { PlayerError } from './mirror.ts'
import type { Mirror } from './mirror.ts'
import type { Printer } from './printer.ts'
import { columns } from './width.ts'
import { word } from './word.ts'

/** How long analyse() listens where the player doesn't say, and at the most, s. */
const [LISTEN, LONGEST] = [3, 3600]
/** What scope() may show from left to right, ms. */
const SPAN = { least: 0.1, most: 1000 }

export const SIGHTS_HELP = `\
  scope()   spectrum()   meter()     see what is heard, until a key is pressed; scope(5) is 5 ms from left to right
  graph()                   what plays as a graph: what is heard, what it is made of, what moves what
  statusline(false)         without the line at the bottom; statusline() brings it back
  analyse()   analyse(10)   its level, loudness, pitch … over 3 s, or 10`

/** Those that mean the call when they stand alone on a line. */
export const SIGHTS = ['analyse', 'graph', 'meter', 'scope', 'spectrum', 'statusline']

/** @param atTerminal whether there is a terminal to draw on; else a picture is a text */
export function sights(mirror: Mirror, printer: Printer, atTerminal: boolean): Record<string, (...args: any[]) => unknown> {
  let isShown = false
  const show = async (make: (rate: number) => Picture): Promise<unknown> => {
    if (isShown) throw new PlayerError('a picture is shown already: one at a time')
    const tap = await Tap.open(mirror)
    try {
      const { still, watch } = await import('./watch.ts')
      if (!atTerminal) {
        const text = still(tap, make(tap.rate))
        return { [inspect.custom]: () => text }
      }
      const { Screen } = await import('./screen.ts')
      isShown = true
      printer.hold()
      await watch(tap, make(tap.rate), new Screen(), printer.color)
    } finally {
      if (isShown) printer.release()
      isShown = false
      tap.close()
    }
  }
  return {
    scope: word(async (ms = 20) => {
      if (!(ms >= SPAN.least && ms <= SPAN.most)) {
        throw new PlayerError(`scope takes ${SPAN.least} to ${SPAN.most} ms from left to right: scope(20)`)
      }
      const { scope } = await import('../pictures/scope.ts')
      return show(() => scope(ms))
    }),
    spectrum: word(async () => {
      const { spectrum } = await import('../pictures/spectrum.ts')
      return show(() => spectrum())
    }),
    meter: word(async () => {
      const { meter } = await import('../pictures/meter.ts')
      return show(meter)
    }),
    graph: word(async () => {
      const [{ graph }, { paint }] = await Promise.all([import('../pictures/graph.ts'), import('../pictures/paint.ts')])
      const [reply] = await mirror.send('/list')
      const text = graph(JSON.parse(String(reply.args[0])), columns(), paint(printer.color)).join('\n')
      return { [inspect.custom]: () => text }
    }),
    statusline: (on = true) => {
      if (!printer.footer) throw new PlayerError('there is no terminal for a status line')
      if (on) printer.footer.show()
      else printer.footer.hide()
    },
    analyse: word(async (seconds = LISTEN) => {
      if (!(seconds > 0 && seconds <= LONGEST)) {
        throw new PlayerError(`analyse takes for how many seconds to listen, up to ${LONGEST}: analyse(3)`)
      }
      const [{ hear }, { showAnalysis }] = await Promise.all([import('./hearing.ts'), import('./figures.ts')])
      const analysis = await hear(mirror, seconds)
      return Object.defineProperty(analysis, inspect.custom, { value: () => showAnalysis(analysis) })
    }),
  }
}
