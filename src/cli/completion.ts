/** `chronus completion SHELL`: what a shell has to read to complete commands and options with Tab, made from commands.ts. */
import { COMMANDS, OPTIONS } from './commands.ts'
import { type CommandLine, UsageError } from './options.ts'
import type { OptionSpec } from './commands.ts'

const SPECS: Record<string, OptionSpec> = OPTIONS
const SUBCOMMANDS = Object.keys(COMMANDS).filter(name => name !== 'play')
const WAYS: Record<string, () => string> = {
  bash,
  // zsh reads what is written for bash.
  zsh: () => `autoload -U +X bashcompinit && bashcompinit\n${bash()}`,
  fish,
}

/** Prints it. Errors: throws UsageError for a shell that it isn't written for. */
export async function run({ args: [shell] }: CommandLine): Promise<number> {
  if (!Object.hasOwn(WAYS, shell)) throw new UsageError(`completion is there for ${Object.keys(WAYS).join(', ')}, not '${shell}'`)
  process.stdout.write(WAYS[shell]())
  return 0
}

/** The values of an option that are words; none where it takes what you like, or a file. */
function wordsOf(name: string): string[] {
  return (SPECS[name].value ?? '').split('|').map(word => word.replace(/:FILE$/, ':')).filter(word => /^[a-z]+:?$/.test(word))
}

function bash(): string {
  const options = ([name, { options }]: [string, typeof COMMANDS[string]]): string =>
    `      ${name}) words='${[...options, 'help'].map(option => `--${option}`).join(' ')}';;`
  const values = Object.keys(OPTIONS).flatMap(name => {
    const words = wordsOf(name)
    return words.length > 0 ? [`    --${name}) COMPREPLY=($(compgen -W '${words.join(' ')}' -- "$now")); return;;`] : []
  })
  return `_chronus() {
  local now="\${COMP_WORDS[COMP_CWORD]}" command=play words='' word
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in ${SUBCOMMANDS.join('|')}) command="$word"; break;; esac
  done
  case "\${COMP_WORDS[COMP_CWORD-1]}" in
${values.join('\n')}
  esac
  if [[ "$now" == -* ]]; then
    case "$command" in
${Object.entries(COMMANDS).map(options).join('\n')}
    esac
  elif [[ "$COMP_CWORD" == 1 ]]; then
    words='${SUBCOMMANDS.join(' ')}'
  fi
  COMPREPLY=($(compgen -W "$words" -- "$now"))
}
complete -o default -o bashdefault -F _chronus chronus
`
}

function fish(): string {
  const quoted = (text: string): string => `'${text.replace(/['\\]/g, '\\$&')}'`
  const lines = Object.entries(COMMANDS).flatMap(([name, { doc, options }]) => {
    const when = name === 'play' ? `not __fish_seen_subcommand_from ${SUBCOMMANDS.join(' ')}` : `__fish_seen_subcommand_from ${name}`
    const own = options.map(option => {
      const words = wordsOf(option)
      const value = words.length > 0 ? ` -x -a ${quoted(words.join(' '))}` : SPECS[option].value ? ' -r' : ''
      return `complete -c chronus -n ${quoted(when)} -l ${option}${value} -d ${quoted(SPECS[option].doc)}`
    })
    return name === 'play' ? own : [`complete -c chronus -n __fish_use_subcommand -a ${name} -d ${quoted(doc)}`, ...own]
  })
  return `${lines.join('\n')}\n`
}
