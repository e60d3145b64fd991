/** What is to be written can't be, because the disk is full or for another reason: the music goes on, the player is told, what was
 *  written is whole. */
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { readWav } from '../../test/wav.ts'
import { DEFAULT_PATCH, framesThatDiffer, offline, pause } from '../../test/live/run.ts'
import { NotRun, type Row, type Trial } from './trial.ts'

/** The disk that fills: 1 MB is less than 3 s of sound. */
const DISK = '1m'
/** How long it plays on afterwards; ms. */
const AFTER = 1500
/** What a disk of that size holds at the least, s. */
const WHOLE = 2
/** Size of a file, bytes, that all stay below but the journal, which lies far apart in its own. */
const LARGEST = 2 ** 34
/** What is set meanwhile, of the default patch; it turns nothing while lfo.depth is 0, so the sound stays what it is. */
const ADDRESS = '/mod/lfo/freq'
const VALUE = 7.5
/** What the player is told. */
const FULL = /full|no space|ENOSPC/i

const root = (): string | null => process.getuid?.() === 0 ? null : 'root, to mount a small disk'

export const disk: Row[] = [{
  name: 'disk full, --output wav: on it',
  tries: 1,
  lacks: root,
  run: trial => onSmallDisk(trial, async folder => {
    const file = join(folder, 'played.wav')
    const run = await trial.start(undefined, ['--output', `wav:${file}`])
    await trial.told(run, FULL, 0)
    await playsOn(trial, run)
    const { rate, decks: [deck] } = await run.status()
    await run.stop()
    trial.losses(deck.framesLost)
    const { data } = readWav(file)
    trial.expect(data.length / 2 > WHOLE * rate, `${(data.length / 2 / rate).toFixed(1)} s were written`)
    trial.differences(framesThatDiffer(data, await offline(DEFAULT_PATCH, data.length / 2, rate)))
  }),
}, {
  name: 'disk full, a take on it',
  tries: 1,
  lacks: root,
  run: trial => onSmallDisk(trial, async folder => {
    const run = await trial.start(undefined, ['--recordings', folder])
    await run.redundant()
    await run.send('/record/start', 'take1')
    await trial.told(run, FULL, 0)
    await playsOn(trial, run)
    const { rate } = await run.status()
    await trial.judge(run)
    const { data } = readWav(join(folder, 'take1.wav'))
    trial.expect(data.length / 2 > WHOLE * rate, `${(data.length / 2 / rate).toFixed(1)} s were recorded`)
    trial.expect(contains(run.heardSamples(), data), 'the take is no piece of what was heard')
  }),
}, {
  name: 'recordings folder unwritable',
  tries: 2,
  run: async trial => {
    const run = await trial.start(undefined, ['--recordings', join(trial.file('file', ''), 'takes')])
    await run.redundant()
    await trial.repeat(async () => {
      const said = await run.send('/record/start').then(() => 'recording', (error: Error) => error.message)
      trial.note(said.replace(trial.folder, ''))
      trial.expect(/^can't record into .*: not a directory$/.test(said), `the player is told: ${said}`)
      const [state] = await run.send('/record/status')
      trial.expect(!JSON.parse(String(state)).recording, 'it records all the same')
      await playsOn(trial, run)
    })
    await trial.judge(run)
  },
}, {
  name: 'journal unwritable',
  tries: 2,
  run: trial => trial.repeat(async () => {
    const run = await trial.start(undefined, [], process.env, LARGEST)
    await trial.told(run, /the journal can't be written \(file too large\): the music is not affected/, 0)
    await run.redundant()
    await run.send(ADDRESS, VALUE)
    await playsOn(trial, run)
    const [value] = await run.send(ADDRESS)
    trial.expect(value === VALUE, `${ADDRESS} is ${value}, was set to ${VALUE}`)
    await trial.judge(run)
  }),
}]

async function playsOn(trial: Trial, run: Awaited<ReturnType<Trial['start']>>): Promise<void> {
  const { frame, rate } = await run.status()
  await pause(AFTER)
  const passed = ((await run.status()).frame - frame) / rate
  trial.expect(passed > 0.9 * AFTER / 1000, `only ${passed.toFixed(1)} s of ${AFTER / 1000} s were played afterwards`)
}

async function onSmallDisk(trial: Trial, act: (folder: string) => Promise<void>): Promise<void> {
  const folder = join(trial.folder, 'disk')
  mkdirSync(folder)
  const { status, stderr } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', folder], { encoding: 'utf8' })
  if (status !== 0) throw new NotRun(`a small disk can't be mounted: ${stderr.trim()}`)
  try {
    await act(folder)
  } finally {
    trial.kill()
    spawnSync('umount', ['-l', folder])
  }
}

/** Whether the samples of `part` are in `whole`, one after the other. */
function contains(whole: Float32Array, part: Float32Array): boolean {
  for (let at = 0; at + part.length <= whole.length; at += 2) {
    let i = 0
    while (i < part.length && whole[at + i] === part[i]) i++
    if (i === part.length) return true
  }
  return false
}
