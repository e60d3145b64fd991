/** What the system dropped of the datagrams that came for us, because we didn't read them fast enough. Linux says so in
 *  /proc/net/udp; where there is no such file nobody knows. */
import { readFile } from 'node:fs/promises'

/** Columns of a line: the local address in hexadecimal, and the count since the socket was opened. */
const LOCAL = 1
const DROPS = 12

/** Datagrams dropped so far of those to a UDP port; 0 where it can't be known. */
export async function dropsAt(port: number, family: 'udp' | 'udp6'): Promise<number> {
  const table = await readFile(`/proc/net/${family}`, 'utf8').catch(() => '')
  const ours = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  const row = table.split('\n').map(line => line.trim().split(/\s+/)).find(columns => columns[LOCAL]?.endsWith(ours))
  return Number(row?.[DROPS] ?? 0)
}
