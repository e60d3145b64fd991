/** Blocks that are pasted. The terminal is asked to bracket them, so that a line which goes on with a dot, as patches are written, is no
 *  command of Node's REPL but a part of the line before it. They run line by line: one that is wrong is told, and the next one runs. */
import type { REPLServer } from 'node:repl'

/** Orders to a terminal: pastes come in brackets, or as if they were typed. */
const [BRACKETED, TYPED] = ['\x1b[?2004h', '\x1b[?2004l']

interface Key { name?: string, sequence?: string }
type Press = (text: string | undefined, key: Key) => void

/** Lets a terminal's REPL take pastes, until it ends. */
export function takePastes(server: REPLServer, output: NodeJS.WritableStream): void {
  const press = ((server as any)._ttyWrite as Press).bind(server)
  let pasted: string | null = null
  const take: Press = (text, key) => {
    if (key?.name === 'paste-start') pasted = ''
    else if (pasted === null) press(text, key)
    else if (key?.name !== 'paste-end') pasted += text ?? ''
    else {
      const lines = joined(pasted)
      pasted = null
      // Key by key: what comes while a line runs waits for its end.
      for (const sign of lines) press(sign, sign === '\n' ? { name: 'return', sequence: '\r' } : { sequence: sign })
    }
  }
  Object.assign(server, { _ttyWrite: take })
  output.write(BRACKETED)
  const restore = (): unknown => output.write(TYPED)
  process.once('exit', restore)
  server.once('exit', () => {
    process.off('exit', restore)
    restore()
  })
}

/** A text with what goes on with a dot in one line. */
export function joined(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/[ \t]*(?:[ \t]\/\/[^\n]*)?\n\s*(?=\??\.[a-z_$])/gi, '')
}
