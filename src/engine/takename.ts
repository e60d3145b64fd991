/** The names of takes, and their files: a name is checked before it becomes a path, nothing that is there is written over, and no link
 *  is followed. */
import { constants } from 'node:fs'
import { type FileHandle, lstat, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { Arg } from './command.ts'

/** How a take is kept: as 32-bit floats, bit for bit, or as integers with dither, in a WAV file; or as those of 24 bits in a FLAC file. */
export const TAKE_FORMATS = ['float', '24', '16', 'flac'] as const
export type TakeFormat = typeof TAKE_FORMATS[number]

/** What it is while it is recorded. */
export const wavFormat = (format: TakeFormat): Exclude<TakeFormat, 'flac'> => format === 'flac' ? '24' : format

/** Letters, digits, space, dot, dash and underscore; no dot, dash or space at the start, no dot or space at the end. */
const NAME = /^[\p{L}\p{N}_]([\p{L}\p{M}\p{N} ._-]*[\p{L}\p{M}\p{N}_-])?$/u
/** Bytes of a name. A file system takes 255, extension and all. */
const LONGEST = 200
/** Names that Windows keeps for devices: takes travel. */
const DEVICE = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i
/** What a take may leave behind: its sound, and the log of its events. */
const EXTENSIONS = ['.wav', '.flac', '.jsonl']
/** Makes a file, and never touches one that is there. */
const NEW_FILE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW

/** The name of a take as the player may give it, with or without its extension. Errors: throws, saying what is wrong with it. */
export function checkedName(wish: Arg): string {
  const name = typeof wish === 'boolean' ? '' : String(wish).slice(0, LONGEST + 1).normalize('NFC').replace(/\.(wav|flac)$/i, '')
  if (Buffer.byteLength(name) > LONGEST) {
    throw new Error(`the name of a take has ${LONGEST} letters at the most, and fewer where they have accents`)
  }
  if (DEVICE.test(name)) throw new Error(`'${name}' is the name of a device on Windows, where no file can have it: call the take otherwise`)
  if (NAME.test(name) && !name.includes('..')) return name
  throw new Error('the name of a take has letters, digits, spaces, dots, dashes and underscores, begins with a letter or digit ' +
    'and is no path: takes go into the folder that --recordings names')
}

/** The format of a take as the player may give it. Errors: throws, saying which there are. */
export function checkedFormat(wish: Arg): TakeFormat {
  const format = TAKE_FORMATS.find(format => format === String(wish).toLowerCase())
  if (format) return format
  throw new Error(`a take is kept as ${TAKE_FORMATS.join(', ')} (float: bit for bit; 24 and 16 bits: with dither), not '${wish}'`)
}

/** Makes a file and opens it; null when something has its name. */
export async function create(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, NEW_FILE, 0o644)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return null
    throw error
  }
}

/** The name of a take without its number. */
export function stem(name: string): string {
  return name.replace(/\d{1,6}$/, '')
}

/** The first of stem1, stem2 … that is free. */
export async function firstFree(folder: string, stem: string): Promise<string> {
  for (let number = 1; ; number++) {
    const name = `${stem}${number}`
    if (await isFree(folder, name)) return name
  }
}

/** Whether there is nothing of a take of this name. */
export async function isFree(folder: string, name: string): Promise<boolean> {
  const found = await Promise.all(EXTENSIONS.map(extension => lstat(join(folder, name + extension)).then(() => true, () => false)))
  return !found.includes(true)
}
