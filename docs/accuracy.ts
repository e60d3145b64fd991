/** docs/accuracy.md: what the tests measure. They print a line for each figure (test/measured.ts), and pass only within its limit. */
import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { tsEnvironment, tsFlags } from '../src/slot/node.ts'
import { plain, table } from './markdown.ts'

interface Figure { module: string, what: string, value: string, limit: string }

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const AT_ONCE = 2

/** Runs the tests that measure, and gives the text of the table. Errors: a test that fails. */
export async function accuracy(): Promise<string> {
  const files = (readdirSync(`${ROOT}test`, { recursive: true }) as string[]).map(file => `test/${file}`)
    .filter(file => file.endsWith('.test.ts') && readFileSync(ROOT + file, 'utf8').includes('measured(')).sort()
  const found: Figure[][] = []
  const queue = [...files.keys()]
  await Promise.all(Array.from({ length: AT_ONCE }, async () => {
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) found[next] = await figures(files[next])
  }))
  return text(found.flat())
}

function text(figures: Figure[]): string {
  const modules = [...new Set(figures.map(({ module }) => module))].sort()
  const { version, platform, arch } = process
  return `${[
    '# Accuracy',
    '<!-- Made by `make docs`. -->',
    `What the tests measure, each beside the limit that it is held to: beyond that the test fails. Made by \`make docs\`, which runs the
tests of accuracy, with Node ${version} on ${platform} ${arch}; at 48 kHz where nothing else is said. Modules compute the same bits on
every machine. \`make test-audio\` tests it again.`,
    ...modules.flatMap(module => [
      `## ${module}`,
      table(['what', 'measured', 'limit'], figures.filter(figure => figure.module === module)
        .map(({ what, value, limit }) => [what, value, limit].map(plain))),
    ]),
  ].join('\n\n')}\n`
}

function figures(file: string): Promise<Figure[]> {
  return new Promise((resolve, reject) => {
    const env = { ...tsEnvironment, CHRONUS_FIGURES: '1', FORCE_COLOR: '0' }
    const child = spawn(process.execPath, [...tsFlags, file], { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] })
    let output = ''
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (part: string) => { output += part })
    child.on('error', reject)
    child.on('close', code => {
      if (code !== 0) return reject(new Error(`${file} failed:\n${output}`))
      resolve([...output.matchAll(/figure: (\{.*\})/g)].map(([, json]) => JSON.parse(json) as Figure))
    })
  })
}
