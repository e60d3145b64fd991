/** What to look for in a patch file that doesn't finish loading. */
export const ENDLESS = 'Is there an endless loop in it?'
export const ENDS = 'It ends the program: by process.exit, or by an error that nothing catches.'
