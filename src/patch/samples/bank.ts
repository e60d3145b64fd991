/** Banks: folders of sounds. */
import type { Sounds } from '../../dsp/sound.ts'
import { find, soundsIn } from './find.ts'
import { resolve } from 'node:path'

// One for all copies of this file: a patch may have loaded a second one (as CommonJS).
const key = Symbol.for('music-chronus.folder')
const place = globalThis as { [key]?: string }

/** Says from which folder on a patch names its files: its own. */
export function nameFrom(folder: string): void {
  place[key] = folder
}

export interface Bank extends Sounds {
  /** One of its sounds, or of their files: breaks('amen'), breaks('amen:3'). */
  (sound: string): string
  /** The names of its sounds. */
  readonly names: readonly string[]
  /** Which of all its files a sound is, for the input `index` of a sampler that plays the bank; -1 when it isn't there. */
  find(sound: string): number
}

/** A folder of sounds, with the folders in it, named from the patch file's folder: bank('samples/breaks'). The kit that comes with the
 *  program is bank('kit'). A sampler that is given a bank plays the file that its `index` says. */
export function bank(folder: string): Bank {
  if (typeof folder !== 'string' || folder === '') throw new TypeError('bank(…) takes the name of a folder: bank(\'samples/breaks\').')
  const from = () => place[key] ?? process.cwd()
  const inside = (sound: string) => `${folder}/${sound}`
  return Object.assign(inside, {
    folder,
    get names() {
      const [first] = find(folder, from()).folders
      return first === undefined ? [] : soundsIn(resolve(first))
    },
    find(sound: string) {
      const [file] = find(inside(sound), from()).files
      return find(folder, from()).files.indexOf(file)
    },
  })
}
