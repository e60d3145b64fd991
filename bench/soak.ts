/** A long evening in short: a busy patch with an edit every 5 s, a killed worker every 3 s and 200 OSC messages/s.
 *
 *      node --import tsx bench/soak.ts [MINUTES]
 *
 *  Memory and descriptors of every process and the latency of OSC are taken at the end of the first minute and at the end of
 *  all. Exits with 1 when something has grown, or frames were lost. */
import { createSocket } from 'node:dgram'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { decode, encode } from 'node-osc'
import { Run, pause } from '../test/live/run.ts'
import { median, quantile } from './figures.ts'
import { alive, descriptors, residentMegabytes } from './processes.ts'
import { standstill } from './witness.ts'

const MINUTE = 60_000
const EDIT_EVERY = 5000
const KILL_EVERY = 3000
const MESSAGES_PER_SECOND = 200
/** The last part of the first minute and of all, in which it is looked at closely, and how often; ms. */
const LOOKING = 15_000
const LOOK_EVERY = 250
const VOICES = 5
/** Every fourth message asks, the others set. One question at a time; one that is not answered by then is lost, ms. */
const ASK_EVERY = 4
const LOST = 1000

/** The processes that live as long as the program does: what they have open is counted. */
const LASTING = ['main', 'engine', 'output']

/** What may be more at the end than after the first minute, and why. */
const TOLERANCES = {
  memory: {
    factor: 1.15, more: 24,
    why: "24 MB and 15 %: V8's young generation (up to 32 MB) comes and goes, and workers are of different ages",
  },
  descriptors: {
    factor: 1, more: 8,
    why: '8: two workers that are just starting have four each (the fewest seen while looking count)',
  },
  latency: {
    factor: 2, more: 3,
    why: "twice, and 3 ms: a look of the engine at its clock (2 ms), and the machine's own noise; p99 is only shown",
  },
} as const
type Kind = keyof typeof TOLERANCES

/** 21 modules: five voices of sine → adsr → biquad, an lfo each, and a mix. `freq`: the number that an edit changes. */
const patch = (freq: number): string => `import { adsr, biquad, lfo, patch, sine } from 'music-chronus'
const voice = (i: number) => {
  const tone = sine('sine' + i, { freq: ${freq} * (i + 1), gain: 0.3 })
  const amp = adsr('adsr' + i, { in: tone, attack: 10, decay: 100, sustain: 0.7, release: 300, gate: 1 })
  return biquad('filter' + i, { in: amp, cutoff: lfo('lfo' + i, { freq: 0.3 + i, min: 400, max: 3000 }), q: 2 })
}
export default patch(() => Array.from({ length: ${VOICES} }, (_, i) => voice(i)).reduce((sum, one) => sum.add(one)).mul(0.2))
`

interface Figures { memory: Map<string, number>, descriptors: Map<string, number>, latency: Map<string, number> }

const minutes = Number(process.argv[2] ?? 30)
if (!(minutes >= 2)) {
  console.error('make soak MINUTES=30: two minutes at the least, for it compares the last one with the first')
  process.exit(2)
}

const folder = mkdtempSync(join(tmpdir(), 'chronus-soak-'))
const file = join(folder, 'busy.ts')
writeFileSync(file, patch(55))
const run = await Run.start(file, ['--output', 'null'])
process.on('exit', () => {
  run.kill()
  run.remove()
  rmSync(folder, { recursive: true, force: true })
})
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => process.exit(130))

const socket = createSocket('udp4')
let asked: number | null = null
let waits: number[] = []
const count = { edits: 0, kills: 0, messages: 0 }
let over = false
await run.redundant()
const began = performance.now()
standstill()
console.log(`${minutes} minutes of ${VOICES} voices: an edit every ${EDIT_EVERY / 1000} s, ` +
  `a kill every ${KILL_EVERY / 1000} s, ${MESSAGES_PER_SECOND} OSC messages/s`)
const work = [messages(), every(EDIT_EVERY, edit), every(KILL_EVERY, kill), every(MINUTE, tell)]

await pause(MINUTE - LOOKING)
const first = await look()
await pause((minutes - 1) * MINUTE - LOOKING)
const last = await look()
over = true
await Promise.race([Promise.all(work), pause(KILL_EVERY)])
const { decks: [deck], osc } = await run.status()
const short = compared(first, last)
console.log(`\n${count.edits} edits, ${deck.switchovers} switchovers, ${count.kills} kills, ${deck.failovers} failovers, ` +
  `${count.messages} OSC messages sent, ${osc.received} received, ${osc.rejected} refused`)
console.log(`frames lost        ${deck.framesLost}`)
console.log(`the machine itself let nothing work for ${standstill().toFixed(0)} ms at the most`)
if (deck.framesLost > 0) short.push('frames were lost')
await run.stop()
if (short.length > 0) console.log(`\nFAILED: ${short.join('; ')}`)
process.exit(short.length > 0 ? 1 : 0)

