/** What the system tells of a process. */
import { existsSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { processorTime, residentBytes } from '../../src/engine/usage.ts'

/** What may come or go between two looks, bytes. */
const SLACK = 2 ** 24

if (existsSync('/proc/self/status')) {
  test('memory is told in bytes, whatever the size of a page', () => {
    const held = Buffer.alloc(2 ** 26, 1)
    assert.ok(Math.abs(residentBytes(process.pid) - process.memoryUsage.rss()) < SLACK)
    assert.ok(residentBytes(process.pid) > held.length)
  })

  test('processor time of the main thread is told in ms', () => {
    const before = processorTime(process.pid)
    const { user, system } = process.cpuUsage()
    const ofAllThreads = () => (process.cpuUsage().user + process.cpuUsage().system - user - system) / 1000
    while (processorTime(process.pid) - before < 100 && ofAllThreads() < 5000);
    assert.ok(processorTime(process.pid) - before >= 100)
    assert.ok(ofAllThreads() > 80)
  })
}

test('of a process that is not there nothing is known', () => {
  assert.ok(Number.isNaN(residentBytes(0)))
  assert.ok(Number.isNaN(processorTime(0)))
})

test.run()
