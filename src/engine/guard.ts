/** The guard of a process group: a shell that waits until this process is gone and then ends every process of the group, whatever
 *  that is doing. The others end by themselves when their pipes close; but an endless loop never notices that a pipe has closed,
 *  and one who was stopped notices nothing. It takes 1 MB. */
import { type ChildProcess, spawn } from 'node:child_process'
import { AFTERMATH } from './config.ts'

/** Starts it, in the group of this process. It is no longer needed, and to be killed, when nothing of the group is left. */
export function guardGroup(): ChildProcess {
  const guard = spawn('/bin/sh', ['-c', `trap '' HUP INT TERM; read _; sleep ${AFTERMATH / 1000}; kill -9 0`], {
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  guard.on('error', () => { /* without one, each has to see by itself that it ends */ })
  guard.stdin!.on('error', () => {})
  return guard
}
