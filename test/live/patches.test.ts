/** What a port lets in: patches of the folders that were named, and of no others; and whom, by which the player is warned. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { NOISE, ask, refusal, scene } from './noise.ts'
import { DEFAULT_PATCH, Run } from './run.ts'

test('patches are loaded from the folders that were named, and from nowhere else', async () => {
  const more = mkdtempSync(join(tmpdir(), 'chronus-more-'))
  try {
    writeFileSync(join(more, 'more.ts'), NOISE)
    mkdirSync(join(more, 'second'))
    await scene(async (run, folder) => {
      const ran = join(folder, 'ran')
      const secret = join(folder, 'secret.ts')
      writeFileSync(secret, `import { writeFileSync } from 'node:fs'\nwriteFileSync(${JSON.stringify(ran)}, '')\n${NOISE}`)
      const songs = join(folder, 'songs')
      symlinkSync(secret, join(songs, 'link.ts'))
      symlinkSync(folder, join(songs, 'up'))
      symlinkSync(join(folder, 'nothing.ts'), join(songs, 'dangling.ts'))
      const why = (path: string): Promise<string> => refusal(run, '/patch/load', path)
      for (const path of [
        secret, join(folder, 'no.ts'), `${songs}/../secret.ts`, join(songs, 'link.ts'), join(songs, 'up', 'secret.ts'),
        join(songs, 'up', 'no.ts'), join(songs, 'dangling.ts'), `${songs}-2/a.ts`, '/etc/passwd', '/etc/nothing',
        '../../etc/passwd', '/', '.', '/dev/zero', 'noise.ts',
      ]) {
        const text = await why(path)
        assert.ok(text.startsWith(`${path} is outside of the folders that patches are loaded from: ${songs}, `), text)
        assert.ok(text.endsWith(`${more}. To add a folder, start chronus with --patches DIR`), text)
      }
      assert.match(await why(join(songs, 'no.ts')), 'there is no file')
      assert.match(await why(`${songs}/${'x'.repeat(5000)}`), 'there is no file')
      assert.match(await why(songs), 'is no file')
      // The other door has the same rule.
      assert.match(await run.send('/patch/load', secret).then(String, error => error.message), 'is outside of the folders')
      assert.match(await run.send('/patch/load', `${secret}\0`).then(String, error => error.message), 'is outside of the folders')
      assert.not(existsSync(ran))
      assert.is((await run.deck()).version, 1)

      for (const [index, path] of [join(more, 'more.ts'), DEFAULT_PATCH, join(songs, 'up', 'songs', 'noise.ts')].entries())
        assert.equal(await ask(run, '/patch/load', path), { address: '/patch/loaded', args: [path, index + 2] })
    }, '--patches', join(more, 'second'), `--patches=${more}`)
  } finally {
    rmSync(more, { recursive: true })
  }
})

test('a patch that is a link, in a folder that is a link, plays, is reloaded, and may be loaded again', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'chronus-links-'))
  const [real, songs, alias] = ['real.ts', 'songs', 'alias'].map(name => join(folder, name))
  const patch = join(alias, 'link.ts')
  writeFileSync(real, NOISE)
  mkdirSync(songs)
  symlinkSync(songs, alias)
  symlinkSync(real, patch)
  writeFileSync(join(songs, 'other.ts'), NOISE)
  const run = await Run.start(patch)
  try {
    await run.redundant()
    for (const path of [patch, join(songs, 'link.ts'), join(alias, 'other.ts')])
      assert.is((await ask(run, '/patch/load', path)).address, '/patch/loaded')
  } finally {
    await run.stop()
    run.remove()
    rmSync(folder, { recursive: true })
  }
})

test('why a patch does not load is answered in full: its line, a mark, what to write', () => scene(async (run, folder) => {
  const file = join(folder, 'songs', 'bad.ts')
  writeFileSync(file, "import { nois, patch } from 'music-chronus'\nexport default patch(() => nois('a'))\n")
  assert.equal((await refusal(run, '/patch/load', file)).split('\n').map(line => line.trim()), [
    "There is no 'nois' to import.", `${file}:1:10`, "import { nois, patch } from 'music-chronus'", '^', "Did you mean 'noise'?",
  ])
  assert.is(run.news.filter(({ text }) => text.includes("There is no 'nois'")).length, 1)
}))

test('OSC that is open to the network is warned of, in one line; on this machine alone it is not', async () => {
  await scene(async run => {
    const lines = run.log.split('\n').filter(line => line.includes('network'))
    assert.is(lines.length, 1, run.log)
    assert.match(lines[0], /without a password: every machine that reaches this one can .*load the patches.*record/)
  }, '--osc-host', '0.0.0.0')
  await scene(async run => assert.not.match(run.log, 'network'), '--osc-host', 'localhost')
})

test.run()
