/** Where the program keeps what outlives it. */
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** The user's state directory for this program, by the XDG Base Directory Specification: relative paths don't count. */
export function stateFolder(): string {
  const { XDG_STATE_HOME: named = '' } = process.env
  return join(isAbsolute(named) ? named : join(homedir(), '.local', 'state'), 'music-chronus')
}
