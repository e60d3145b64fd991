/** Colours, where there are any: the codes of ECMA-48 (SGR). */
export type Paint = Record<'dim' | 'bold' | 'red' | 'yellow' | 'green' | 'cyan', (text: string) => string>

const CODES: Record<keyof Paint, number> = { dim: 2, bold: 1, red: 31, yellow: 33, green: 32, cyan: 36 }

export function paint(color: boolean): Paint {
  const dye = (code: number) => (text: string): string => color && text !== '' ? `\x1b[${code}m${text}\x1b[0m` : text
  return Object.fromEntries(Object.entries(CODES).map(([name, code]) => [name, dye(code)])) as Paint
}

/** Text without its colours. */
export const bare = (text: string): string => text.replace(/\x1b\[\d*m/g, '')
