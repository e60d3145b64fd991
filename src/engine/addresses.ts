/** The addresses that the engine answers to, declared once: the docs, the errors, and what an address pattern stands for are made
 *  of this. */

export interface AddressSpec {
  /** What follows it, as the docs name it; '' for nothing. */
  args: string
  doc: string
  /** What comes back to the sender. */
  reply?: string
  /** It only reads or sets a value, so an address pattern may stand for it. What does more than that is to be said in full. */
  value?: boolean
}

export const ADDRESSES = {
  '/mod/<module>/<input>': {
    args: "number, note (`A3`, where it is in Hz), name of a choice, or `default`; and over how long (`'4 bars'`, `'10 s'`)", value: true,
    doc: 'Turns an input, or lets it glide; `default` is what the patch file says. `<module>.3` is one voice of a module in voices. ' +
      'Without an argument: asks for the value.',
    reply: '`/mod/<module>/<input> value`',
  },
  '/gate/<module>': {
    args: '`on`, `off`, 1, 0, or a velocity from 0 to 1', value: true,
    doc: 'Opens or closes a gate. Without an argument: asks for it.', reply: '`/gate/<module> value`',
  },
  '/note/<poly>': {
    args: 'note, 0 … 127 (60 is C4), and a velocity, 0.8 if there is none; or `off`', value: true,
    doc: 'Plays a note, or lets it go with velocity 0; `off` lets all go.',
  },
  '/pattern/<what>': {
    args: "text in the notation of patterns, or `default`", value: true,
    doc: 'Lets a pattern play a gate (`hats`), notes (`lead`) or an input (`filter.cutoff`). Without an argument: asks for it.',
    reply: '`/pattern/<what> text`',
  },
  '/bpm': {
    args: "number, and over how long (`'8 bars'`, `'10 s'`)", value: true,
    doc: 'Sets the tempo, or goes there. Without an argument: asks for it.', reply: '`/bpm number`',
  },
  '/quantise': {
    args: "`off`, `beat`, `bar` or `'4 bars'`", value: true,
    doc: 'When edits and patterns take over. Without an argument: asks for it.', reply: '`/quantise text`',
  },
  '/fade': {
    args: 'milliseconds', value: true,
    doc: 'Over how long an edit fades in. Without an argument: asks for it.', reply: '`/fade number`',
  },
  '/reset': { args: 'module, or nothing for all', doc: 'Gives the inputs of a module, or all, the values and the patterns of the patch file.' },
  '/solo': {
    args: 'modules, or nothing', doc: 'Lets one module, or some, be heard without those beside them; without an argument all are heard again.',
  },
  '/panic': { args: '', doc: 'Silences it all; it plays on behind that.' },
  '/play': { args: '', doc: 'Lets it be heard again after `/panic`.' },
  '/test': { args: '', doc: 'Two seconds of 440 Hz on top of whatever plays.' },
  '/hold': { args: '', doc: 'Saved files wait.' },
  '/release': { args: '', doc: "Saved files don't wait any more." },
  '/patch/load': { args: 'path', doc: 'Loads a patch and fades it in.', reply: '`/patch/loaded name version`, once it is heard' },
  '/patch/force': { args: '', doc: 'Plays what was refused last all the same.', reply: '`/patch/loaded name version`' },
  '/patch/rollback': {
    args: 'number of a version, or nothing for the one before', doc: 'Brings back a version that has played.',
    reply: '`/patch/loaded name version`',
  },
  '/patch/history': { args: '', doc: 'Asks which versions have played.', reply: '`/patch/history/reply JSON`' },
  '/patch/text': { args: 'number of a version, or nothing', doc: 'Asks for the text of its files.', reply: '`/patch/text/reply JSON`' },
  '/undo': {
    args: 'number of steps, or nothing for one',
    doc: 'Takes back what was done last, whoever did it: a knob, a pattern, a tempo, a version; 100 steps are remembered.',
    reply: '`/undo/reply text`',
  },
  '/redo': { args: 'number of steps, or nothing for one', doc: 'Does again what was taken back last.', reply: '`/redo/reply text`' },
  '/say': {
    args: 'text', doc: 'Says in words what is wanted, `darker, and add some wobble`: see say.md. All of it is done, or nothing.',
    reply: '`/say/reply text JSON`: what was sent, to be read, and as a list of `{ address, args }`',
  },
  '/record/start': {
    args: 'name and format, or nothing',
    doc: "Begins to record what is heard, as `float` (bit for bit, and without a format), `24`, `16` or `flac`, with a take's log beside it.",
    reply: '`/record/status/reply JSON`',
  },
  '/record/stop': { args: '', doc: 'Ends the take.', reply: '`/record/status/reply JSON`' },
  '/record/status': { args: '', value: true, doc: 'Asks whether it records.', reply: '`/record/status/reply JSON`' },
  '/status': { args: '', value: true, doc: 'Asks how the engine is doing.', reply: '`/status/reply JSON`' },
  '/tap': { args: '', doc: 'Asks where other programs of this user can hear what is played.', reply: '`/tap/reply JSON`' },
  '/who': { args: '', doc: 'Asks who is attached.', reply: '`/who/reply JSON`' },
  '/list': {
    args: 'nothing, an address, or a pattern', value: true,
    doc: 'Asks what plays: all of it as JSON; or node by node what is at an address (`/`, `/mod`, `/mod/filter`, `/mod/*/cutoff`) ' +
      'and below it.',
    reply: '`/list/reply JSON`, or for each node `/list/reply address NAME value …`',
  },
  '/listen': {
    args: '1 or 0, and a pattern for what to hear, or nothing',
    doc: 'By OSC only: for 60 s the sender hears what changes, as the messages that would change it; again for another 60 s.',
    reply: '`/listen/reply 1 60`',
  },
  '/ping': { args: 'anything', doc: 'Answers.', reply: '`/ping/reply` with the same arguments' },
} as const satisfies Record<string, AddressSpec>

/** Those that are one address and not many. */
export type FixedAddress = Exclude<keyof typeof ADDRESSES, `${string}<${string}`>

const all = Object.entries(ADDRESSES) as [string, AddressSpec][]
export const isFixed = (address: string): boolean => !address.includes('<')
export const FIXED = all.map(([address]) => address).filter(isFixed) as FixedAddress[]
/** Those for which an address pattern may stand. */
export const FIXED_VALUES = all.filter(([address, { value }]) => isFixed(address) && value).map(([address]) => address)
