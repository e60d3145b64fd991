/** What lies where in a kernel's memory, in bytes, and how often things happen, in frames. */

/** Frames from one run of control to the next; ramps end there too. */
export const CONTROL_PERIOD = 16
/** Every so many frames, state this close to 0 becomes 0 (-600 dB). What fades out for ever would end in numbers below
 *  1e-308, with which processors are many times slower. */
export const FADE_PERIOD = 256
export const FADED = 1e-30
/** Bytes of a number. */
export const WORD = 8
/** Bytes of one frame of the output: two 32-bit floats. As many as one of a 64-bit signal, so one counter does for both. */
export const FRAME_BYTES = 8

/** The clock, at the start of the memory: the frame to come, the frame at which the last ramp ends (Infinity while a module is
 *  muted: what is at rest is played as if nothing was muted), whether a parameter was set
 *  since the last frame (i32), whether a module was bad since the last control point (i32); how often there were bad modules,
 *  and which was the first of them the last time (i32; an index into the layout's modules, or their number for a signal that
 *  no module hears). */
export const clock = { frame: 0, rampsEnd: 8, changed: 16, bad: 20, faults: 24, faulty: 32 }
/** The parameters follow. Of each: its value now, the value it goes to, its step per frame (0 at rest), the frame of
 *  arrival. */
export const PARAMETERS = 40
export const parameter = { value: 0, target: 8, step: 16, end: 24, bytes: 32 }

/** Of each coefficient of a module, after its state: its value now, the value that control gave it, its step per frame. */
export const coefficient = { value: 0, target: 8, step: 16, bytes: 24 }

/** Of each module in the table of modules, all i32: the addresses of its mark, of the end of its state, which is where the
 *  inputs that control saw begin, and of the end of those; who is named for it, as in `clock.faulty`; the address of its lines,
 *  and their bytes. */
export const entry = { bad: 0, seen: 4, end: 8, name: 12, lines: 16, lineBytes: 20, bytes: 24 }

/** Bytes between one line and the next. Lines are powers of two long: side by side, all places that are written in a frame would fall into
 *  the same few lines of the processor's cache. */
export const LINE_GAP = 320
