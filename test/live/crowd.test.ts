/** Three players at their REPLs and a controller, all turning at once, while workers are killed; and a file that two save. */
import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { connectControl, controlPath } from '../../src/io/control.ts'
import type { Listing } from '../../src/repl/mirror.ts'
import { Command, until } from './chronus.ts'
import { edited, tone } from './edited.ts'
import { flood } from './flood.ts'
import { assertUndisturbed } from './judge.ts'
import { DEFAULT_PATCH, Run } from './run.ts'

const CHANGES = 200
const KILLS = 2

/** One who plays along: what he types is answered with JSON. */
class Player {
  readonly name: string
  private readonly command: Command
  private line = 0

  constructor(name: string, port: number) {
    this.name = name
    this.command = new Command(['attach', '--as', name, '--json', '--osc-port', String(port)], { input: null })
  }

  type(...lines: string[]): void {
    this.line += lines.length
    this.command.child.stdin.write(lines.map(line => `${line}\n`).join(''))
  }

  /** Waits until all that was typed is answered; gives the value of the last line. */
  async answered(): Promise<unknown> {
    const last = (): any => this.said.findLast(({ line }) => line === this.line)
    await until(() => `${this.name} is answered: ${this.command.out.slice(-500)}${this.command.err}`, () => last() !== undefined)
    return last().value
  }

  /** All that he was told, line by line. */
  get said(): any[] {
    const { out } = this.command
    return out.slice(0, out.lastIndexOf('\n') + 1).split('\n').filter(Boolean).map(line => JSON.parse(line))
  }

  /** Whose doing he was told of. */
  get heardOf(): string[] {
    return [...new Set(this.said.flatMap(({ news }) => news?.from ?? []))].sort()
  }

  async leave(): Promise<void> {
    this.command.child.stdin.end()
    assert.is((await this.command.ended()).status, 0)
  }
}

/** Lets three play along on an engine. */
async function three(port: number, play: (players: Player[]) => Promise<void>): Promise<void> {
  const players = ['ada', 'bob', 'agent'].map(name => new Player(name, port))
  for (const player of players) player.type('1')
  for (const player of players) await player.answered()
  await play(players)
  for (const player of players) await player.leave()
}

test('each sees what all the others do, all agree in the end, and the sound is what it would be without', async () => {
  const run = await Run.start(DEFAULT_PATCH)
  try {
    await run.redundant()
    await three(run.port, async players => {
      // What they turn is not heard while the lfo's depth is 0.
      players.forEach(({ name }, player) => {
        const own = ['vibrato', 'wobble', 'lfo'][player]
        for (let i = 1; i <= CHANGES; i++) {
          players[player].type(`lfo.freq = ${player + i / CHANGES}; ${own}.${own === 'lfo' ? 'phase' : 'gain'} = ${i / CHANGES} // ${name}`)
        }
      })
      const controller = flood(run.port, CHANGES, 1)
      for (let kill = 0; kill < KILLS; kill++) {
        const { slots, active } = await run.redundant()
        const since = run.news.length
        process.kill(slots[active].pid!, 'SIGKILL')
        await run.heard(({ text }) => text.includes('SIGKILL'), since)
      }
      await controller
      for (const player of players) await player.answered()
      await run.redundant()
      // What somebody says last is what all have, also those who have said something else just before.
      players[1].type('lfo.freq = 7.5', 'vibrato.gain = 0.25', 'wobble.gain = 0.75')
      await players[1].answered()
      const knobs = ['lfo.freq', 'lfo.phase', 'vibrato.gain', 'wobble.gain']
      const values = await engineValues(run.port, knobs)
      assert.equal([values[0], ...values.slice(2)], [7.5, 0.25, 0.75])
      for (const player of players) {
        let seen: unknown
        await until(() => `${player.name} has ${values}, not ${seen}`, async () => {
          player.type(`[${knobs}]`)
          seen = await player.answered()
          return JSON.stringify(seen) === JSON.stringify(values)
        })
        const others = players.map(({ name }) => name).filter(name => name !== player.name)
        await until(() => `${player.name} has heard of all the others, not of ${player.heardOf}`,
          () => JSON.stringify(player.heardOf) === JSON.stringify([...others, 'osc'].sort()))
        assert.equal(player.said.filter(({ ok }) => ok === false), [])
      }
    })
    const { frame } = await run.status()
    await assertUndisturbed(run, frame)
  } finally {
    await run.stop()
    run.remove()
  }
})

/** The values that the engine has. */
async function engineValues(port: number, knobs: readonly string[]): Promise<unknown[]> {
  const control = await connectControl(controlPath(port))
  const [reply] = await control.send('/list')
  control.close()
  const { modules } = JSON.parse(String(reply.args[0])) as Listing
  return knobs.map(knob => {
    const [id, name] = knob.split('.')
    return modules.find(module => module.id === id)!.inputs.find(input => input.name === name)!.value
  })
}

test('two who save the same file over each other: what was saved last is heard, and everybody knows which it is', () =>
  edited(tone(400), async (run, file) => {
    await three(run.port, async players => {
      for (let i = 0; i < 10; i++) {
        for (const [player, freq] of [[players[0], 500 + i], [players[1], 600 + i]] as const)
          player.type(`(await import('node:fs')).writeFileSync(${JSON.stringify(file)}, ${JSON.stringify(tone(freq))})`)
      }
      for (const player of players) await player.answered()
      const [, last] = /freq: (\d+)/.exec(readFileSync(file, 'utf8'))!
      for (const player of players) {
        let seen: unknown
        await until(() => `${player.name} has ${last}, not ${seen}`, async () => {
          player.type('tone.freq')
          seen = await player.answered()
          return seen === Number(last)
        })
      }
    })
  }))

test.run()
