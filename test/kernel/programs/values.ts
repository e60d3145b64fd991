/** Expressions of random programs, in both dialects. */
import { CHOICES, COEFFICIENTS, Dialects, INTEGERS, NUMBERS, same } from './dialects.ts'
import type { Helper, Text, Value } from './dialects.ts'

export class Values extends Dialects {
  /** What may be assigned: its name, its type, and whether it is kept with 32 bits. */
  protected targets(): [name: string, type: Value['type'], stored: boolean][] {
    const { state, exact } = this.place
    const own = this.variables.filter(({ fixed }) => !fixed).map(({ name, type }): [string, Value['type'], boolean] => [name, type, false])
    if (!state) return own
    const fields = [...NUMBERS, ...exact ? COEFFICIENTS : []].map(name => `s.${name}`)
    return [...own, ...fields.map((name): [string, 'number', true] => [name, 'number', true]),
      ...INTEGERS.map((name): [string, Value['type'], boolean] => [`s.${name}`, this.strict ? 'int' : 'number', false])]
  }

  protected number(depth: number): Value {
    if (depth > 0 && this.place.helpers.length > 0 && this.pick(8) === 7) return this.call('number', depth) ?? this.leaf()
    switch (depth <= 0 ? 0 : this.pick(15)) {
      case 0: case 1: return this.leaf()
      case 2: case 3: case 4: return this.arithmetic('+-*'[this.pick(3)], depth)
      case 5: return this.arithmetic('/', depth)
      case 6: case 7: return this.function(depth)
      case 8: {
        const [a, b] = [this.number(depth - 1), this.number(depth - 1)]
        const name = ['min', 'max'][this.pick(2)]
        const lanes = this.place.exact ? `Math.${name}` : name.toUpperCase()
        return { type: 'number', text: `Math.${name}(${a.text}, ${b.text})`, lanes: `${lanes}(${this.lanes(a)}, ${this.lanes(b)})` }
      }
      case 9: {
        const test = this.test(depth - 1)
        const [a, b] = [this.float(this.number(depth - 1)), this.float(this.number(depth - 1))]
        const lanes = `(${test.lanes} ? ${this.lanes(a)} : ${this.lanes(b)})`
        return { type: 'number', text: `(${test.text} ? ${a.text} : ${b.text})`, lanes }
      }
      case 10: return this.int(depth)
      case 11: {
        const value = this.int(depth)
        return { type: 'number', text: `(${value.text} >>> 0)`, lanes: this.rounded(`${value.lanes} >>> 0`), whole: value.lanes }
      }
      case 12: case 13: {
        const row = this.place.rows[this.pick(this.place.rows.length)]
        const index = this.index(depth - 1)
        return { type: 'number', text: `${row}[${index.text}]`, lanes: this.rounded(`${row}[${index.lanes}]`) }
      }
      default: {
        if (this.strict && this.place.exact) return this.leaf()
        const targets = this.targets().filter(([, type]) => type === 'number')
        if (targets.length === 0) return this.leaf()
        const [name] = targets[this.pick(targets.length)]
        const value = this.float(this.number(depth - 1))
        return { type: 'number', text: `(${name} = ${value.text})`, lanes: `(${name} = ${this.lanes(value)})` }
      }
    }
  }

  protected leaf(): Value {
    const { inputs, state, frame, exact } = this.place
    const own = this.variables.filter(({ type }) => type === 'number').map(({ name }) => name)
    const fields = state ? [...NUMBERS, ...COEFFICIENTS].map(name => `s.${name}`) : []
    const integers = state && !this.strict ? INTEGERS.map(name => `s.${name}`) : []
    const large = this.strict ? [] : ['1e10', '(-0)', '4294967296', '9007199254740991']
    const constants = ['0', '0.5', '1', '(-3)', '7', '0.1', 'K0', 'K1', 'Math.PI', 'T1.length', ...large]
    const varying = [...own, ...own, ...inputs, ...fields, ...integers, ...frame ? ['frame', 'sampleRate'] : []]
    const names = this.pick(4) < 3 && varying.length > 0 ? varying : constants
    const name = names[this.pick(names.length)]
    if (inputs.includes(name)) this.used.add(name)
    if (constants.includes(name)) {
      const whole = ['0', '1', '(-3)', '7', 'K1', 'T1.length'].includes(name) ? name : undefined
      return { type: 'number', text: name, lanes: exact ? name : `F(${name})`, constant: true, whole }
    }
    if (name === 'frame') return { type: 'number', text: name, lanes: 'F(frame)', whole: 'frame' }
    const shared = name === 'sampleRate' || this.variables.some(variable => variable.name === name && variable.counter)
    return { type: 'number', text: name, lanes: inputs.includes(name) || name === 'sampleRate' ? this.rounded(name) : name, shared }
  }

