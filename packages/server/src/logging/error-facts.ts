/** Of an error that others made, what says where it comes from. What they add beside may have a row's content in it. */
const kept = ['code', 'status', 'severity', 'table', 'constraint', 'syscall'] as const

const deepest = 5

export interface ErrorFacts {
  type: string
  message: string
  stack?: string | undefined
  cause?: ErrorFacts
  [fact: string]: unknown
}

/** An error for the log: what it is and says, where it happened, and the same of what caused it. */
export const errorFacts = (thrown: unknown, depth = 0): ErrorFacts => {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: String(thrown) }
  const facts = Object.fromEntries(
    kept.flatMap((name) => {
      const value: unknown = Reflect.get(thrown, name)
      return typeof value === 'string' || typeof value === 'number' ? [[name, value]] : []
    }),
  )
  const { name, message, stack, cause } = thrown
  return {
    type: name,
    message,
    ...facts,
    stack,
    ...(cause === undefined || depth === deepest ? {} : { cause: errorFacts(cause, depth + 1) }),
  }
}
