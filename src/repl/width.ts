/** Columns of text that go to standard output: those of the terminal, or, where it is none, what the shell says. */
export const columns = (): number => process.stdout.columns || Number(process.env.COLUMNS) || USUAL

const USUAL = 80
