import type { Operation } from '@inboxkit/protocol'

/** Neighbours with the same verb, each on another item; `pin` looks at how many there are, and stands alone. */
export const runsOf = (operations: readonly Operation[]): Operation[][] => {
  const runs: Operation[][] = []
  let ids = new Set<number>()
  for (const operation of operations) {
    const { verb } = operation
    const id = 'id' in operation ? operation.id : undefined
    const run = runs.at(-1)
    if (run && id !== undefined && run[0]?.verb === verb && verb !== 'pin' && !ids.has(id))
      run.push(operation)
    else {
      runs.push([operation])
      ids = new Set()
    }
    if (id !== undefined) ids.add(id)
  }
  return runs
}
