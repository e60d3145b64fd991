/** Messages to many: what a pattern stands for in a patch, what is refused, and what is said where it stands for nothing. */
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Arg, Message } from '../../src/engine/command.ts'
import { matched, toEach } from '../../src/engine/wildcards.ts'
import { adsr, biquad, lfo, pan, poly, saw, sine, voices } from '../../src/index.ts'
import { kernelOf } from '../play.ts'

const { layout } = kernelOf(() => {
  const tone = sine('sine', { freq: 110 }).add(voices(3, i => saw('saws', { freq: 50 * (i + 1) })))
  const lead = poly('lead', 2, ({ freq, gate }) => sine('voice', { freq }).mul(adsr('env', { gate })))
  return pan('pan', { in: biquad('filter', { in: adsr('adsr', { in: tone }), cutoff: lfo('lfo', { freq: 1 }) }).add(lead) })
})

const refusal = (act: () => unknown): string => {
  try {
    act()
    return ''
  } catch (error) {
    return (error as Error).message
  }
}

test('it stands for what plays, by every rule of addresses', () => {
  assert.equal(matched('/mod/*/cutoff', layout), ['/mod/filter/cutoff'])
  assert.equal(matched('/mod/{sine,saws}/freq', layout), ['/mod/sine/freq', '/mod/saws/freq'])
  assert.equal(matched('/mod/s*/freq', layout).sort(), ['/mod/saws/freq', '/mod/sine/freq'])
  assert.equal(matched('/mod/saws.*/freq', layout), ['/mod/saws.0/freq', '/mod/saws.1/freq', '/mod/saws.2/freq'])
  assert.equal(matched('/mod/saws.[02]/freq', layout), ['/mod/saws.0/freq', '/mod/saws.2/freq'])
  assert.equal(matched('/gate/a*', layout), ['/gate/adsr'])
  assert.equal(matched('/note/*', layout), ['/note/lead'])
  assert.equal(matched('/pattern/*', layout), ['/pattern/adsr', '/pattern/lead'])
  assert.equal(matched('/pattern/filter.*', layout).slice(0, 1), ['/pattern/filter.mode'])
  assert.equal(matched('//q', layout), ['/mod/filter/q'])
  assert.equal(matched('/{bpm,fade}', layout), ['/bpm', '/fade'])
})

test('an input is found by its other name, where no pattern stands for it', () => {
  assert.equal(matched('/mod/*/resonance', layout), ['/mod/filter/q'])
  assert.match(refusal(() => matched('/mod/filter/res*', layout)), 'stands for nothing')
})

test('what stands for nothing is told with what is near', () => {
  const why = refusal(() => matched('/mod/fliter*/cutoff', layout))
  assert.is(why, "stands for nothing: 'fliter*' is none of what /mod has. Did you mean 'filter'?")
  assert.match(refusal(() => matched('/mod/filter/cutof?f', layout)), "'cutof?f' is none of what /mod/filter has. Did you mean 'cutoff'?")
  assert.match(refusal(() => matched('/mid/*/cutoff', layout)), "'mid' is none of what there is. Did you mean 'mod'?")
  assert.match(refusal(() => matched('//nothing', layout)), 'stands for nothing that plays')
  assert.match(refusal(() => matched('/mod/*', layout)), 'stands for nothing')
  for (const cut of ['/mod//', '//', '/mod/*/']) assert.is(refusal(() => matched(cut, layout)), 'is no address: it ends with a /')
  assert.match(refusal(() => matched('/mod/*/freq/x', layout)), 'has nothing below it')
  assert.match(refusal(() => matched('/mod/[/freq', layout)), 'has a [ without its ]')
  assert.match(refusal(() => matched('/pan{ic,da}', layout)), 'say it in full')
})

test('what does more than set a value is done by no pattern', () => {
  for (const address of ['/panic', '/test', '/patch/load', '/record/start', '/reset'])
    assert.not.ok(matched('//*', layout).includes(address))
})

test('all are told; those that refuse are named, beside the replies of the others', () => {
  const told: string[] = []
  const one = (address: string, [value]: Arg[]): Message[] => {
    if (address.endsWith('2')) throw new Error('follows a signal')
    told.push(`${address} ${value}`)
    return value === undefined ? [{ address, args: [1] }] : []
  }
  assert.equal(toEach(one, '/a*', ['/a1', '/a3'], [5]), [])
  assert.is(refusal(() => toEach(one, '/a*', ['/a1', '/a2', '/a3'], [5])), '2 of 3 done, but not /a2 (follows a signal)')
  assert.equal(told, ['/a1 5', '/a3 5', '/a1 5', '/a3 5'])
  assert.equal(toEach(one, '/a*', ['/a1', '/a2'], []), [
    { address: '/a1', args: [1] }, { address: '/error', args: ['/a*', '1 of 2 done, but not /a2 (follows a signal)'] },
  ])
})

test('a pattern that stands for too much is refused', () => {
  const sines = () => Array.from({ length: 200 }, (_, i) => sine(`sine${i}`))
  const many = kernelOf(() => sines().reduce((sum, one) => sum.add(one) as typeof one)).layout
  assert.match(refusal(() => matched('/mod/*/*', many)), /^stands for \d+ addresses: say which you mean, 512 at the most$/)
  assert.is(matched('/mod/*/freq', many).length, 200)
})

test.run()
