/** What is said in words, through every door of the real command. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { decode, encode } from 'node-osc'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Command, chronus, until } from './chronus.ts'
import { DEFAULT_PATCH, Run, pause } from './run.ts'

const TEXT = ['/mod/filter/cutoff 840', '/mod/lfo/freq 0.5', '/mod/lfo/depth 0.8', '/mod/vibrato/gain 0']
  .map(sent => `→ ${sent} '200 ms'`).join('\n')

async function askByOsc(port: number, sentence: string): Promise<{ address: string, args: unknown[] }> {
  const socket = createSocket('udp4')
  socket.send(encode({ address: '/say', args: [{ type: 'string', value: sentence }], oscType: 'message' } as any), port, '127.0.0.1')
  const [data] = await once(socket, 'message')
  socket.close()
  const { address, args } = decode(data) as any
  return { address, args: args.map((arg: any) => arg.value ?? arg) }
}

test('by OSC, the command line and each other', async () => {
  const run = await Run.start(DEFAULT_PATCH, ['--output', 'null'])
  try {
    const { address, args } = await askByOsc(run.port, 'darker, and add some wobble')
    assert.is(address, '/say/reply')
    assert.is(args[0], TEXT)
    assert.equal(JSON.parse(String(args[1]))[0], { address: '/mod/filter/cutoff', args: [840, '200 ms'] })
    assert.equal(await run.send('/mod/lfo/depth'), [0.8])

    const port = ['--osc-port', String(run.port)]
    await askByOsc(run.port, 'add warmth')
    const more = await chronus(['say', 'the', 'other', 'way', ...port])
    assert.is(more.status, 1)
    assert.match(more.err, "'add warmth' has no opposite")
    const louder = await chronus(['say', 'louder', 'please', '--json', ...port])
    assert.equal([louder.status, louder.out], [0, '[{"address":"/mod/sine/gain","args":[0.36,"200 ms"]}]\n'])
    // What was said by one door is known at the other.
    assert.equal((await askByOsc(run.port, 'undo that')).args[0], "→ /mod/sine/gain 0.3 '200 ms'")

    // All glides have arrived.
    const list = async (): Promise<unknown> => JSON.parse(String((await run.send('/list'))[0]))
    let before = await list()
    await until('nothing moves', async () => {
      const earlier = JSON.stringify(before)
      await pause(100)
      before = await list()
      return JSON.stringify(before) === earlier
    })
    const wrong = await askByOsc(run.port, 'brighter and brigther')
    assert.is(wrong.address, '/error')
    assert.match(String(wrong.args[1]), "I don't understand 'brigther'. Nothing was changed. You could say: 'brighter'")
    assert.equal(await list(), before)
    await run.heard(({ text, from }) => from !== undefined && text === 'says "darker, and add some wobble"', 0)
    await run.heard(({ event, from, module }) => event === 'set' && from !== undefined && module === 'filter', 0)

    // It goes on from where the tempo goes, not from where it is on its way.
    await run.send('/bpm', 120)
    await run.send('/say', 'faster over 8 bars')
    assert.is((await run.send('/say', 'slower'))[0], "→ /bpm 120 '200 ms'")

    const [later] = await run.send('/say', 'mute the sine on the next beat')
    assert.match(String(later), /^with the next beat, in 0\.\d s:\n→ \/mod\/sine\/mute 1$/)
    await until('it is muted', async () => (await run.send('/mod/sine/mute'))[0] === 1)

    await run.send('/say', 'cutoff to 5000 on the next bar')
    await run.send('/say', 'undo that')
    await run.send('/bpm', 900)
    await pause(600)
    assert.not.equal((await run.send('/mod/filter/cutoff'))[0], 5000, 'what is taken back before its bar is not done')

    const patch = await run.send('/say', 'play the first patch')
    assert.is(patch[0], `→ /patch/load ${JSON.parse(String(patch[1]))[0].args[0]}`)
    assert.match(JSON.parse(String((await run.send('/list'))[0])).patch, /first\.ts$/)
  } finally {
    await run.stop()
    run.remove()
  }
})

test('in lines of the REPL', async () => {
  const input = '"darker, and add some wobble\nfilter.cutoff\nsay("xyzzy")\n"louder"\n["a", "b"].length\n'
  const { status, out, err } = await new Command(['--output', 'null', '--osc-port', '0'], { input }).ended()
  assert.is(status, 0)
  assert.is(out, `${TEXT}\n840\n→ /mod/sine/gain 0.36 '200 ms'\n2\n`)
  assert.match(err, "I don't understand 'xyzzy'")
})

test.run()
