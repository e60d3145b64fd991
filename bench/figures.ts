/** Figures, and how they are printed. */

/** The value below which a share `q` of the values lies. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)

export function heading(first: string, ...cells: string[]): void {
  console.log()
  row(first, ...cells)
}

export function row(first: string, ...cells: string[]): void {
  console.log(first.padEnd(66) + cells.map(cell => cell.padStart(20)).join(''))
}

export const ms = (value: number): string => `${value.toFixed(0)} ms`
