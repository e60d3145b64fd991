/** FLAC files, by the program `flac` where it is installed: a take is a WAV file, whole at every moment, until it ends. */
import { spawn } from 'node:child_process'
import { rmSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'

const PROGRAM = 'flac'
const MISSING = 'FLAC takes the program flac (Debian, Homebrew: the package flac), which is not installed: record as float, 24 or 16'
/** Characters to keep of what it says. */
const LAST_WORDS = 400

/** Errors: rejects where FLAC files can't be made. */
export async function checkFlac(): Promise<void> {
  await run(['--version'])
}

/** Makes a FLAC file of a WAV file, reads it again to be sure, and takes the WAV file away. Until then nothing has the FLAC file's name.
 *  Errors: rejects with what went wrong; then the WAV file is as it was, as it is when the program ends meanwhile. */
export async function makeFlac(wav: string, flac: string): Promise<void> {
  const unfinished = `${flac}.part`
  const sweep = (): void => rmSync(unfinished, { force: true })
  process.once('exit', sweep)
  try {
    await run(['--silent', '--verify', '--force', '-o', unfinished, wav])
    await rename(unfinished, flac)
  } finally {
    sweep()
    process.off('exit', sweep)
  }
  await rm(wav)
}

function run(args: string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    // It has time; the music hasn't.
    const child = spawn('nice', ['-n', '19', PROGRAM, ...args], { stdio: ['ignore', 'ignore', 'pipe'] })
    let said = ''
    child.stderr.setEncoding('utf8').on('data', text => { said = (said + text).slice(-LAST_WORDS) })
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0) resolve()
      // What `nice` ends with when there is no such program.
      else if (code === 127) reject(new Error(MISSING))
      else reject(new Error(said.trim().split('\n').at(-1) || `flac ended (${signal ?? `exit ${code}`})`))
    })
  })
}
