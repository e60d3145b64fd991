/** The package as npm packs it: installed into an empty folder, with a space in its path, it plays a patch that lies there, and an
 *  editor knows its types. No add-on is built for it, as on a machine without a compiler. */
import { type SpawnSyncReturns, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readWav } from '../wav.ts'
import { left, peak, pitch, rms } from '../play.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
/** What npm says when it doesn't reach the registry, and has not kept a package from before. */
const UNREACHED = /E(NOTCACHED|NOTFOUND|CONNREFUSED|CONNRESET|AI_AGAIN|TIMEDOUT|HOSTUNREACH|NETUNREACH)/
/** Far above what any of it takes, ms. */
const PATIENCE = 100_000
/** What is had in a moment on any line, bytes. */
const SMALL = 1.5e6
/** Options that a project of the player's may have set, and that our sources are not written for. */
const STRICTEST = {
  strict: true, noEmit: true, module: 'nodenext', target: 'es2023', skipLibCheck: true, types: [], noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true, noPropertyAccessFromIndexSignature: true, noImplicitOverride: true, noUnusedParameters: true,
}
const TYPED = "import { pat, patch, sine } from 'music-chronus'\nexport default patch(() => sine('a', { freq: pat('a3 c4') }))\n"

const folder = mkdtempSync(join(tmpdir(), 'chronus-package-'))
const home = join(folder, 'my music')
const program = join(home, 'node_modules', 'music-chronus')
mkdirSync(home)
test.after(() => rmSync(folder, { recursive: true, force: true }))

const run = (command: string, args: string[], cwd = home, input = ''): SpawnSyncReturns<string> => spawnSync(command, args, {
  cwd, input, encoding: 'utf8', timeout: PATIENCE, env: { ...process.env, XDG_STATE_HOME: folder, FORCE_COLOR: '0' },
})
const chronus = (args: string[], input?: string) => run('npx', ['--no-install', 'chronus', ...args], home, input)
const tsc = (...args: string[]) => run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '--pretty', 'false', ...args])

const packing = run('npm', ['pack', '--json', '--pack-destination', folder], ROOT)
const pack = readPack(packing.stdout)
const install = ['install', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', '--fetch-retries=0']
const installed = pack ? run('npm', [...install, join(folder, pack.filename)]) : packing
const lack = installed.status !== 0 && UNREACHED.test(installed.stderr)
if (lack) console.log('skipped: the installed package: needs the npm registry, or what npm has kept from it')

interface Pack { filename: string, size: number, unpackedSize: number, files: { path: string }[] }

/** What npm says of it; what runs before may say something as well. Null when it was not packed. */
function readPack(output: string): Pack | null {
  const [text] = /^[[{][^]*/m.exec(output) ?? []
  const read = text === undefined ? null : JSON.parse(text)
  return Array.isArray(read) ? read[0] : read && Object.values(read)[0]
}

test('it has what it takes to play and to read, and nothing else', () => {
  assert.ok(pack, packing.stderr)
  const { files, size, unpackedSize } = pack
  const paths = files.map(({ path }) => path)
  for (const path of ['src/chronus.js', 'types/index.d.ts', 'README.md', 'LICENSE', 'docs/reference.md', 'tsconfig.json'])
    assert.ok(paths.includes(path), path)
  for (const directory of ['patches', 'samples/kit'])
    for (const name of readdirSync(join(ROOT, directory))) assert.ok(paths.includes(`${directory}/${name}`), name)
  const ours = /^(src|types|patches|samples\/kit)\/|^docs\/[\w-]+\.md$|^(package|tsconfig)\.json$|^[A-Z]+(\.md)?$/
  assert.equal(paths.filter(path => !ours.test(path)), [])
  console.log(`packed ${(size / 1e6).toFixed(2)} MB, unpacked ${(unpackedSize / 1e6).toFixed(2)} MB, ${files.length} files`)
  assert.ok(size < SMALL, `${size} bytes`)
})

const whenInstalled = lack ? test.skip : test

whenInstalled('it is installed without a compiler', () => assert.is(installed.status, 0, installed.stderr))

whenInstalled('new writes a patch and settings with which TypeScript knows the modules', () => {
  const { status, stdout, stderr } = chronus(['new', 'my.ts'])
  assert.is(status, 0, stderr)
  assert.match(stdout, 'npx chronus my.ts')
  assert.is(tsc('-p', home).stdout, '')
  const settings = readFileSync(join(home, 'tsconfig.json'), 'utf8')
  assert.not.match(settings, folder, 'the folder may go to another machine')
  const patch = readFileSync(join(home, 'my.ts'), 'utf8')
  write('wrong.ts', patch.replace('cutoff:', 'cutof:'))
  assert.match(tsc('-p', home).stdout, /^wrong\.ts\(\d+,\d+\): error .*'cutoff'/)
  rmSync(join(home, 'wrong.ts'))
})

whenInstalled('its types agree with settings stricter than ours, by CommonJS and by ES modules', () => {
  for (const type of ['commonjs', 'module']) {
    write(`${type}/package.json`, JSON.stringify({ type }))
    write(`${type}/tsconfig.json`, JSON.stringify({ compilerOptions: STRICTEST }))
    write(`${type}/my.mts`, TYPED)
    assert.is(tsc('-p', join(home, type)).stdout, '')
  }
})

whenInstalled('it plays the patch that lies there, in silence where it has no device, and changes nothing of its own', () => {
  const before = listed()
  const lines = "sine.freq\nsine.freq = 440\nlfo.min = 4000\nlfo.max = 4000\nawait new Promise(done => setTimeout(done, 700))\n'done'\n"
  const { status, stdout, stderr } = chronus(['my.ts', '--output', 'wav:heard.wav', '--osc-port', '0'], lines)
  assert.is(status, 0, stderr)
  assert.match(stdout, /^110\n[^]*'?done'?\n$/)
  const { data, rate } = readWav(join(home, 'heard.wav'))
  const end = left(data).slice(-rate / 4)
  assert.ok(rms(end) > 0.02 && peak(end) < 1, `rms ${rms(end)}, peak ${peak(end)}`)
  assert.ok(Math.abs(pitch(end, 440) - 440) < 1, `${pitch(end, 440)} Hz`)
  assert.match(chronus(['--osc-port', '0'], '1 + 1\n').stderr, /no sound/)
  assert.equal(listed(), before)
})

whenInstalled('its own patches find it and the kit, and play in a folder of CommonJS as well', () => {
  for (const [name, from] of [['roller', program], ['mine', home]]) {
    if (name === 'mine') write('package.json', '{ "type": "commonjs" }')
    const patch = name === 'mine' ? 'my.ts' : join(from, 'patches', `${name}.ts`)
    const { status, stderr } = chronus(['render', patch, '--seconds', '1', '--out', `${name}.wav`])
    assert.is(status, 0, stderr)
    assert.not.match(stderr, 'kit/')
    assert.ok(rms(left(readWav(join(home, `${name}.wav`)).data)) > 0.02)
  }
})

function write(name: string, text: string): void {
  mkdirSync(join(home, name, '..'), { recursive: true })
  writeFileSync(join(home, name), text)
}

/** All files of the program, with their times: a folder that can't be written is as good. */
function listed(): string[] {
  return (readdirSync(program, { recursive: true }) as string[]).map(name => `${name} ${statSync(join(program, name)).mtimeMs}`).sort()
}

test.run()
