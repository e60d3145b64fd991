/** chronus completion: what it prints, read by the shells themselves. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { COMMANDS } from '../../src/cli/commands.ts'

const CHRONUS = fileURLToPath(new URL('../../src/chronus.js', import.meta.url))
const script = (shell: string) => spawnSync(process.execPath, [CHRONUS, 'completion', shell], { encoding: 'utf8' })

const { stdout: forBash } = script('bash')
/** What bash offers for the last of the words. */
const offers = (...words: string[]): string[] => {
  const line = `COMP_WORDS=("$@"); COMP_CWORD=${words.length}; _chronus; printf '%s\\n' "\${COMPREPLY[@]}"`
  return spawnSync('bash', ['-c', `${forBash}\n${line}`, 'bash', 'chronus', ...words], { encoding: 'utf8' }).stdout.trim().split('\n')
}

test('bash: commands, options of the command, words that an option takes', () => {
  assert.equal(offers('').sort(), Object.keys(COMMANDS).filter(name => name !== 'play').sort())
  assert.equal(offers('ren'), ['render'])
  assert.equal(offers('render', 'my.ts', '--s'), ['--seconds'])
  assert.equal(offers('--osc-'), ['--osc-port', '--osc-host'])
  assert.equal(offers('my.ts', '--output', 'n'), ['null'])
  assert.equal(offers('my.ts', '--quantise', 'b'), ['beat', 'bar'])
  assert.equal(offers('render', 'my'), [''], 'files are left to the shell')
})

test('zsh and fish have theirs, another shell is refused', () => {
  assert.ok(script('zsh').stdout.includes(forBash))
  assert.match(script('fish').stdout, "complete -c chronus -n '__fish_seen_subcommand_from render' -l seconds -r")
  const other = script('tcsh')
  assert.is(other.status, 2)
  assert.match(other.stderr, 'bash, zsh, fish')
})

for (const shell of ['zsh', 'fish']) {
  const there = spawnSync(shell, ['-c', 'true']).status === 0
  if (!there) console.log(`skipped: ${shell} reads its completion: needs it (apt-get install ${shell})`)
  ;(there ? test : test.skip)(`${shell} reads its own`, () => {
    const prepared = shell === 'zsh' ? 'autoload -U +X compinit && compinit -u -D\n' : ''
    const { status, stderr } = spawnSync(shell, ['-c', prepared + script(shell).stdout], { encoding: 'utf8' })
    assert.is(status, 0, stderr)
  })
}

test.run()
