/** Random programs of the subset of TypeScript that module code is written in. A program is read off a tape of numbers, so that what
 *  shrinks the tape shrinks the program. It is written in two dialects: as a player would write it, and as the lanes of voices work it
 *  out, with every rounding to 32 bits spelled out in JavaScript. `strict` keeps to what both of them say alike: a variable holds
 *  numbers or integers, never now the one, now the other. */
import { ARRAYS, DEPTH, INTEGERS, LINES, same, TABLES } from './dialects.ts'
import type { Helper, Text } from './dialects.ts'
import { Values } from './values.ts'

const INPUTS = ['x', 'y', 'k', 'u']
/** Statements of a program at the most. */
const MOST = 40

export interface Written { tick: Text, control: Text, helpers: (Helper & Text)[] }

/** Reads a program with so many outputs off a tape. */
export function write(tape: readonly number[], outputs: number, strict: boolean): Written {
  const reader = { at: 0 }
  const pick = (n: number): number => (tape[reader.at++] ?? 0) % n
  const helpers: (Helper & Text)[] = []
  const writer = (left: { left: number }) => new Writer(pick, strict, [...helpers], left)
  for (let i = (pick(6) + 1) >> 1; i > 0; i--) helpers.push(writer({ left: MOST / 2 }).helper(`h${helpers.length}`))
  const left = { left: MOST }
  const control = writer(left).control()
  return { control, helpers, tick: writer(left).tick(outputs) }
}

class Writer extends Values {
  /** How many statements there may be yet. */
  readonly #budget: { left: number }

  constructor(pick: (n: number) => number, strict: boolean, helpers: Helper[], budget: { left: number }) {
    super(pick, strict, helpers)
    this.#budget = budget
  }

  tick(outputs: number): Text {
    const rows = [...ARRAYS, ...LINES, ...TABLES]
    const arrays = [...ARRAYS, ...LINES]
    this.place = { inputs: INPUTS, state: true, frame: true, rows, arrays, base: 'k', exact: false, helpers: this.helpers, outputs }
    const body = this.body()
    const names = ['K0', 'K1', ...TABLES, ...this.helpers.map(({ name }) => name)].join(', ')
    const head = (more: string) => `(s, { x, y, k, u, m }, { frame, sampleRate, period, ${names}${more} })`
    return { text: `${head('')} => ${body.text}`, lanes: `${head(', F, I, P, MIN, MAX')} => ${body.lanes}` }
  }

  control(): Text {
    // In voices it calls its helpers with 64 bits, tick with 32: one text can't be both.
    const helpers = this.strict ? [] : this.helpers
    const rows = [...ARRAYS, ...TABLES]
    this.place = { inputs: INPUTS, state: true, frame: false, rows, arrays: ARRAYS, base: 's.n0', exact: true, helpers, outputs: 0 }
    const body = this.body()
    const names = ['K0', 'K1', ...TABLES, ...helpers.map(({ name }) => name)].join(', ')
    const head = (more: string) => `(s, { ${[...this.used].join(', ')} }, { sampleRate, period, ${names}${more} })`
    return { text: `${head('')} => ${body.text}`, lanes: `${head(', F')} => ${body.lanes}` }
  }

  helper(name: string): Helper & Text {
    const parameters: Helper['parameters'] = ['number']
    for (let i = this.pick(3); i > 0; i--) parameters.push((['number', 'int', 'row', 'array'] as const)[this.pick(4)])
    const names = parameters.map((_, i) => `p${i}`)
    const type = this.pick(4) === 3 ? 'boolean' : 'number'
    parameters.forEach((type, i) => { if (type === 'number' || type === 'int') this.variables.push({ name: names[i], type, fixed: true }) })
    const [rows, arrays] = [['row', 'array'], ['array']].map(kinds => names.filter((_, i) => kinds.includes(parameters[i])))
    const seen = { inputs: [] as string[], state: false, frame: false, rows: [...rows, ...TABLES], arrays, helpers: this.helpers }
    this.place = { ...seen, base: 'p0', exact: false, outputs: 1, boolean: type === 'boolean' }
    const body = this.body()
    const head = `(${names.join(', ')}) =>`
    return { name, parameters, type, text: `${head} ${body.text}`, lanes: `${head} ${body.lanes}` }
  }

  private body(): Text {
    const body = this.block(this.pick(8), 2)
    // Only what is assigned is kept as an integer.
    if (this.place.exact && this.strict) body.unshift(...INTEGERS.map(name => same(`s.${name} |= 0`)))
    // Whatever was worked out counts.
    if (this.place.state) for (let i = this.pick(3); i > 0; i--) body.push(this.assignment(2))
    if (this.place.outputs > 0) body.push(this.return())
    return { text: `{\n${indented(body.map(({ text }) => text))}\n}`, lanes: `{\n${indented(body.map(({ lanes }) => lanes))}\n}` }
  }

  private return(): Text {
    const { outputs, boolean } = this.place
    if (outputs === 0) return { text: 'return', lanes: 'return' }
    if (boolean) {
      const value = this.boolean(2)
      return { text: `return ${value.text}`, lanes: `return ${value.lanes}` }
    }
    const values = Array.from({ length: outputs }, () => this.bounded(this.number(DEPTH)))
    const [text, lanes] = [values.map(({ text }) => text), values.map(({ lanes }) => lanes)]
      .map(all => outputs > 1 ? `[${all.join(', ')}]` : all[0])
    return { text: `return ${text}`, lanes: `return ${lanes}` }
  }

  /** Statements with variables of their own. */
  private block(count: number, depth: number): Text[] {
    const outer = this.variables.length
    const made: Text[] = []
    for (let i = 0; i < count && this.#budget.left > 0; i++) {
      this.#budget.left--
      made.push(this.statement(depth))
    }
    this.variables.length = outer
    return made
  }

