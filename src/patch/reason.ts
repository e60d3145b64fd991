/** What the system says is wrong, for the player: its message without the code and the call. */
export function reason(message: string): string {
  return message.replace(/^\w+: |, \w+( '.*')?$/g, '')
}
