/** Where the program keeps what outlives it. */
import { homedir } from 'node:os'
import { join } from 'node:path'

/** The user's state directory for this program, by the XDG Base Directory Specification. */
export function stateFolder(): string {
  return join(process.env.XDG_STATE_HOME || join(homedir(), '.local', 'state'), 'music-chronus')
}
