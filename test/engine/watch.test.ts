import { execFileSync, spawnSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Watch } from '../../src/engine/watch.ts'

const pause = (ms: number): Promise<void> => new Promise(resolve => setTimeout(resolve, ms))

/** Follows a file, does something to it, and gives what was read each time that it was told of a change. */
async function changes(act: (file: string, folder: string) => Promise<void> | void): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'chronus-watch-'))
  const file = join(folder, 'patch.ts')
  writeFileSync(file, 'one')
  const seen: string[] = []
  const watch = new Watch(() => seen.push(readFileSync(file, 'utf8')))
  try {
    watch.follow([file])
    await pause(300)
    await act(file, folder)
    await pause(700)
    return seen
  } finally {
    await watch.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

test('a save in place is told once', async () => {
  assert.equal(await changes(file => writeFileSync(file, 'two')), ['two'])
})

test('a save by renaming, as editors do, is told once', async () => {
  assert.equal(await changes((file, folder) => {
    writeFileSync(join(folder, '.patch.ts.swp'), 'two')
    renameSync(file, join(folder, 'patch.ts~'))
    renameSync(join(folder, '.patch.ts.swp'), file)
  }), ['two'])
})

test('deleted and written again is told once', async () => {
  assert.equal(await changes(async file => {
    rmSync(file)
    await pause(100)
    writeFileSync(file, 'two')
  }), ['two'])
})

test('a file written in pieces is told when it is whole', async () => {
  const seen = await changes(async file => {
    for (let i = 0; i < 5; i++) {
      appendFileSync(file, `${i}`)
      await pause(15)
    }
  })
  assert.is(seen.at(-1), 'one01234')
})

test('a folder that was renamed and is there again, and one that took its place, are watched', async () => {
  const root = mkdtempSync(join(tmpdir(), 'chronus-watch-'))
  const [folder, other] = [join(root, 'patches'), join(root, 'other')]
  const file = join(folder, 'patch.ts')
  mkdirSync(folder)
  writeFileSync(file, 'one')
  const seen: string[] = []
  const watch = new Watch(() => seen.push(readFileSync(file, 'utf8')))
  const told = async (text: string): Promise<void> => {
    for (let i = 0; i < 100 && seen.at(-1) !== text; i++) await pause(100)
    assert.is(seen.at(-1), text)
  }
  try {
    watch.follow([file])
    await pause(300)
    renameSync(folder, other)
    await pause(300)
    renameSync(other, folder)
    writeFileSync(file, 'two')
    await told('two')
    renameSync(folder, other)
    mkdirSync(folder)
    writeFileSync(file, 'three')
    await told('three')
    writeFileSync(file, 'four')
    await told('four')
    assert.equal(seen, ['two', 'three', 'four'])
  } finally {
    await watch.close()
    rmSync(root, { recursive: true, force: true })
  }
})

test('a link is followed to the file behind it, and to another one', async () => {
  assert.equal(await changes(async (file, folder) => {
    const [first, second] = ['first', 'second'].map(name => join(mkdtempSync(join(folder, 'at-')), name))
    writeFileSync(first, 'two')
    writeFileSync(second, 'four')
    rmSync(file)
    symlinkSync(first, file)
    await pause(1500)
    writeFileSync(first, 'three')
    await pause(1500)
    symlinkSync(second, `${file}.new`)
    renameSync(`${file}.new`, file)
    await pause(1500)
  }), ['two', 'three', 'four'])
})

test('what sed -i does is a change', async () => {
  assert.equal(await changes(file => { execFileSync('sed', ['-i', 's/one/two/', file]) }), ['two'])
})

const vim = spawnSync('vi', ['--version'], { encoding: 'utf8' }).stdout?.startsWith('VIM') ?? false
if (!vim) console.log('skipped: files saved by vim: needs vim as vi (apt-get install vim-tiny)')

for (const how of ['nobackup nowritebackup', 'backup backupcopy=no', 'backup backupcopy=yes']) {
  const withVim = vim ? test : test.skip
  withVim(`what vim saves (${how}) is told once`, async () => {
    assert.equal(await changes(file => {
      execFileSync('vi', ['-u', 'NONE', '-es', file, '-c', `set ${how}`, '-c', 's/one/two/', '-c', 'wq'])
    }), ['two\n'])
  })
}

test('the same content again, a new date, or another file in the folder is no change', async () => {
  assert.equal(await changes(async (file, folder) => {
    writeFileSync(file, 'one')
    utimesSync(file, new Date(), new Date())
    writeFileSync(join(folder, 'other.ts'), 'two')
  }), [])
})

test('a pipe in the place of the file is not waited for', async () => {
  assert.equal(await changes(async file => {
    unlinkSync(file)
    execFileSync('mkfifo', [file])
    await pause(1500)
    unlinkSync(file)
    writeFileSync(file, 'two')
  }), ['two'])
})

test('the last of many saves is never missed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chronus-watch-'))
  const file = join(folder, 'patch.ts')
  writeFileSync(file, 'start')
  let seen = ''
  const watch = new Watch(() => { seen = readFileSync(file, 'utf8') })
  try {
    watch.follow([file])
    for (let i = 0; i < 50; i++) {
      writeFileSync(file, `save ${i}`)
      await pause(i % 7 * 5)
    }
    for (let waited = 0; seen !== 'save 49' && waited < 5000; waited += 50) await pause(50)
    assert.is(seen, 'save 49')
  } finally {
    await watch.close()
    rmSync(folder, { recursive: true, force: true })
  }
})

test.run()
