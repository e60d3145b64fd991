/** What --help prints, made from the declarations in commands.ts. */
import { COMMANDS, OPTIONS } from './commands.ts'
import type { OptionSpec } from './commands.ts'

/** Help on one command, or on the whole program with 'play'. Ends with a newline. */
export function help(command: string): string {
  const spec = COMMANDS[command]
  const options = table(spec.options.map(name => [`--${name}${argument(OPTIONS[name])}`, described(OPTIONS[name])]))
  const more = spec.more ? `\n${spec.more}\n` : ''
  if (command !== 'play') return `${spec.usage}\n  ${spec.doc}\n${options && `\n${options}`}${more}`
  const commands = table(Object.values(COMMANDS).map(({ usage, doc }) => [usage, doc]))
  return `Music Chronus: a live-coding synthesizer that cannot be silenced by its own code.

${commands}
options of chronus
${options}  --help, --version
${more}
status, list, send, say and attach take --osc-port N where several engines run.
chronus COMMAND --help says more.
Versions that played and lines that were typed are kept in ~/.local/state/music-chronus ($XDG_STATE_HOME).
$NO_COLOR turns colours off, $NODE_REPL_HISTORY names another file for the lines.
Exit status: 0, 1 when it could not be done, 2 when the command line is wrong.
`
}

function argument({ value }: OptionSpec): string {
  return value ? ` ${value}` : ''
}

function described({ doc, fallback }: OptionSpec): string {
  return fallback ? `${doc} (default ${fallback})` : doc
}

/** Two columns; where the left one is too wide, the right one goes to the next line. */
function table(rows: string[][]): string {
  const width = Math.min(30, Math.max(...rows.map(([left]) => left.length), 0))
  return rows.map(([left, right]) => left.length > width
    ? `  ${left}\n  ${' '.repeat(width)}  ${right}\n`
    : `  ${left.padEnd(width)}  ${right}\n`).join('')
}