  protected arithmetic(operator: string, depth: number): Value {
    const a = this.number(depth - 1)
    const next = this.number(depth - 1)
    // Constants are worked out with 64 bits.
    const b = a.constant && next.constant && this.strict ? this.based() : next
    const whole = a.whole && b.whole && (operator === '+' || operator === '-') ? `(${a.whole} ${operator} ${b.whole} | 0)` : undefined
    const lanes = this.rounded(`${this.lanes(a)} ${operator} ${this.lanes(b)}`)
    return { type: 'number', text: `(${a.text} ${operator} ${b.text})`, lanes, whole, constant: a.constant && b.constant }
  }

  protected function(depth: number): Value {
    const names = ['abs', 'floor', 'ceil', 'trunc', 'round', 'sign', 'fround', 'sin', 'cos', 'tan', 'atan', 'exp', 'tanh', 'sqrt', 'log', 'log2',
      '-', '+', 'atan2', 'pow']
    const name = names[this.pick(names.length)]
    const a = this.number(depth - 1)
    if (name === '-') return { type: 'number', text: `(-${a.text})`, lanes: `(-${this.lanes(a)})`, constant: a.constant }
    if (name === '+') return { type: 'number', text: `(+${a.text})`, lanes: this.lanes(a), whole: a.whole, constant: a.constant, shared: a.shared }
    const b = name === 'atan2' || name === 'pow' ? [this.number(depth - 1)] : []
    const args = [a, ...b]
    const lanes = this.rounded(`Math.${name}(${args.map(arg => this.lanes(arg)).join(', ')})`)
    return { type: 'number', text: `Math.${name}(${args.map(({ text }) => text).join(', ')})`, lanes }
  }

  protected int(depth: number): Value {
    const own = [...this.variables.filter(({ type }) => type === 'int').map(({ name }) => name),
      ...this.strict && this.place.state ? INTEGERS.map(name => `s.${name}`) : []]
    const made = (text: string, lanes: string): Value => ({ type: 'int', text, lanes, whole: lanes })
    const operand = () => this.pick(2) === 0 ? this.int(depth - 1) : this.number(depth - 1)
    switch (depth <= 0 ? 0 : this.pick(9)) {
      case 0: case 1: case 2: {
        const name = own[this.pick(own.length + 1)]
        if (name !== undefined) return made(name, name)
        const value = this.number(depth - 1)
        return made(`(${value.text} | 0)`, `(${this.whole(value)} | 0)`)
      }
      case 3: case 4: {
        const [a, b] = [operand(), operand()]
        const operator = '&|^'[this.pick(3)]
        return made(`(${a.text} ${operator} ${b.text})`, `(${this.whole(a)} ${operator} ${this.whole(b)})`)
      }
      case 5: {
        const a = operand()
        const operator = ['<<', '>>', '>>>'][this.pick(3)]
        const by = String(1 + this.pick(31))
        if (this.pick(3) === 2) {
          const count = this.int(depth - 1)
          return made(`(${a.text} ${operator} ${count.text} | 0)`, `(${this.whole(a)} ${operator} ${count.lanes} | 0)`)
        }
        return made(`(${a.text} ${operator} ${by})`, `(${this.whole(a)} ${operator} ${by})`)
      }
      case 6: {
        const [a, b] = [operand(), operand()]
        return made(`Math.imul(${a.text}, ${b.text})`, `Math.imul(${this.whole(a)}, ${this.whole(b)})`)
      }
      case 7: {
        const a = operand()
        const operation = ['~', 'Math.clz32'][this.pick(2)]
        return made(`(${operation}(${a.text}))`, `(${operation}(${this.whole(a)}))`)
      }
      default: {
        const test = this.test(depth - 1)
        const [a, b] = [this.int(depth - 1), this.int(depth - 1)]
        return made(`(${test.text} ? ${a.text} : ${b.text})`, `(${test.lanes} ? ${a.lanes} : ${b.lanes})`)
      }
    }
  }

  /** A boolean, or a number where one will do. */
  protected test(depth: number): Value {
    if (this.pick(6) < 5) return this.boolean(depth)
    return this.number(depth)
  }

