/** The engine process as main holds it: started in a session of its own, so that a Ctrl-C meant for the REPL is not for it;
 *  when it ends, nothing of it stays behind. */
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { AFTERMATH, type EngineConfig, type EngineReady, type EngineReport } from '../engine/config.ts'
import { STORE } from '../kernel/store.ts'
import { comeFirst } from '../slot/priority.ts'
import { tsEnvironment, tsFlags } from '../slot/node.ts'

export interface EngineProcess {
  /** Resolves when it plays. Errors: rejects with its text for the musician when it can't. */
  ready: Promise<EngineReady>
  /** Resolves when the process has ended, with why it could not start, or how ('SIGKILL', 'exit 1'). What it leaves behind ends
   *  soon after. */
  ended: Promise<string>
  /** Takes what it and its children print, line by line; until then it waits. */
  onText(callback: (line: string) => void): void
  /** Lets it play out and close its files; resolves when nothing of it is left. */
  stop(): Promise<void>
}

/** Time that it has to end in order, ms; then it is killed with all that it started. */
const ENDING = 850

/** Starts it. @param journal descriptor of the file that it shares with those before and after it. @param store folders of the samples,
 *  which it shares with them too. */
export function startEngine(config: EngineConfig, journal: number, store: string): EngineProcess {
  const file = fileURLToPath(new URL('../engine-process.ts', import.meta.url))
  const child = spawn(process.execPath, [...tsFlags, file, JSON.stringify(config)], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', journal], detached: true, env: { ...tsEnvironment, [STORE]: store },
  })
  if (child.pid) comeFirst(child.pid)
  let stopping = false
  let failure: string | null = null

  const ended = new Promise<string>(resolve => {
    child.on('error', error => resolve(error.message))
    child.on('exit', (code, signal) => resolve(failure ?? signal ?? `exit ${code}`))
  })
  const gone = ended.then(async () => {
    if (!stopping) await pause(AFTERMATH)
    killGroup(child.pid)
  })
  const ready = new Promise<EngineReady>((resolve, reject) => {
    child.on('message', (report: EngineReport) => {
      if ('ready' in report) return resolve(report.ready)
      failure = report.failed
      reject(new Error(failure))
    })
    void ended.then(how => reject(new Error(`the engine could not start (${how})`)))
  })
  return {
    ready, ended,
    onText(callback) {
      for (const input of [child.stdout!, child.stderr!]) createInterface({ input }).on('line', callback)
    },
    async stop() {
      stopping = true
      child.kill('SIGTERM')
      const deadline = setTimeout(() => killGroup(child.pid), ENDING)
      await gone
      clearTimeout(deadline)
    },
  }
}

/** Kills every process of the engine's group; those that have ended already are no trouble. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
