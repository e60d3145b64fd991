/** What plays when a patch of this repository has just been loaded, for tests of what can be said. */
import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { fileValues } from '../../src/engine/version.ts'
import { loadPatch } from '../../src/patch/load.ts'
import type { Playing } from '../../src/say/index.ts'
import { RATE } from '../play.ts'

const FOLDER = fileURLToPath(new URL('../../patches/', import.meta.url))
/** The patches by their names. */
export const PATCHES = Object.fromEntries(readdirSync(FOLDER).filter(file => file.endsWith('.ts'))
  .map(file => [file.slice(0, -3), `patches/${file}`]))

const loaded = new Map<string, Promise<Playing>>()

export function playingPatch(name: string): Promise<Playing> {
  if (!loaded.has(name)) {
    loaded.set(name, loadPatch(`${FOLDER}${name}.ts`, RATE).then(({ kernel }) => ({
      layout: kernel.layout, values: fileValues(kernel), patterns: {}, bpm: kernel.layout.bpm, silent: false, recording: false,
      patches: PATCHES,
    })))
  }
  return loaded.get(name)!
}
