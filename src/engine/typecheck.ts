/** Looks for type errors in what plays, in the background: TypeScript's own checker, in a process that gives way to all others.
 *  What it finds is a warning; the patch plays already. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { PatchError } from '../patch/error.ts'
import { lineAt } from '../patch/place.ts'
import { comeLast } from '../slot/priority.ts'
import type { Happening } from './command.ts'
import type { Version } from './version.ts'

const INDEX = fileURLToPath(new URL('../index.ts', import.meta.url))
/** After so long it is given up, ms. */
const PATIENCE = 20_000
/** How many of the errors are told. */
const MOST = 3

export class TypeCheck {
  private readonly tell: (news: Happening) => void
  private readonly folder = mkdtempSync(join(tmpdir(), 'chronus-types-'))
  private child: ChildProcess | null = null

  constructor(tell: (news: Happening) => void) {
    this.tell = tell
  }

  /** Whether it is at it. */
  get busy(): boolean {
    return this.child !== null
  }

  /** Checks a version that has just come to be heard, in place of any other. */
  check({ path, name, number }: Version): void {
    this.child?.kill('SIGKILL')
    const settings = join(this.folder, 'tsconfig.json')
    writeFileSync(settings, JSON.stringify({ compilerOptions: OPTIONS, files: [path] }))
    const child = this.child = spawn(process.execPath, [compiler(), '-p', settings, '--pretty', 'false'], {
      cwd: this.folder, stdio: ['ignore', 'pipe', 'ignore'], timeout: PATIENCE, killSignal: 'SIGKILL',
    })
    if (child.pid) comeLast(child.pid)
    let output = ''
    child.stdout.setEncoding('utf8').on('data', text => { output += text })
    child.on('error', () => { /* nothing is checked then */ })
    child.on('close', () => {
      if (this.child !== child) return
      this.child = null
      const found = errors(output, this.folder)
      if (found.length === 0) return
      const more = found.length > MOST ? `\n… and ${found.length - MOST} more` : ''
      const text = `${name} (version ${number}) plays, but its types don't agree:\n${found.slice(0, MOST).join('\n')}${more}`
      this.tell({ event: 'log', level: 'warn', text })
    })
  }

  close(): void {
    this.child?.kill('SIGKILL')
    rmSync(this.folder, { recursive: true, force: true })
  }
}

/** What is asked of a patch: what an editor asks, but for types that nobody writes while playing. */
const OPTIONS = {
  target: 'es2023', module: 'nodenext', strict: true, noImplicitAny: false, noEmit: true, skipLibCheck: true, types: [],
  allowImportingTsExtensions: true, paths: { 'music-chronus': [INDEX] },
}

function compiler(): string {
  return join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc')
}

/** What the checker found, each as a report: `../a.ts(3,7): error TS2322: Type …`. */
function errors(output: string, folder: string): string[] {
  return [...output.matchAll(/^(\S.*)\((\d+),(\d+)\): error TS\d+: (.+)$/gm)].map(([, path, line, column, message]) => {
    const place = { file: resolve(folder, path), line: Number(line), column: Number(column) }
    // What a type is called inside tells a player nothing.
    return new PatchError({ message: message.replace(/ in type '.*?'\./, '.'), ...place, text: lineAt(place) }).report
  })
}
