/** Looks for type errors in what plays, in the background: TypeScript's own checker, in a process that gives way to all others.
 *  What it finds is a warning; the patch plays already. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { PatchError } from '../patch/error.ts'
import { lineAt } from '../patch/place.ts'
import { INDEX, TYPE_ROOT, TYPING, folderOf } from '../patch/typing.ts'
import { comeLast } from '../slot/priority.ts'
import type { Happening } from './command.ts'
import type { Version } from './version.ts'

/** After so long it is given up, ms. */
const PATIENCE = 20_000
/** How many of the errors are told. */
const MOST = 3
/** Its folders: one for each engine, named by its process. */
const FOLDER = 'chronus-types-'

export class TypeCheck {
  private readonly tell: (news: Happening) => void
  private folder = ''
  private child: ChildProcess | null = null

  constructor(tell: (news: Happening) => void) {
    this.tell = tell
  }

  /** Whether it is at it. */
  get busy(): boolean {
    return this.child !== null
  }

  /** Checks a version that has just come to be heard, in place of any other. One that was brought back is not checked: its files
   *  have something else in them by now. Never throws: where it can't be done nothing is checked. */
  check({ path, name, number, origin }: Pick<Version, 'path' | 'name' | 'number' | 'origin'>): void {
    this.child?.kill('SIGKILL')
    this.child = null
    if (origin !== number) return
    let settings: string
    try {
      this.folder ||= ownFolder()
      settings = join(this.folder, 'tsconfig.json')
      writeFileSync(settings, JSON.stringify({ compilerOptions: OPTIONS, files: [path] }))
    } catch {
      return
    }
    const child = this.child = spawn(COMPILER, ['-p', settings, '--pretty', 'false'], {
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
    if (this.folder) rmSync(this.folder, { recursive: true, force: true })
  }
}

/** A folder for this process; those of processes that were killed go. */
function ownFolder(): string {
  for (const name of readdirSync(tmpdir())) {
    const [, pid] = new RegExp(`^${FOLDER}(\\d+)-`).exec(name) ?? []
    if (pid && !isThere(Number(pid))) rmSync(join(tmpdir(), name), { recursive: true, force: true })
  }
  return mkdtempSync(join(tmpdir(), `${FOLDER}${process.pid}-`))
}

function isThere(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    // It may belong to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** What is asked of a patch: what an editor asks, but for types that nobody writes while playing. */
const OPTIONS = { ...TYPING, noImplicitAny: false, paths: { 'music-chronus': [INDEX] }, typeRoots: [TYPE_ROOT] }

/** The checker itself: TypeScript's own command would start it as a process that outlives it. */
const COMPILER = join(folderOf(`@typescript/typescript-${process.platform}-${process.arch}`, folderOf('typescript')), 'lib', 'tsc')

/** What the checker found, each as a report: `../a.ts(3,7): error TS2322: Type …`. */
function errors(output: string, folder: string): string[] {
  return [...output.matchAll(/^(\S.*)\((\d+),(\d+)\): error TS\d+: (.+)$/gm)].map(([, path, line, column, message]) => {
    const place = { file: resolve(folder, path), line: Number(line), column: Number(column) }
    // What a type is called inside tells a player nothing.
    return new PatchError({ message: message.replace(/ in type '.*?'\./, '.'), ...place, text: lineAt(place) }).report
  })
}
