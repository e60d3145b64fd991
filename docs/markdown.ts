/** Text as Markdown. */

/** Plain text, of which nothing means anything else in Markdown; what is in `backquotes` stays code. */
export const plain = (text: string): string =>
  text.split(/(`[^`]*`)/).map((part, i) => i % 2 === 1 ? part : part.replace(/[\\*_<>[\]]/g, '\\$&')).join('')

/** A table: what stands above its columns, and the rows. */
export function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
  return [line(heads), `|${'---|'.repeat(heads.length)}`, ...rows.map(line)].join('\n')
}

/** A docstring without its stars: paragraphs, and lines that stand further in as code. */
export function prose(docstring: string): string {
  const lines = docstring.split('\n').map(line => line.replace(/^\s*\* ?/, '').trimEnd())
  const blocks: { code: boolean, lines: string[] }[] = []
  for (const line of lines) {
    const code = /^ {3}/.test(line)
    if (blocks.at(-1)?.code !== code) blocks.push({ code, lines: [] })
    blocks.at(-1)!.lines.push(line.trim())
  }
  return blocks.map(({ code, lines }) => code ? `\`\`\`ts\n${lines.join('\n')}\n\`\`\`` : plain(lines.join(' ').trim())).join('\n\n')
}
