/** A player at a terminal, played by tmux. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { until } from './chronus.ts'
import { CHRONUS } from './run.ts'

export const hasTmux = spawnSync('tmux', ['-V']).status === 0

let players = 0

export class Player {
  private readonly server: string

  /** Types the command with these arguments, in the folder, where the program keeps its state as well. @param status with a status line? */
  constructor(folder: string, args: readonly string[], status = false) {
    // One tmux server each: one that is told to end takes a moment.
    this.server = join(folder, `tmux-${players++}`)
    const command = [process.execPath, CHRONUS, ...args, ...status ? [] : ['--no-status']].join(' ')
    // So wide that the path of a file wraps nothing. The trap: a shell that is interrupted along with what it runs may not go on (dash).
    this.tmux('-u', '-f', '/dev/null', 'new-session', '-d', '-x', '200', '-y', '50', '-c', folder,
      '-e', `XDG_STATE_HOME=${folder}`, `unset NODE_REPL_HISTORY; trap : INT; ${command}; echo ended with $?; sleep 1000`)
  }

  /** Presses keys, by tmux's names of them; text is typed as it is. */
  press(...keys: string[]): void {
    this.tmux('send-keys', ...keys)
  }

  /** Pastes a text, as a terminal does: in brackets if the program has asked for them. */
  paste(text: string): void {
    this.tmux('set-buffer', text)
    this.tmux('paste-buffer', '-p')
  }

  screen(): string {
    return this.tmux('capture-pane', '-p', '-S', '-500').trimEnd()
  }

  /** Waits until the screen shows it. */
  sees(what: string | RegExp): Promise<void> {
    return until(() => `the screen shows ${what}:\n${this.screen()}`, () => {
      const screen = this.screen()
      return typeof what === 'string' ? screen.includes(what) : what.test(screen)
    })
  }

  /** Types a line and waits for what it gives. */
  async line(text: string, gives: string | RegExp): Promise<void> {
    this.press(text)
    // Enter in the same breath would be taken for a paste.
    await this.sees(text)
    this.press('Enter')
    await this.sees(gives)
  }

  /** What the terminal shows now, without what has scrolled away. */
  view(): string {
    return this.tmux('capture-pane', '-p')
  }

  /** Waits until it shows this now. */
  shows(what: string | RegExp): Promise<void> {
    return until(() => `the terminal shows ${what}:\n${this.view()}`, () => {
      const view = this.view()
      return typeof what === 'string' ? view.includes(what) : what.test(view)
    })
  }

  /** Makes the terminal so many columns and rows. */
  resize(columns: number, rows: number): void {
    this.tmux('resize-window', '-x', String(columns), '-y', String(rows))
  }

  /** Of the terminal: whether it shows the alternate screen, its cursor, and keys as they come. */
  state(): { alternate: boolean, cursor: boolean } {
    const [alternate, cursor] = this.tmux('display-message', '-p', '#{alternate_on} #{cursor_flag}').trim().split(' ')
    return { alternate: alternate === '1', cursor: cursor === '1' }
  }

  /** How many of its rows scroll. */
  scrolls(): number {
    return 1 + Number(this.tmux('display-message', '-p', '#{scroll_region_lower}'))
  }

  leave(): void {
    this.tmux('kill-server')
  }

  private tmux(...args: string[]): string {
    const { status, stdout, stderr } = spawnSync('tmux', ['-S', this.server, ...args], { encoding: 'utf8' })
    if (status !== 0 && args[0] !== 'kill-server') throw new Error(`tmux ${args.join(' ')}: ${stderr}`)
    return stdout
  }
}
