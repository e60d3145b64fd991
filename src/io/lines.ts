/** Text that comes over a socket, in lines. */
import type { Socket } from 'node:net'

/** Cuts what comes into lines of at most `limit` characters; after a longer one nothing more is read. */
export function readLines(socket: Socket, limit: number, onLine: (line: string) => void, onTooLong?: () => void): void {
  let rest = ''
  let over = false
  socket.setEncoding('utf8')
  socket.on('data', (text: string) => {
    if (over) return
    let from = 0
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      const line = rest + text.slice(from, end)
      rest = ''
      from = end + 1
      over = line.length > limit
      if (over) break
      onLine(line)
    }
    rest += text.slice(from)
    over ||= rest.length > limit
    if (!over) return
    rest = ''
    if (onTooLong) onTooLong()
    else socket.destroy()
  })
}
