/** Sound devices through PortAudio. The only file that knows naudiodon, and only the output process runs it: it prints, it
 *  waits inside the sound card's callback, and a second thread can't load it. */

/** An output device. `id`: PortAudio's number for it, which holds until devices come or go. */
export interface Device { id: number, name: string, api: string, channels: number, rate: number, isDefault: boolean }

export interface OpenDevice {
  name: string
  /** Hands over a chunk; resolves when the device is ready to take the next one. */
  play(chunk: Float32Array): Promise<void>
  /** Plays what was handed over, then lets the device go. */
  close(): Promise<void>
}

interface Naudiodon {
  SampleFormatFloat32: number
  getDevices(): { id: number, name: string, maxOutputChannels: number, defaultSampleRate: number, hostAPIName: string }[]
  getHostAPIs(): { defaultHostAPI: number, HostAPIs: { id: number, defaultOutput: number }[] }
  AudioIO(options: object): NodeJS.WritableStream & { start(): void, quit(done: () => void): void }
}

/** Chunks that wait between us and the sound card: how long the process may be kept from its work by others. */
export const QUEUE = 4
/** Frames in each of them. */
export const CHUNK = 128

/** The devices that sound can be played on.
 *  @throws Error for the musician when there is no naudiodon on this machine. */
export async function outputDevices(): Promise<Device[]> { return list(await load()) }

/** Opens the device whose number or name is `wanted` (a part of the name will do), or the default one.
 *  @param rate in Hz @param chunk frames that will be handed over at once
 *  @throws Error for the musician that says why not, and what devices there are */
export async function openDevice(wanted: string | undefined, rate: number, chunk: number): Promise<OpenDevice> {
  const naudiodon = await load()
  const device = choose(list(naudiodon), wanted)
  const stream = open(naudiodon, device, rate, chunk)
  return {
    name: device.name,
    play: samples => new Promise(taken => {
      stream.write(Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength), () => taken())
    }),
    close: () => new Promise(done => stream.quit(done)),
  }
}

async function load(): Promise<Naudiodon> {
  try {
    // Named at run time: it is optional, and its absence is no error in the types.
    return (await import('naudiodon' as string)).default
  } catch {
    throw new Error('naudiodon, which speaks to sound cards, is not built for this Node (`npm rebuild` builds it)')
  }
}

function list(naudiodon: Naudiodon): Device[] {
  const { defaultHostAPI, HostAPIs } = naudiodon.getHostAPIs()
  const standard = HostAPIs.find(api => api.id === defaultHostAPI)?.defaultOutput
  return naudiodon.getDevices().filter(device => device.maxOutputChannels > 0).map(device => ({
    id: device.id,
    name: device.name,
    api: device.hostAPIName,
    channels: device.maxOutputChannels,
    rate: device.defaultSampleRate,
    isDefault: device.id === standard,
  }))
}

function choose(devices: Device[], wanted: string | undefined): Device {
  if (devices.length === 0) throw new Error('there is no sound device')
  const name = wanted?.toLowerCase()
  const found = name === undefined
    ? devices.find(device => device.isDefault)
    : devices.find(device => String(device.id) === name || device.name.toLowerCase() === name)
      ?? devices.find(device => device.name.toLowerCase().includes(name))
  if (found) return found
  const names = devices.map(device => `${device.id} ${device.name}`).join(', ')
  const missing = name === undefined ? 'default sound device' : `sound device '${wanted}'`
  throw new Error(`there is no ${missing}; there are: ${names}`)
}

function open(naudiodon: Naudiodon, device: Device, rate: number, chunk: number) {
  try {
    const stream = naudiodon.AudioIO({
      outOptions: {
        deviceId: device.id, channelCount: 2, sampleRate: rate, sampleFormat: naudiodon.SampleFormatFloat32,
        framesPerBuffer: chunk, maxQueue: QUEUE, closeOnError: false,
      },
    })
    stream.start()
    return stream
  } catch (error) {
    throw new Error(`${device.name} doesn't open at ${rate} Hz: ${(error as Error).message}`)
  }
}
