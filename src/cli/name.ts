/** What the player is called on this machine. */
export function playerName(): string {
  const { USER, LOGNAME, USERNAME } = process.env
  return USER || LOGNAME || USERNAME || 'player'
}
