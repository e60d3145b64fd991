/** The patch as a graph: from what is heard back to what it is made of. Heavy lines carry sound, dotted ones move an input, which is
 *  named. A module that several listen to is drawn with what is behind it once; where it comes again an arrow says so. */
import { bare, type Paint } from './paint.ts'

export interface GraphModule {
  id: string
  kind: string
  voices?: number
  /** Ids of what comes into its audio inputs, as summands of factors; and of what its other inputs follow. */
  hears: readonly (readonly string[])[]
  follows: readonly string[]
  inputs: readonly { name: string, unit: string, drivenBy?: string, pattern?: string }[]
}

export interface Graph { modules: readonly GraphModule[], heard: readonly (readonly string[])[] }

/** One end of a line: the module there; what it moves, if it is no sound. */
interface Edge { id: string, moves?: string }

/** Lines of text, no longer than `columns`. */
export function graph({ modules, heard }: Graph, columns: number, paint: Paint): string[] {
  const byId = new Map(modules.map(module => [module.id, module]))
  const drawn = new Set<string>()
  const lines = [paint.bold('out')]
  const draw = ({ id, moves }: Edge, before: string, isLast: boolean): void => {
    const module = byId.get(id)
    if (!module) return
    const line = moves === undefined ? paint.green(isLast ? '┗━' : '┣━') : paint.cyan(isLast ? '╰┄' : '├┄')
    const again = drawn.has(id)
    const target = moves === undefined ? '' : paint.cyan(`${moves} ← `)
    lines.push(`${before}${line} ${target}${named(module, paint)}${again && edges(module).length > 0 ? paint.dim(' ↑') : ''}`)
    if (again) return
    drawn.add(id)
    const all = edges(module)
    all.forEach((edge, index) => draw(edge, `${before}${isLast ? '   ' : paint.dim('┃  ')}`, index === all.length - 1))
  }
  const outputs = [...new Set(heard.flat())]
  outputs.forEach((id, index) => draw({ id }, '', index === outputs.length - 1))
  const unheard = modules.filter(({ id }) => !drawn.has(id))
  if (unheard.length > 0) {
    lines.push(paint.dim('not heard'))
    unheard.forEach(({ id }, index) => { if (!drawn.has(id)) draw({ id }, '', index === unheard.length - 1) })
  }
  return lines.map(line => bare(line).length > columns ? `${bare(line).slice(0, columns - 1)}…` : line)
}

/** What comes into a module: sounds first. */
function edges({ hears, follows, inputs }: GraphModule): Edge[] {
  const sounds = [...new Set(hears.flat())].map((id): Edge => ({ id }))
  const direct = inputs.flatMap(({ name, unit, drivenBy }): Edge[] =>
    unit !== 'audio' && drivenBy !== undefined && follows.includes(drivenBy) ? [{ id: drivenBy, moves: name }] : [])
  // What is calculated with on its way is known by its end alone.
  const rest = follows.filter(id => direct.every(edge => edge.id !== id)).map((id): Edge => ({ id, moves: 'an input' }))
  return [...sounds, ...direct, ...rest]
}

function named({ id, kind, voices, inputs }: GraphModule, paint: Paint): string {
  const about = [...kind === id ? [] : [kind], ...voices === undefined ? [] : [`× ${voices}`]].join(' ')
  const played = inputs.flatMap(({ name, pattern }) => pattern === undefined ? [] : name)
  return `${paint.bold(id)}${about && paint.dim(` ${about}`)}${played.length > 0 ? paint.yellow(` ♪ ${played.join(', ')}`) : ''}`
}
