import { PlayerError } from './mirror.ts'

/** `process` as a line sees it: what would end the program, and the music with it, says so and does nothing. */
export function guardedProcess(): NodeJS.Process {
  const refuse = (name: string) => (): never => { throw new PlayerError(`process.${name} would end the music: quit() does`) }
  const kill = (pid: number, signal?: string | number): true => {
    const isOurs = pid === process.pid || pid <= 0
    return isOurs && signal !== 0 ? refuse('kill')() : process.kill(pid, signal)
  }
  return Object.create(process, Object.fromEntries(Object.entries({
    exit: refuse('exit'), reallyExit: refuse('reallyExit'), abort: refuse('abort'), kill,
  }).map(([name, value]) => [name, { value, writable: true, configurable: true }])))
}
