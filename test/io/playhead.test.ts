import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Playhead } from '../../src/io/playhead.ts'

const RATE = 48_000
/** Frames in a millisecond. */
const MS = RATE / 1000
const PLENTY = 1e9

test('stands at 0 until something is written, and counts that as no underrun', () => {
  const playhead = new Playhead(RATE)
  for (const t of [1000, 1001, 5000]) assert.is(playhead.at(t, 0), 0)
  assert.is(playhead.at(5010, 10 * MS), 10 * MS)
  assert.is(playhead.underruns, 0)
})

test('begins with another frame where another playhead has ended', () => {
  const playhead = new Playhead(RATE, 5 * MS)
  for (const t of [1000, 5000]) assert.is(playhead.at(t, 5 * MS), 5 * MS)
  assert.is(playhead.at(5010, 50 * MS), 15 * MS)
  assert.is(playhead.underruns, 0)
})

test('moves at the sample rate', () => {
  const playhead = new Playhead(RATE)
  playhead.at(1000, 0)
  for (const ms of [0, 0.5, 1, 250, 60_000]) assert.is(playhead.at(1000 + ms, PLENTY), ms * MS)
})

test('waits at the end of what is written, counts one underrun, and makes up for nothing', () => {
  const playhead = new Playhead(RATE)
  playhead.at(0, 0)
  assert.is(playhead.at(10, 20 * MS), 10 * MS)
  for (const t of [30, 40, 500]) assert.is(playhead.at(t, 20 * MS), 20 * MS)
  assert.is(playhead.underruns, 1)
  assert.is(playhead.at(501, 1000 * MS), 21 * MS)
  playhead.at(9000, 1000 * MS)
  assert.is(playhead.underruns, 2)
})

test('goes by a device, and goes on without it from where it was', () => {
  const playhead = new Playhead(RATE)
  playhead.at(0, 0)
  playhead.follow(100 * MS, 150)
  assert.is(playhead.at(150, PLENTY), 100 * MS)
  assert.is(playhead.at(152, PLENTY), 102 * MS)
  assert.is(playhead.at(2150, PLENTY), 2100 * MS)
})

test.run()
