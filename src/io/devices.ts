/** The list of the sound devices. A process of its own asks for it: the driver may crash, or never answer. */
import { once } from 'node:events'
import { startOutputProcess } from './output-child.ts'
import type { OutputMessage } from './output-process.ts'
import type { Device } from './portaudio.ts'

/** The time (ms) that the sound driver has to list its devices. */
const LISTING = 5000

/** The devices that there are to play on.
 *  @throws Error for the musician when they can't be listed */
export async function listDevices(): Promise<Device[]> {
  const child = startOutputProcess('devices', {
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'], timeout: LISTING, killSignal: 'SIGKILL',
  })
  const [message] = await Promise.race([once(child, 'message'), once(child, 'exit')]) as [OutputMessage | number | null]
  if (message !== null && typeof message === 'object') {
    if ('devices' in message) return message.devices
    if ('failed' in message) throw new Error(message.failed)
  }
  throw new Error(`the devices can't be listed: the sound driver crashed or doesn't answer`)
}