  private statement(depth: number): Text {
    switch (this.pick(depth > 0 ? 12 : 8)) {
      case 0: case 1: return this.declaration()
      case 2: case 3: case 4: return this.assignment(DEPTH)
      case 5: case 6: return this.store(DEPTH)
      case 7: return this.step()
      case 8: case 9: return this.if(depth)
      case 10: return this.for(depth)
      default: {
        const test = this.test(2)
        const { text, lanes } = this.return()
        return { text: `if (${test.text}) ${text}`, lanes: `if (${test.lanes}) ${lanes}` }
      }
    }
  }

  private declaration(): Text {
    const name = `v${this.count++}`
    const type = (['number', 'int', 'boolean'] as const)[this.pick(3)]
    const fixed = this.pick(2) === 0
    const value = type === 'number' ? this.float(this.number(DEPTH)) : type === 'int' ? this.int(DEPTH) : this.boolean(2)
    const keyword = fixed ? 'const' : 'let'
    this.variables.push({ name, type: this.strict || type !== 'int' ? type : fixed ? 'int' : 'number', fixed })
    const lanes = type === 'number' ? this.lanes(value) : value.lanes
    return { text: `${keyword} ${name} = ${value.text}`, lanes: `${keyword} ${name} = ${lanes}` }
  }

  private assignment(depth: number): Text {
    const targets = this.targets()
    if (targets.length === 0) return this.declaration()
    const [name, type, stored] = targets[this.pick(targets.length)]
    if (type === 'boolean') return both(this.boolean(2), one => `${name} = ${one}`)
    if (type === 'int') {
      const operator = ['', '', '^', '&', '|'][this.pick(5)]
      const value = this.int(depth)
      return both(value, one => `${name} ${operator}= ${one}`)
    }
    const operator = ['', '', '', '+', '-', '*'][this.pick(6)]
    const value = this.float(this.pick(this.strict ? 1 : 3) === 2 ? this.int(depth) : this.number(depth))
    if (operator === '' && this.pick(2) === 0) {
      const { text, lanes } = this.bounded(value)
      return { text: `${name} = ${text}`, lanes: `${name} = ${stored && this.place.exact ? `F(${lanes})` : lanes}` }
    }
    const lanes = operator === '' ? this.lanes(value) : this.rounded(`${name} ${operator} ${this.lanes(value)}`)
    return { text: `${name} ${operator}= ${value.text}`, lanes: `${name} = ${stored && this.place.exact ? `F(${lanes})` : lanes}` }
  }

  /** ++ and -- by themselves. */
  private step(): Text {
    const targets = this.targets().filter(([, type]) => type === 'number')
    if (targets.length === 0) return this.declaration()
    const [name, , stored] = targets[this.pick(targets.length)]
    const sign = '+-'[this.pick(2)]
    const lanes = this.rounded(`${name} ${sign} 1`)
    const text = this.pick(2) === 0 ? `${name}${sign}${sign}` : `${sign}${sign}${name}`
    return { text, lanes: `${name} = ${stored && this.place.exact ? `F(${lanes})` : lanes}` }
  }

  private store(depth: number): Text {
    const { arrays } = this.place
    if (arrays.length === 0) return this.declaration()
    const row = arrays[this.pick(arrays.length)]
    const index = this.index(1)
    const value = this.number(depth)
    const given = this.place.exact ? `F(${this.lanes(value)})` : this.lanes(value)
    // A position that is made of what it changes is refused.
    const isAdded = this.pick(3) === 2 && !/=|h\d/.test(index.text)
    const sum = this.rounded(`${row}[${index.lanes}] + ${this.lanes(value)}`)
    const added = this.place.exact ? `F(${sum})` : sum
    return isAdded ? { text: `${row}[${index.text}] += ${value.text}`, lanes: `${row}[${index.lanes}] = ${added}` }
      : { text: `${row}[${index.text}] = ${value.text}`, lanes: `${row}[${index.lanes}] = ${given}` }
  }

  private if(depth: number): Text {
    const test = this.test(2)
    const yes = this.block(1 + this.pick(3), depth - 1)
    const no = this.block(this.pick(3), depth - 1)
    const otherwise = (of: (one: Text) => string) => no.length > 0 ? ` else {\n${indented(no.map(of))}\n}` : ''
    return both(test, (one, of) => `if (${one}) {\n${indented(yes.map(of))}\n}${otherwise(of)}`)
  }

  private for(depth: number): Text {
    const name = `v${this.count++}`
    const head = [`let ${name} = 0; ${name} < 3; ${name}++`, `let ${name} = 4; ${name} > 0; ${name} -= 2`,
      `let ${name} = -1; ${name} <= K1; ++${name}`, `let ${name} = 0; ${name} !== 2; ${name} += 1`, `let ${name} = 5; ${name} < 5; ${name}++`,
    ][this.pick(5)]
    this.variables.push({ name, type: 'number', fixed: true, counter: true })
    const body = this.block(1 + this.pick(3), depth - 1)
    this.variables.pop()
    const text = (of: (one: Text) => string) => `for (${head}) {\n${indented(body.map(of))}\n}`
    return { text: text(({ text }) => text), lanes: text(({ lanes }) => lanes) }
  }
}

const both = (value: Text, write: (one: string, of: (text: Text) => string) => string): Text =>
  ({ text: write(value.text, ({ text }) => text), lanes: write(value.lanes, ({ lanes }) => lanes) })
const indented = (lines: readonly string[]): string => lines.join('\n').split('\n').map(line => `  ${line}`).join('\n')
