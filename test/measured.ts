/** A figure that a test has measured: with CHRONUS_FIGURES set it is printed, for the table in docs/accuracy.md (make docs).
 *  `limit`: what the test holds it to. */
export function measured(module: string, what: string, value: string, limit: string): void {
  if (process.env.CHRONUS_FIGURES) console.log(`figure: ${JSON.stringify({ module, what, value, limit })}`)
}
