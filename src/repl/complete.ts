/** What Tab offers: modules, their inputs, choices, the words, and the files that load could take. */
import { readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Mirror } from './mirror.ts'
import { BARE } from './words.ts'

/** Completions and the text that they complete, as readline wants them; null where Node's own completion knows more. */
export function complete(line: string, mirror: Mirror, words: readonly string[]): [string[], string] | null {
  const { modules } = mirror.listing
  const ids = modules.map(({ id }) => id)

  const path = /\bload\(\s*(['"`])([^'"`]*)$/.exec(line)
  if (path) return [files(path[2]).map(file => file.endsWith('/') ? file : file + path[1]), path[2]]

  const named = /\b(chord|gate|help|mute|note|reset|solo)\(\s*(['"`])([^'"`]*)$/.exec(line)
  if (named) {
    const [, word, quote, start] = named
    const plays = word === 'note' || word === 'chord'
    const fitting = plays ? modules.filter(({ kind }) => kind === 'note')
      : word === 'gate' ? modules.filter(({ inputs }) => inputs.some(({ gate }) => gate)) : modules
    const [own] = start.includes('.') && !plays ? fitting.filter(({ id }) => start.startsWith(`${id}.`)) : []
    const voices = Array.from({ length: own?.voices ?? 0 }, (_, voice) => `${own.id}.${voice}`)
    return [starting([...fitting.map(({ id }) => id), ...voices], start).map(id => id + quote), start]
  }

  const choice = /([\w$]+)(?:\[\d+\])?\.([\w$]+)\s*=\s*(['"`])([\w-]*)$/.exec(line)
  if (choice) {
    const [, id, name, quote, start] = choice
    const choices = modules.find(module => module.id === id)?.inputs.find(input => input.name === name)?.choices ?? []
    return [starting(choices, start).map(choice => choice + quote), start]
  }

  const member = /(?:^|[^\w$.])(?:modules\.)?([\w$]+)(?:\[\d+\])?\.([\w$]*)$/.exec(line)
  const inputs = member && modules.find(module => module.id === member[1])?.inputs.map(({ name }) => name)
  if (inputs) return [starting(inputs, member[2]), member[2]]

  const listed = /(?:^|[^\w$.])modules\.([\w$]*)$/.exec(line)
  if (listed) return [starting(ids, listed[1]), listed[1]]

  const [word] = /(?<![\w$.'"`])[\w$]*$/.exec(line) ?? ['']
  const calls = words.map(name => BARE.includes(name) ? `${name}()` : `${name}(`)
  const found = starting([...ids, 'modules', ...calls], word)
  return found.length > 0 && (word !== '' || line === '') ? [found, word] : null
}

function starting(names: readonly string[], start: string): string[] {
  return names.filter(name => name.startsWith(start))
}

/** Directories, and files that may be patches. */
function files(start: string): string[] {
  const directory = start.endsWith('/') ? start : start === '' ? '.' : dirname(start)
  const prefix = start.slice(0, start.lastIndexOf('/') + 1)
  try {
    const entries = readdirSync(join(directory), { withFileTypes: true })
      .filter(entry => (entry.isDirectory() || /\.[mc]?[jt]s$/.test(entry.name)) && !entry.name.startsWith('.') &&
        entry.name !== 'node_modules')
    return starting(entries.map(entry => `${prefix}${entry.name}${entry.isDirectory() ? '/' : ''}`), start)
  } catch {
    return []
  }
}
