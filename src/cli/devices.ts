/** `chronus devices`: where sound can go. */
import { listDevices } from '../io/devices.ts'
import type { CommandLine } from './options.ts'

const NONE = 'No output device. --output null plays without one, --output wav:FILE into a file.'

/** Prints them. Errors: rejects when they can't be asked for. */
export async function run({ options }: CommandLine): Promise<number> {
  const devices = await listDevices()
  const rows = devices.map(({ id, name, api, channels, rate, isDefault }) =>
    `${isDefault ? '*' : ' '} ${String(id).padStart(2)}  ${name}  (${api}, ${channels} channels, ${rate} Hz)`)
  process.stdout.write(options.json ? `${JSON.stringify(devices)}\n` : `${rows.join('\n') || NONE}\n`)
  return 0
}
