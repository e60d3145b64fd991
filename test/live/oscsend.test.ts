/** OSC of other programs, liblo's oscsend and oscdump, and ChucK, with the real command; and time tags, heard in the file that it writes. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bundle, bundleAt, bytesOf, message } from '../io/fuzz.ts'
import { Run, freePort, pause } from './run.ts'

const PATCH = `import { biquad, patch, sine } from 'music-chronus'
export default patch(() => biquad('filter', { in: sine('tone', { freq: 6000, gain: 0 }), cutoff: 15000 }))
`
/** How long before they are due the bundles are sent, ms. */
const AHEAD = 1500
const hasLiblo = spawnSync('oscsend', []).error === undefined && spawnSync('oscdump', []).error === undefined
const folder = mkdtempSync(join(tmpdir(), 'chronus-oscsend-'))
const file = join(folder, 'tone.ts')
writeFileSync(file, PATCH)

let run: Run
test.before(async () => {
  run = await Run.start(file)
  await run.redundant()
})
test.after(async () => {
  await run.stop()
  run.remove()
  rmSync(folder, { recursive: true })
})

/** Asks until it has this value: oscsend doesn't wait until it is there. */
async function becomes(address: string, wanted: unknown): Promise<void> {
  for (let i = 0; i < 500; i++) {
    if ((await run.send(address))[0] === wanted) return
    await pause(10)
  }
  assert.is((await run.send(address))[0], wanted, address)
}

async function liblo(): Promise<void> {
  const send = (...args: string[]) => void execFileSync('oscsend', ['localhost', String(run.port), ...args])
  for (const [type, value] of [['f', 900], ['i', 901], ['d', 902], ['h', 903]] as const) {
    send('/mod/filter/cutoff', type, String(value))
    await becomes('/mod/filter/cutoff', value)
  }
  send('/mod/*/cut{off,on}', 'i', '700')
  await becomes('/mod/filter/cutoff', 700)
  send('/mod/filter/mode', 's', 'highpass')
  await becomes('/mod/filter/mode', 'highpass')
  send('/mod/filter/mode', 's', 'default')
  await becomes('/mod/filter/mode', 'lowpass')
  send('/mod/filter/cutoff', 'f', '15000')
  await becomes('/mod/filter/cutoff', 15_000)
}

async function dumped(): Promise<void> {
  const port = await freePort()
  const socket = createSocket('udp4').bind(port, '127.0.0.1')
  await once(socket, 'listening')
  socket.send(message('/listen', ',i', Buffer.from([0, 0, 0, 1])), run.port, '127.0.0.1')
  await once(socket, 'message')
  socket.close()
  const dump = spawn('oscdump', ['-L', String(port)], { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    let text = ''
    dump.stdout.setEncoding('utf8').on('data', part => { text += part })
    for (let value = 1; !text.includes('/mod/filter/q f'); value = 3 - value) {
      await run.send('/mod/filter/q', value)
      await pause(60)
    }
    await run.send('/bpm', 140)
    while (!/\/bpm f 140/.test(text)) await pause(10)
  } finally {
    dump.kill()
  }
}

if (hasLiblo) {
  test('what oscsend sends is done, whatever its type', liblo)
  test('oscdump hears what changes', dumped)
} else {
  test.skip('what oscsend sends is done, whatever its type', liblo)
  test.skip('oscdump hears what changes', dumped)
  console.log('skipped: OSC of other programs: needs oscsend and oscdump (apt-get install liblo-tools)')
}

async function chuck(): Promise<void> {
  const script = join(folder, 'client.ck')
  writeFileSync(script, `OscOut out;
out.dest("127.0.0.1", ${run.port});
out.start("/mod/filter/cutoff").add(800.0).send();
out.start("/mod/filter/q").add(3).send();
out.start("/mod/filter/mode").add("bandpass").send();
50::ms => now;
`)
  // Now and then it crashes as it ends: what it has sent by then counts.
  spawnSync('chuck', ['--silent', script])
  await becomes('/mod/filter/cutoff', 800)
  await becomes('/mod/filter/q', 3)
  await becomes('/mod/filter/mode', 'bandpass')
  for (const [name, value] of [['cutoff', 15_000], ['q', 1], ['mode', 'lowpass']] as const) await run.send(`/mod/filter/${name}`, value)
}

if (spawnSync('chuck', ['--version']).error === undefined) {
  test('ChucK turns knobs', chuck)
} else {
  test.skip('ChucK turns knobs', chuck)
  console.log('skipped: ChucK as a client: needs chuck (apt-get install chuck)')
}

test('bundles are heard on the frames of their time tags, all of a bundle on one, across a kill', async () => {
  // Whole periods of the tone from one onset to the other.
  const apart = [0, 9001, 30_000, 40_001]
  const socket = createSocket('udp4')
  const { rate } = await run.status()
  // A busy machine may lose blocks: then it is tried again.
  for (let tries = 0, lost = -1; tries < 4 && lost !== (await run.deck()).framesLost; tries++) {
    await run.redundant()
    const { frame, decks: [deck] } = await run.status()
    lost = deck.framesLost
    const start = Date.now() + AHEAD
    // In one datagram: it is one clock for all, however busy the machine is.
    const turns = apart.map((frames, i) =>
      bundleAt(start + 1000 * frames / rate, bytesOf('/mod/tone/gain', i % 2 ? 0 : 0.5), bytesOf('/mod/filter/q', i % 2 ? 1 : 2)))
    socket.send(bundle(...turns), run.port, '127.0.0.1')
    while ((await run.status()).frame < frame + AHEAD / 2000 * rate) await pause(20)
    process.kill(deck.slots[deck.active].pid!, 'SIGKILL')
    while ((await run.status()).frame < frame + 1.5 * AHEAD / 1000 * rate + apart[3]) await pause(50)
  }
  socket.close()
  const { osc: { late }, decks: [{ failovers }] } = await run.status()
  assert.ok(failovers > 0)
  assert.is(late, 0)
  await run.stop()
  const samples = run.heardSamples()
  const onsets: number[] = []
  let quiet = rate
  for (let i = 0; i < samples.length / 2; i++) {
    const isQuiet = Math.abs(samples[2 * i]) < 1e-6
    if (!isQuiet && quiet > 1000) onsets.push(i)
    quiet = isQuiet ? quiet + 1 : 0
  }
  // There are more where a busy machine has lost some blocks.
  assert.ok(onsets.some(onset => onsets.includes(onset + apart[2] - apart[0])), `onsets at ${onsets.join(', ')}`)
})

test.run()
