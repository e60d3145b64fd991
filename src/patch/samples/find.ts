/** From what a patch calls a sound to its files. A text names a file ('samples/amen.wav'); a folder, with those in it
 *  ('samples/breaks'); a sound in a folder, which is a folder again, or all files that are called so ('samples/breaks/amen': amen.wav,
 *  amen2.wav); or one of several ('samples/breaks/amen:3', the fourth, counted round). It is looked for from the patch
 *  file's folder, then among what comes with the program ('kit'). */
import { readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, parse, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { nearest } from '../../dsp/nearest.ts'
import { SOUND_FILE } from './soundfile.ts'

/** Where the sounds are that come with the program. */
const OWN = fileURLToPath(new URL('../../../samples', import.meta.url))
/** Files that one text may name. */
const MOST = 2048

/** The files of a sound; the folders that were looked into; what is wrong where there is none. */
export interface Found { files: string[], folders: string[], trouble?: string }

const order = new Intl.Collator('en', { numeric: true }).compare

/** Finds a sound. `folder`: that of the patch. */
export function find(text: string, folder: string): Found {
  const [, name, number] = /^(.*?)(?::(-?\d+))?$/.exec(text)!
  const places = [folder, OWN].map(place => resolve(place, name))
  for (const path of places) {
    const all = filesOf(path)
    if (all.files.length > MOST) return { ...all, files: [], trouble: `${name} has ${all.files.length} sounds; ${MOST} can be one bank` }
    if (all.files.length === 0) continue
    const index = Number(number) - all.files.length * Math.floor(Number(number) / all.files.length)
    return number === undefined ? all : { ...all, files: [all.files[index]] }
  }
  // What isn't there may come.
  const [path] = places
  return { files: [], folders: isFolder(path) ? [path] : [path, dirname(path)].filter(isFolder), trouble: missing(name, path) }
}

/** The names of the sounds in a folder: of folders in it, and of files up to what is no letter ('kick-808.wav' is a 'kick'). */
export function soundsIn(folder: string): string[] {
  const { files, folders } = entries(folder)
  const sounding = folders.filter(path => entries(path).files.length > 0).map(path => basename(path))
  return [...new Set([...sounding, ...files.map(path => /^\p{L}+/u.exec(basename(path))?.[0] ?? parse(path).name)])].sort(order)
}

function filesOf(path: string): Found {
  if (isFile(path)) return { files: [path], folders: [] }
  if (isFolder(path)) {
    const { files, folders } = entries(path)
    return { files: [...files, ...folders.flatMap(folder => entries(folder).files)], folders: [path, ...folders] }
  }
  const folder = dirname(path)
  const name = basename(path)
  // What follows a letter is no letter, and what follows a digit is none: kick1 isn't kick10.
  const other = /\d$/.test(name) ? /^[\p{L}\d]/u : /^\p{L}/u
  const files = entries(folder).files.filter(file => {
    const { name: stem } = parse(file)
    return stem.startsWith(name) && !other.test(stem.slice(name.length))
  })
  return { files, folders: [folder] }
}

/** The sound files and the folders in a folder, in their order; nothing where there is none. */
function entries(folder: string): { files: string[], folders: string[] } {
  try {
    const all = readdirSync(folder, { withFileTypes: true }).filter(({ name }) => !name.startsWith('.'))
      .sort((a, b) => order(a.name, b.name) || (a.name < b.name ? -1 : 1)).map(entry => ({ entry, path: join(folder, entry.name) }))
    const isOf = (what: 'isFile' | 'isDirectory') => ({ entry, path }: typeof all[number]) =>
      entry.isSymbolicLink() ? statSync(path, { throwIfNoEntry: false })?.[what]() ?? false : entry[what]()
    return {
      files: all.filter(isOf('isFile')).map(({ path }) => path).filter(path => SOUND_FILE.test(path)),
      folders: all.filter(isOf('isDirectory')).map(({ path }) => path),
    }
  } catch {
    return { files: [], folders: [] }
  }
}

/** What is wrong with a name that nothing has, and what has one like it. */
function missing(name: string, path: string): string {
  if (isFolder(path)) return `there is no sound in the folder ${name}`
  const folder = dirname(path)
  const there = dirname(name)
  if (!isFolder(folder)) {
    const near = close(basename(folder), entries(dirname(folder)).folders.map(path => basename(path)))
    return `there is no folder ${folder}${near && `. Did you mean '${join(dirname(there), near, basename(name))}'?`}`
  }
  const { files, folders } = entries(folder)
  const names = [...files, ...folders].flatMap(path => [basename(path), parse(path).name])
  const near = close(basename(name), names)
  const first = files.slice(0, 5).map(path => basename(path)).join(', ')
  const others = near ? `. Did you mean '${join(there, near)}'?` : first ? `. There: ${first}${files.length > 5 ? ' …' : ''}` : ''
  return `there is no sound ${name} in ${folder}, and none called so comes with the program${others}`
}

const close = (name: string, names: readonly string[]) => nearest(name, names) ?? ''

/** A file as the player calls it: from the patch's folder, or from where it came with the program. */
export function called(path: string, folder: string): string {
  const [here, own] = [relative(folder, path), relative(OWN, path)]
  return !own.startsWith('..') ? own : here.split('..').length > 3 ? path : here
}

const isFile = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
const isFolder = (path: string) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
