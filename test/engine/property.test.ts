/** Random sequences of faults, edits and changes of parameters, against one invariant: what is heard is the offline render of what
 *  was asked for, to the bit, but for the fades around a change of version and around a silence.
 *
 *      RUNS=200 node --import tsx test/engine/property.test.ts            more of them
 *      SEED=… node --import tsx test/engine/property.test.ts              the same ones again */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { change } from '../../src/kernel/parameters.ts'
import { Ledger } from './ledger.ts'
import { BLOCK, PATCH, RATE, type Stage, stage } from './stage.ts'

const RUNS = Number(process.env.RUNS ?? 8)
const SEED = process.env.SEED === undefined ? undefined : Number(process.env.SEED)
/** How long anything may take that must come at some time, ms: a busy machine is no fault. */
const PATIENCE = 60_000
/** Music after the last fault, in frames, in which everything must be right again. */
const CODA = 9600

const EVERYBODY = ['active', 'standby', 'spare', 'both'] as const
const SIGNALS = ['SIGKILL', 'SIGSEGV', 'SIGABRT'] as const
/** How far an edit has come when the next thing happens: it is being loaded, it is in its crossfade, or all of it is heard. */
const STAGES = ['asked', 'begun', 'over'] as const
type Who = typeof EVERYBODY[number]

/** What is turned, by its address, and between which values: so low and quiet that the master has nothing to do. */
const PARAMETERS: [string, number, number][] = [
  ['/mod/sine/freq', 100, 500], ['/mod/sine/gain', 0, 0.3], ['/mod/filter/cutoff', 200, 2000], ['/mod/filter/q', 0.5, 2],
  ['/gate/adsr', 0, 1], ['/mod/adsr/release', 5, 500], ['/mod/lfo/depth', 0, 1],
]
const PATCHES: ((freq: number) => string)[] = [
  freq => `import { patch, sine } from 'music-chronus'\nexport default patch(() => sine('sine', { freq: ${freq}, gain: 0.3 }))\n`,
  freq => `import { adsr, biquad, patch, sine } from 'music-chronus'
export default patch(() => biquad('filter', { cutoff: 900, in: adsr('adsr', { gate: 1, in: sine('sine', { freq: ${freq}, gain: 0.3 }) }) }))\n`,
  freq => `import { biquad, noise, patch } from 'music-chronus'
export default patch(() => biquad('filter', { in: noise('noise', { gain: 0.1 }), cutoff: ${freq} }))\n`,
]
const BROKEN = ['export default patch(() => {', `throw new Error('not today')`, 'process.exit(1)', 'process.kill(process.pid)']

type Command =
  | { do: 'play', frames: number }
  | { do: 'set', parameter: number, share: number }
  | { do: 'kill', who: Who, signal: typeof SIGNALS[number] }
  | { do: 'stop', who: Who, frames: number, forEver: boolean }
  | { do: 'edit', patch: number, freq: number, until: typeof STAGES[number] }
  | { do: 'break', file: number }
  | { do: 'redundant' }

const doing = <D extends string, T>(what: D, model: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<{ do: D } & T> =>
  fc.record({ do: fc.constant(what), ...model }, { noNullPrototype: true }) as unknown as fc.Arbitrary<{ do: D } & T>

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 4, arbitrary: doing('play', { frames: fc.integer({ min: 1, max: 6000 }) }) },
  { weight: 4, arbitrary: doing('set', { parameter: fc.nat(PARAMETERS.length - 1), share: fc.nat(4) }) },
  { weight: 3, arbitrary: doing('kill', { who: fc.constantFrom(...EVERYBODY), signal: fc.constantFrom(...SIGNALS) }) },
  { weight: 2, arbitrary: doing('stop', {
    who: fc.constantFrom(...EVERYBODY), frames: fc.integer({ min: 1, max: 9600 }), forEver: fc.boolean(),
  }) },
  { weight: 3, arbitrary: doing('edit', {
    patch: fc.nat(PATCHES.length - 1), freq: fc.integer({ min: 150, max: 500 }), until: fc.constantFrom(...STAGES),
  }) },
  { weight: 1, arbitrary: doing('break', { file: fc.nat(BROKEN.length - 1) }) },
  { weight: 2, arbitrary: doing('redundant', {}) })

const total = { exact: 0, sounding: 0, silent: 0, failovers: 0, switchovers: 0 }

/** One engine, to which a sequence of things happens. */
class Run {
  private readonly stage: Stage
  private readonly ledger: Ledger
  /** Edits whose end has not been waited for, and how many edits and faults there were. */
  private readonly pending: Promise<unknown>[] = []
  private edits = 0
  private faults = 0

  constructor(stage: Stage) {
    this.stage = stage
    this.ledger = new Ledger(stage.engine.deck)
  }

  async go(commands: readonly Command[]): Promise<void> {
    for (const command of commands) {
      await this.obey(command)
      this.ledger.keep()
    }
    for (const edit of this.pending) await this.playUntil('an edit ends', edit)
    await this.redundant()
    await this.play(CODA)
    this.check()
  }

  private async obey(command: Command): Promise<void> {
    switch (command.do) {
      case 'play': return this.play(command.frames)
      case 'set': return this.set(...PARAMETERS[command.parameter], command.share / 4)
      case 'kill': return this.signal(command.who, command.signal)
      case 'stop': {
        const pids = this.pids(command.who)
        this.signal(command.who, 'SIGSTOP')
        await this.play(command.frames)
        if (!command.forEver) for (const pid of pids) send(pid, 'SIGCONT')
        return
      }
      case 'edit': return this.edit(PATCHES[command.patch](command.freq), command.until)
      case 'break': return this.refused(BROKEN[command.file])
      case 'redundant': return this.redundant()
    }
  }