/** Looks for some seconds: the middle of the memory, the fewest descriptors, and how long OSC takes to answer. */
async function look(): Promise<Figures> {
  const memory = new Map<string, number[]>()
  const open = new Map<string, number[]>()
  const add = (to: Map<string, number[]>, role: string, value: number): void => {
    to.set(role, [...to.get(role) ?? [], value])
  }
  waits = []
  for (const end = performance.now() + LOOKING; performance.now() < end; await pause(LOOK_EVERY)) {
    const { engine, spare, output, decks: [{ slots }] } = await run.status()
    const roles: [string, number | null][] = [['main', run.child.pid!], ['engine', engine.pid], ['output', output.pid],
      ['spare', spare.pid], ...slots.map(({ role, pid }): [string, number | null] => [role, pid])]
    for (const [role, pid] of roles) {
      if (!pid || !alive(pid)) continue
      add(memory, role, residentMegabytes(pid))
      if (LASTING.includes(role)) add(open, role, descriptors(pid))
    }
  }
  const each = (of: Map<string, number[]>, pick: (values: number[]) => number): Map<string, number> =>
    new Map([...of].map(([role, values]) => [role, pick(values)]))
  return {
    memory: each(memory, median),
    descriptors: each(open, values => Math.min(...values)),
    latency: new Map([['p50', median(waits)], ['p99', quantile(waits, 0.99)]]),
  }
}

/** Prints both columns and says what has grown. */
function compared(first: Figures, last: Figures): string[] {
  const short: string[] = []
  const units: Record<Kind, string> = { memory: 'MB', descriptors: 'open files', latency: 'ms, OSC question to answer' }
  console.log(`\n${''.padEnd(36)}${'first minute'.padStart(14)}${'end'.padStart(10)}`)
  for (const kind of ['memory', 'descriptors', 'latency'] as const) {
    const { factor, more, why } = TOLERANCES[kind]
    for (const [what, before] of first[kind]) {
      const after = last[kind].get(what) ?? NaN
      const digits = kind === 'latency' ? 2 : 0
      // The slowest answers are those of the machine's worst moment: they are shown.
      const held = what === 'p99' || after <= factor * before + more
      if (!held) short.push(`${what}: ${kind} has grown`)
      const name = `${what}, ${units[kind]}`
      const columns = before.toFixed(digits).padStart(14) + after.toFixed(digits).padStart(10)
      console.log(`${name.padEnd(36)}${columns}${held ? '' : '  FAILED'}`)
    }
    console.log(`    tolerance: ${why}`)
  }
  return short
}

/** OSC from outside: numbers set at random, and questions, whose answers are timed. */
async function messages(): Promise<void> {
  socket.on('error', () => {})
  socket.on('message', datagram => {
    const { address } = decode(datagram) as { address: string }
    if (asked === null || !address.startsWith('/mod/')) return
    waits.push(performance.now() - asked)
    asked = null
  })
  for (let sent = 0; !over;) {
    const due = (performance.now() - began) / 1000 * MESSAGES_PER_SECOND
    for (; sent < due; sent++) {
      const voice = Math.floor(Math.random() * VOICES)
      const ask = sent % ASK_EVERY === 0 && (asked === null || performance.now() - asked > LOST)
      const args = ask ? [] : [{ type: 'float', value: 0.5 + 5 * Math.random() }]
      if (ask) asked = performance.now()
      socket.send(encode({ address: `/mod/filter${voice}/q`, args } as never) as Buffer, run.port, '127.0.0.1')
      count.messages++
    }
    await pause(1)
  }
  socket.close()
}

async function every(ms: number, act: () => void | Promise<void>): Promise<void> {
  for (let turn = 1; !over; turn++) {
    await pause(Math.max(0, began + turn * ms - performance.now()))
    if (!over) await act()
  }
}

function edit(): void {
  count.edits++
  writeFileSync(file, patch(50 + count.edits % 30))
}

async function kill(): Promise<void> {
  const { slots } = await run.deck()
  const { pid } = slots[Math.floor(Math.random() * slots.length)]
  if (!pid || !alive(pid)) return
  process.kill(pid, 'SIGKILL')
  count.kills++
}

async function tell(): Promise<void> {
  const { decks: [{ switchovers, failovers, framesLost, version }] } = await run.status()
  console.log(`minute ${Math.round((performance.now() - began) / MINUTE)}: version ${version}, ${switchovers} switchovers, ` +
    `${count.kills} kills, ${failovers} failovers, ${framesLost} frames lost, engine ${residentMegabytes(run.engine).toFixed(0)} MB`)
}
