/** The command line, declared: what help prints and what options.ts reads it by. */
import { MAX_FADE } from '../patch/patch.ts'
import { QUANTISES, isQuantise } from '../patch/quantise.ts'

/** An option: what it takes, and what that means. `read` throws an Error that says what would be right. */
export interface OptionSpec {
  /** What follows it, as help names it; none for a switch. */
  value?: string
  fallback?: string
  /** Whether it may be given more than once: its value is a list. */
  many?: boolean
  doc: string
  read?: (text: string) => unknown
}

export interface CommandSpec {
  usage: string
  doc: string
  options: readonly (keyof typeof OPTIONS)[]
  /** Least and most arguments. */
  args: [number, number]
  /** Further lines of its help. */
  more?: string
}

/** Where OSC listens unless the player says otherwise. */
export const DEFAULT_PORT = 5005

export const OPTIONS = {
  'output': {
    value: 'auto|portaudio|null|wav:FILE', fallback: 'auto', read: output,
    doc: 'where the sound goes; auto is null (silent) without a device',
  },
  'device': { value: 'NAME|ID', doc: 'the output device (see chronus devices)' },
  'osc-port': {
    value: 'N', read: whole(0, 65_535),
    doc: `UDP port of OSC, ${DEFAULT_PORT} unless you say; 0 takes a free one`,
  },
  'osc-host': { value: 'H', fallback: '127.0.0.1', doc: 'address that OSC listens on; 0.0.0.0 lets the network in' },
  'rate': { value: 'N', fallback: '48000', read: whole(8000, 192_000), doc: 'sample rate, Hz' },
  'block': { value: 'N', fallback: '128', read: whole(16, 4096), doc: 'frames in a block' },
  'headless': { doc: 'no REPL; plays until SIGINT or SIGTERM' },
  'quantise': {
    value: "off|beat|bar|'N bars'", fallback: 'off', read: quantise,
    doc: 'when an edit is heard: at once, or with the next beat or bar',
  },
  'fade': { value: 'MS', fallback: '20', read: number(0, MAX_FADE), doc: 'milliseconds over which an edit switches' },
  'probation': {
    value: 'S', read: number(0, 600),
    doc: 'seconds to keep the version before ready; 8 s or 2 bars unless you say',
  },
  'recordings': { value: 'DIR', fallback: './recordings', doc: 'where /record/start puts its takes' },
  'patches': {
    value: 'DIR', many: true, doc: "a folder to load patches from, as are PATCH's and the program's; repeatable",
  },
  'seconds': { value: 'S', read: number(0.001, 86_400), doc: 'length, in seconds' },
  'out': { value: 'F.wav', doc: 'the file to write: 32-bit float, stereo' },
  'events': { value: 'F.json', doc: 'what to send when: [{ "at": seconds, "address": "/mod/…", "args": […] }]' },
  'json': { doc: 'JSON for scripts' },
} satisfies Record<string, OptionSpec>

export const COMMANDS: Record<string, CommandSpec> = {
  play: {
    usage: 'chronus [PATCH]', doc: 'play PATCH (default patches/default.ts) and open the REPL', args: [0, 1],
    options: [
      'output', 'device', 'osc-port', 'osc-host', 'rate', 'block', 'headless', 'quantise', 'fade', 'probation',
      'recordings', 'patches', 'json',
    ],
    more: 'With --json, log lines are JSON objects on stderr. Standard input that is not a terminal is read as REPL\n' +
      'lines, one after the other, results on stdout; at its end the program quits (with --headless it stays).',
  },
  render: {
    usage: 'chronus render PATCH --seconds S --out F.wav', doc: 'render it to a file, as fast as it goes', args: [1, 1],
    options: ['seconds', 'out', 'rate', 'events'],
    more: 'The file has the same samples as a live run of the same patch, bit for bit.',
  },
  check: {
    usage: 'chronus check PATCH', doc: 'load it and say what it is, or what is wrong', args: [1, 1],
    options: ['rate', 'block'],
    more: 'Exit status 0 when it plays, 1 when it does not.',
  },
  status: { usage: 'chronus status', doc: 'how the engine that runs is doing', args: [0, 0], options: ['json', 'osc-port'] },
  list: {
    usage: 'chronus list', doc: 'modules and parameters of what plays, with units, ranges and values', args: [0, 0],
    options: ['json', 'osc-port'],
  },
  send: {
    usage: 'chronus send ADDRESS ARGS…', doc: 'tell the engine that runs, in OSC addresses', args: [1, 100],
    options: ['osc-port'],
    more: 'For instance: chronus send /mod/sine/freq 330 · chronus send /gate/adsr off\n' +
      'chronus send /patch/load patches/my.ts · chronus send /record/start take1 · chronus send /record/stop\n' +
      'An answer is printed; an error ends with exit status 1.',
  },
  devices: { usage: 'chronus devices', doc: 'the output devices', args: [0, 0], options: ['json'] },
  new: {
    usage: 'chronus new FILE', doc: 'write a first patch there, with what the editor needs', args: [1, 1], options: [],
  },
}

/** Commands that belong to the instrument and are still to come. */
export const TO_COME = ['say', 'attach', 'pattern', 'analyse', 'replay']

function output(text: string): { kind: string, file?: string } {
  if (['auto', 'portaudio', 'null'].includes(text)) return { kind: text }
  if (text.startsWith('wav:') && text.length > 'wav:'.length) return { kind: 'wav', file: text.slice('wav:'.length) }
  throw new Error('takes auto, portaudio, null or wav:FILE')
}

function number(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text)
    if (text.trim() === '' || !(value >= min && value <= max)) throw new Error(`takes a number from ${min} to ${max}`)
    return value
  }
}

function whole(min: number, max: number) {
  return (text: string): number => {
    const value = Number(text)
    if (!/^-?\d+$/.test(text) || value < min || value > max) throw new Error(`takes a whole number from ${min} to ${max}`)
    return value
  }
}

function quantise(text: string): string {
  if (!isQuantise(text)) throw new Error(`takes ${QUANTISES}`)
  return text
}