  private async play(frames: number): Promise<void> {
    const { output } = this.stage
    await output.playTo(output.frames + frames)
  }

  private set(address: string, least: number, most: number, share: number): void {
    const { deck } = this.stage.engine
    const args = [least + share * (most - least)]
    const frame = deck.requested * BLOCK
    try {
      deck.set(address, args)
    } catch (error) {
      assert.match((error as Error).message, /There is no module|has no input|follows/)
      return
    }
    const playing = deck.slots.filter(({ worker }) => worker !== null).map(({ version }) => version!)
    for (const { kernel, events } of new Set([deck.current!, ...playing])) {
      const { input, param, value } = found(kernel.layout, address, args) ?? {}
      if (!input) continue
      // A gate that has moved in this block moves a frame later.
      const last = frame + (input.gate ? BLOCK : 0)
      const noted = events.some(event => event.param === param && event.value === value && event.frame >= frame && event.frame <= last)
      assert.ok(noted, `${address} is set in every version that plays`)
    }
  }

  private pids(who: Who): number[] {
    const { deck, supervisor } = this.stage.engine
    const active = deck.slots[deck.active].worker?.pid
    const standby = deck.standby().worker?.pid
    const spare = supervisor.reserve.pid ?? undefined
    return { active: [active], standby: [standby], spare: [spare], both: [active, standby] }[who].filter(pid => pid !== undefined)
  }

  private signal(who: Who, signal: NodeJS.Signals): void {
    for (const pid of this.pids(who)) {
      this.faults++
      send(pid, signal)
    }
  }

  private async edit(text: string, until: typeof STAGES[number]): Promise<void> {
    const { deck } = this.stage.engine
    const { switchovers } = deck
    const alone = this.pending.length === 0
    const edit = this.load(text)
    this.edits++
    if (until !== 'over') this.pending.push(edit)
    if (until === 'asked') return
    const refusal = await this.playUntil('an edit ends', edit, () => until === 'begun' && deck.switchovers > switchovers)
    if (until === 'over' && alone && this.faults === 0) assert.is(refusal, '', 'an edit without a fault is heard')
  }

  private async refused(text: string): Promise<void> {
    assert.is.not(await this.playUntil('an edit ends', this.load(text)), '', 'a broken file is refused')
  }

  /** Saves a file and plays it. Gives the reason why it is not heard, or nothing. */
  private load(text: string): Promise<string> {
    const { engine, folder } = this.stage
    const file = join(folder, `${this.edits}.ts`)
    writeFileSync(file, text)
    return engine.play(file, 'edit').then(() => '', error => error.message)
  }

  /** Both slots play again, unless their workers died too young too often. */
  private async redundant(): Promise<void> {
    const { engine: { deck, supervisor }, news } = this.stage
    const givenUp = (): boolean => news.some(({ text }) => /stays empty/.test(text))
    const end = performance.now() + PATIENCE
    while (!givenUp() && !(deck.redundant() && supervisor.reserve.pid)) {
      assert.ok(performance.now() < end, `two slots play again; they are ${deck.slots.map(({ state }) => state)}`)
      await this.play(1)
    }
  }

  /** Plays on until a promise is settled, and gives what it gives; nothing when something else holds before. */
  private async playUntil<T>(what: string, promise: Promise<T>, holds = (): boolean => false): Promise<T | undefined> {
    let settled = false
    void promise.finally(() => { settled = true })
    const end = performance.now() + PATIENCE
    while (!settled && !holds()) {
      assert.ok(performance.now() < end, what)
      await this.play(1)
    }
    return settled ? promise : undefined
  }

  private check(): void {
    const { engine: { deck }, output, news } = this.stage
    const told = news.map(({ text }) => text)
    const context = `\n  ${told.join('\n  ')}`
    try {
      this.ledger.check(output.samples)
      assert.not.ok(told.some(text => /no longer play the same/.test(text)), 'two slots differ')
      const collapses = told.filter(text => /nothing plays until/.test(text)).length
      // A version that is brought in again begins afresh where no snapshot had been taken of it yet.
      const returns = told.filter(text => /is there again$/.test(text)).length
      assert.ok(this.ledger.lives.length <= 1 + this.edits + collapses + returns, `${this.ledger.lives.length} lives`)
      if (this.edits === 0 && collapses < 2) assert.is(this.ledger.lives.length, 1, 'it goes on where it was')
    } catch (error) {
      (error as Error).message += context
      throw error
    }
    total.exact += this.ledger.exact
    total.sounding += this.ledger.sounding
    total.silent += this.ledger.silent
    total.failovers += deck.failovers
    total.switchovers += deck.switchovers
  }
}

function found(...asked: Parameters<typeof change>): ReturnType<typeof change> | null {
  try {
    return change(...asked)
  } catch {
    return null
  }
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It has gone already.
  }
}

test('whatever happens, what is heard is the offline render of the same events, but for the fades', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: 4, maxLength: 10 }), fc.constantFrom(0.05, 0.3), async (commands, probation) => {
      await stage(PATCH, now => new Run(now).go(commands), RATE, BLOCK, undefined, probation)
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: SEED === undefined, includeErrorInReport: true })
  const { exact, sounding } = total
  if (process.env.RUNS) console.log(JSON.stringify(total))
  assert.ok(sounding > RUNS * CODA / BLOCK / 2, `${sounding} of ${exact} blocks were to be heard`)
})

test.run()
