/** The tables of docs/osc.md: the addresses, out of where they are declared. */
import { ADDRESSES, type AddressSpec } from '../src/engine/addresses.ts'
import { plain, table } from './markdown.ts'

const BEGIN = '<!-- The addresses: written by make docs. -->\n'
const END = '<!-- End of the addresses. -->\n'

/** The guide with its table as it should be. */
export function withAddresses(guide: string): string {
  const [before, rest] = guide.split(BEGIN)
  const all = Object.entries(ADDRESSES) as [string, AddressSpec][]
  const rows = all.map(([address, { args, doc, reply = '', value }]) =>
    [`\`${address}\``, plain(args), plain(doc), plain(reply), value ? 'yes' : ''])
  const heads = ['address', 'arguments', 'what it does', 'the answer', 'pattern']
  return `${before}${BEGIN}\n${table(heads, rows)}\n\n${END}${rest.split(END)[1]}`
}
