/** @param {readonly import('./main.mjs').Row[]} rows */
export const printTable = (rows) => {
  const width = Math.max(5, ...rows.map(({ name }) => name.length))
  /** @param {readonly (string | number)[]} cells */
  const numbers = (cells) => cells.map((cell) => String(cell).padStart(9)).join('')
  console.log(`\n${'suite'.padEnd(width)}${numbers(['passed', 'failed', 'skipped', 'seconds'])}`)
  for (const { name, passed, failed, skipped, seconds, remark } of rows) {
    const line = `${name.padEnd(width)}${numbers([passed, failed, skipped, seconds.toFixed(1)])}`
    console.log(remark ? `${line}  ${remark}` : line)
  }
  console.log('')
}

/** How much of what a failed test met is said again. */
const linesOfFailure = 12

/** Once more at the end, where one looks: a run prints thousands of lines. @param {readonly import('./main.mjs').Row[]} rows */
export const printFailures = (rows) => {
  for (const { name, failures = [] } of rows)
    for (const failure of failures)
      console.log(
        `failed: ${name}, ${failure.name}\n  ${failure.says.split('\n').slice(0, linesOfFailure).join('\n  ')}\n`,
      )
}
