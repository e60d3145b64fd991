/** Notations that are wrong: what is said, and the place. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { PatternError, beat, pat } from '../../src/pattern/index.ts'

function refusal(make: () => unknown): PatternError {
  try {
    make()
  } catch (error) {
    if (error instanceof PatternError) return error
    throw error
  }
  throw new Error('it was not refused')
}

/** The notation, carets under the place, and what the message or the hint says. */
const WRONG: [text: string, carets: string, says: RegExp][] = [
  ['bd [sn cp', '   ^     ', /\[ is never closed.*Write \]/s],
  ['bd <sn', '   ^', /< is never closed.*Write >/s],
  ['{bd sn', '^', /\{ is never closed/],
  ['bd(3,8', '  ^', /\( is never closed.*Write \)/s],
  ['bd sn]', '     ^', /']' can't be here.*No \[ comes before it/s],
  ['bd>', '  ^', /No < comes before/],
  ['bd)', '  ^', /No \( comes before/],
  ['[bd sn>', '      ^', /the \[ before it wants a \]/],
  ['bd*', '  ^', /number is missing after \*.*bd\*2/s],
  ['bd/x1', '  ^', /number is missing after \//],
  ['* bd', '^', /faster: bd\*2/],
  ['!2', '^', /repeats/],
  ['@3', '^', /longer/],
  ['_ bd', '^', /longer/],
  ['bd(3)', '  ^^^', /two or three numbers.*bd\(3,8\)/s],
  ['bd(3,8,2,1)', '  ^^^^^^^^^', /two or three/],
  ['bd(3.5,8)', '   ^^^', /whole numbers/],
  ['bd(3,99999)', '     ^^^^^', /99999 steps are too many/],
  ['bd(x,8)', '  ^^', /two or three numbers/],
  ['bd@0 sn', '  ^^', /length above 0/],
  ['bd@-1', '  ^^^', /length above 0/],
  ['bd!2@3', '    ^', /a@2!3/],
  ['bd?2', '  ^^', /from 0 to 1/],
  ['bd*1000000', '   ^^^^^^^', /too fast/],
  ['bd!100000', '  ^^^^^^^', /too often/],
  ['[a, b | c]', '      ^', /can't be mixed/],
  ['<a | b>', '   ^', /</],
  ['0 ..', '    ^', /range has no end/],
  ["c'mjaor", '  ^^^^^', /no chord 'mjaor'/],
  ["bd'maj", '^^', /no note for a chord/],
  ["c'", ' ^', /name of a chord is missing/],
  ["c'maj'q", '     ^', /What to do with the chord/],
  ['1%0', '^^^', /no fraction/],
  ['1.5%2', '^^^^^', /no fraction/],
  ['9e300', '^^^^^', /too large/],
  ['^name', '^', /Variables/],
  ['bd & sn', '   ^', /'&' can't be here/],
  ['bd $', '   ^', /'\$' can't be here/],
  ['{a b}%', '     ^', /number is missing after %/],
]

for (const [text, carets, says] of WRONG) {
  test(`${text}: the place and what to write`, () => {
    const { message, hint, start, end, report } = refusal(() => pat(text))
    assert.match(`${message}\n${hint ?? ''}`, says)
    const shown = report.split('\n')
    assert.is(shown[1], `    ${text}`)
    assert.is(shown[2], `    ${carets.trimEnd()}`, `${start} to ${end}`)
    assert.ok(hint !== undefined, 'it says what to write')
  })
}

test('steps name the letter that is none', () => {
  const error = refusal(() => beat('x..o..x.'))
  assert.is(error.report, "'o' is no step.\n    x..o..x.\n       ^\n  Steps are X (accent), x (hit) and . (rest): X..x..x.")
})

test('of several lines the one with the mistake is shown', () => {
  const { report } = refusal(() => pat('bd sn\nhh [cp\n'))
  assert.match(report, /\n {4}hh \[cp\n {7}\^\n/)
})

test('an error crosses to another process as plain data', () => {
  const error = refusal(() => pat('bd ['))
  assert.is(new PatternError(JSON.parse(JSON.stringify(error))).report, error.report)
})

test.run()
