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
  'no-status': { doc: 'no status line below the REPL' },
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
  'out': { value: 'F.wav', doc: 'the WAV file to write: 32-bit float, stereo; of a replay in the format of the take' },
  'events': { value: 'F.json', doc: 'what to send when: [{ "at": seconds, "address": "/mod/…", "args": […] }]' },
  'cycles': { value: 'N', fallback: '1', read: whole(1, 1000), doc: 'how many cycles to show' },
  'as': { value: 'NAME', doc: 'by which the others see who did what' },
  'json': { doc: 'JSON for scripts' },
} satisfies Record<string, OptionSpec>

/** Those with which an engine is started. */
const PLAYING = [
  'output', 'device', 'osc-port', 'osc-host', 'rate', 'block', 'quantise', 'fade', 'probation', 'no-status', 'recordings', 'patches',
] as const

export const COMMANDS: Record<string, CommandSpec> = {
  play: {
    usage: 'chronus [PATCH]', doc: 'play PATCH (default patches/default.ts) and open the REPL', args: [0, 1],
    options: [...PLAYING, 'headless', 'json'],
    more: 'With --json, log lines are JSON objects on stderr. Standard input that is not a terminal is read as REPL\n' +
      'lines, one after the other, results on stdout; at its end the program quits (with --headless it stays).',
  },
  render: {
    usage: 'chronus render PATCH --seconds S --out F.wav', doc: 'render it to a file, as fast as it goes', args: [1, 1],
    options: ['seconds', 'out', 'rate', 'events'],
    more: 'The file has the same samples as a live run of the same patch, bit for bit.',
  },
  replay: {
    usage: 'chronus replay TAKE.jsonl --out F.wav', doc: 'render a take again from its log', args: [1, 1], options: ['out'],
    more: 'The file has the same samples as the take, bit for bit, in the same format; where the take lies beside its\n' +
      'log they are compared. Of a log that was cut off you get the take up to there. No code of the patches runs;\n' +
      'recordings that they play must still be where they were.',
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
    options: ['osc-port', 'as', 'json'],
    more: 'For instance: chronus send /mod/sine/freq 330 · chronus send /gate/adsr off\n' +
      'chronus send /patch/load patches/my.ts · chronus send /record/start take1 · chronus send /record/stop\n' +
      'An answer is printed, with --json as { "address", "args" }; an error ends with exit status 1.',
  },
  say: {
    usage: 'chronus say TEXT', doc: 'tell it in words: chronus say darker, and add some wobble', args: [1, 100],
    options: ['osc-port', 'as', 'json'],
    more: 'Prints the messages that it sent, with --json as [{ "address", "args" }]. What it does not understand\n' +
      'changes nothing and ends with exit status 1. What can be said: docs/say.md',
  },
  attach: {
    usage: 'chronus attach', doc: 'a REPL on the engine that runs, beside the one that started it', args: [0, 0],
    options: ['osc-port', 'as', 'no-status', 'json'],
    more: 'Everybody sees what the others do; who() says who is there. Ctrl-D leaves, and the music plays on.\n' +
      'Standard input that is not a terminal is read as lines, one after the other. With --json each of them is\n' +
      'answered with one line of JSON, { "line": 3, "ok": true, "value": 800 } or { "line": 3, "ok": false,\n' +
      '"error": "…" }; what happens meanwhile comes as { "news": { … } }.',
  },
  tmux: {
    usage: 'chronus tmux [PATCH]', doc: "the same in tmux, with the patch in your editor and a monitor beside", args: [0, 1],
    options: PLAYING,
    more: "The session is called 'chronus'; where it is there already it is shown. It takes the options of chronus, and a\n" +
      'free port where 5005 is busy. It ends when the REPL does (Ctrl-D), or with tmux kill-session -t chronus.\n' +
      'The editor is $VISUAL or $EDITOR, else vi or nano.',
  },
  devices: { usage: 'chronus devices', doc: 'the output devices', args: [0, 0], options: ['json'] },
  pattern: {
    usage: 'chronus pattern TEXT', doc: 'draw what a notation means, without sound', args: [1, 1], options: ['cycles', 'json'],
    more: "For instance: chronus pattern 'bd(3,8) [sn cp]' · chronus pattern 'X..x..x.' --cycles 2\n" +
      'With --json, the events: times in cycles as fractions; whole is null where there is neither beginning nor end.',
  },
  analyse: {
    usage: 'chronus analyse FILE.wav', doc: 'what a recording, or with --seconds what plays, sounds like', args: [0, 1],
    options: ['seconds', 'json', 'osc-port'],
    more: 'chronus analyse --seconds S listens to the engine that runs. The figures:\n' +
      'seconds    how long it is\n' +
      'peak, rms  highest sample, and root mean square of all channels, dBFS; a sine of full scale has 0 and -3\n' +
      'loudness   LUFS, by ITU-R BS.1770-4, what is silent left out\n' +
      'centroid   the middle of the spectrum, Hz: how bright it is\n' +
      'pitch      the note that it has most of the time, Hz; null for noise and chords\n' +
      'onsets     how many strokes and notes begin, a second\n' +
      'clipped    how many samples are at full scale\n' +
      'silent     whether no sample is above -70 dBFS; silence has -120 dBFS, -70 LUFS and 0 Hz',
  },
  monitor: {
    usage: 'chronus monitor', doc: 'watch the engine that runs: state, levels, wave, and what happens', args: [0, 0],
    options: ['osc-port'],
    more: 'It waits for an engine where none runs, and for the next one when that ends. q or Ctrl-C quits. Where standard\n' +
      'output is no terminal it prints one picture as text.',
  },
  new: {
    usage: 'chronus new FILE', doc: 'write a first patch there, with what the editor needs', args: [1, 1], options: [],
  },
  completion: {
    usage: 'chronus completion bash|zsh|fish', doc: 'what that shell reads to complete with Tab', args: [1, 1], options: [],
    more: 'In ~/.bashrc or ~/.zshrc: source <(chronus completion bash), or zsh there; in fish:\n' +
      'chronus completion fish > ~/.config/fish/completions/chronus.fish',
  },
}

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
