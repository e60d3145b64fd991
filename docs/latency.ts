/** The table of docs/latency.md: where the time goes, out of the numbers that the program goes by. */
import { leadOf } from '../src/engine/engine.ts'
import { Master } from '../src/engine/master.ts'
import { CUSHION } from '../src/io/output.ts'
import { CHUNK, QUEUE } from '../src/io/portaudio.ts'
import { table } from './markdown.ts'

const BEGIN = '<!-- The table of stages: written by make docs. -->\n'
const END = '<!-- End of the table. -->\n'
/** What is compared: rate in Hz, frames in a block. The first is what it plays with unless it is told otherwise. */
const SETTINGS = [[48_000, 128], [48_000, 64], [96_000, 128], [48_000, 1024]] as const

/** The guide with its table as it should be. */
export function withStages(guide: string): string {
  const [before, rest] = guide.split(BEGIN)
  const heads = ['stage', ...SETTINGS.map(([rate, block]) => `\`--rate ${rate} --block ${block}\``)]
  const columns = SETTINGS.map(([rate, block]) => stages(rate, block))
  const rows = columns[0].map(([name], i) => [name, ...columns.map(column => column[i][1].map(ms => ms.toFixed(1)).join(' … '))])
  return `${before}${BEGIN}\n${table(heads, rows)}\n\n${END}${rest.split(END)[1]}`
}

/** What each stage takes, least and most, in ms; the last is the sum. */
function stages(rate: number, block: number): [name: string, ms: number[]][] {
  const ms = (frames: number): number => 1000 * frames / rate
  // Of a block shorter than what the master looks ahead, more than one has to be there.
  const asked = leadOf(ms(block)) + Math.floor(new Master(rate).latency / block)
  const each: [string, number[]][] = [
    ['the next block that nobody has asked for yet, until it leaves the engine: blocks are made ahead, and the master looks ahead',
      [ms(asked * block), ms((asked + 1) * block)]],
    ['what the output has in hand, and the block that is due', [1000 * CUSHION.portaudio + ms(block)]],
    ['the queue of the sound device', [ms(QUEUE * CHUNK)]],
  ]
  const sum = (which: (all: number[]) => number | undefined): number => each.reduce((all, [, range]) => all + which(range)!, 0)
  return [...each, ['**from the message to the driver**', [sum(range => range[0]), sum(range => range.at(-1))]]]
}