  protected boolean(depth: number): Value {
    const made = (text: string, lanes: string): Value => ({ type: 'boolean', text, lanes })
    const own = this.variables.filter(({ type }) => type === 'boolean').map(({ name }) => name)
    switch (depth <= 0 ? 0 : this.pick(10)) {
      case 5: {
        const value = this.boolean(depth - 1)
        return made(`!${value.text}`, `!${value.lanes}`)
      }
      case 6: case 7: {
        const [a, b] = [this.boolean(depth - 1), this.boolean(depth - 1)]
        const operator = ['&&', '||', '===', '!=='][this.pick(4)]
        return made(`(${a.text} ${operator} ${b.text})`, `(${a.lanes} ${operator} ${b.lanes})`)
      }
      case 8: {
        if (own.length === 0) return this.call('boolean', depth) ?? made('true', 'true')
        const name = own[this.pick(own.length)]
        return made(name, name)
      }
      case 9: {
        const text = this.place.frame ? `(m ${['===', '!=='][this.pick(2)]} '${CHOICES[this.pick(3)]}')` : 'true'
        return made(text, text)
      }
      default: {
        const operator = ['<', '>', '<=', '>=', '===', '!=='][this.pick(6)]
        const whole = this.pick(4) === 3
        const a = whole ? this.int(depth) : this.number(depth)
        // Where numbers of 32 bits can't tell them apart.
        const next = (): Value => ({ type: 'int', text: `(${a.text} ^ 1)`, lanes: `(${a.lanes} ^ 1)`, whole: `(${a.whole} ^ 1)` })
        const b = !whole ? this.number(depth) : this.pick(2) === 0 && !a.text.includes(' = ') ? next() : this.int(depth)
        const integers = [a, b].every(({ type, constant, whole }) => type === 'int' || (constant && whole))
        const [x, y] = [a, b].map(value => integers ? value.whole : this.lanes(value))
        return made(`(${a.text} ${operator} ${b.text})`, `(${x} ${operator} ${y})`)
      }
    }
  }

  /** A position: what the kernel can tell to be whole, or any number. */
  protected index(depth: number): Text {
    const { frame } = this.place
    const counters = this.variables.filter(({ counter }) => counter).map(({ name }) => name)
    const shared = [...counters, ...frame ? ['frame'] : [], '2', '(-9)']
    const one = () => shared[this.pick(shared.length)]
    switch (this.pick(6)) {
      case 0: return same(one())
      case 1: return same(`${one()} ${'+-*'[this.pick(3)]} ${one()}`)
      case 2: {
        const value = this.int(depth)
        return { text: value.text, lanes: value.lanes }
      }
      case 3: {
        if (!frame) return same(one())
        const value = this.int(depth)
        const operator = '+-'[this.pick(2)]
        return { text: `frame ${operator} ${value.text}`, lanes: `(frame ${operator} ${value.lanes} | 0)` }
      }
      case 4: {
        if (!frame) return same(one())
        const value = this.times(this.number(depth))
        const [operator, round] = [['+', 'floor'], ['-', 'ceil']][this.pick(2)]
        return { text: `frame ${operator} ${value.text}`, lanes: `(frame ${operator} P(Math.${round}(${value.lanes})) | 0)` }
      }
      default: {
        const value = this.times(this.number(depth))
        return { text: value.text, lanes: this.place.exact ? value.lanes : `P(Math.floor(${value.lanes}))` }
      }
    }
  }

  protected call(type: Helper['type'], depth: number): Value | undefined {
    const { rows, arrays } = this.place
    const helpers = this.place.helpers.filter(helper => helper.type === type && (arrays.length > 0 || !helper.parameters.includes('array')))
    if (helpers.length === 0) return undefined
    const { name, parameters } = helpers[this.pick(helpers.length)]
    const args = parameters.map((parameter): Text => {
      if (parameter === 'row') return same(rows[this.pick(rows.length)])
      if (parameter === 'array') return same(arrays[this.pick(arrays.length)])
      if (parameter === 'int') return this.int(depth - 1)
      const value = this.float(this.number(depth - 1))
      return { text: value.text, lanes: this.lanes(value) }
    })
    const [text, lanes] = [args.map(({ text }) => text), args.map(({ lanes }) => lanes)].map(all => `${name}(${all.join(', ')})`)
    return { type, text, lanes }
  }
}
