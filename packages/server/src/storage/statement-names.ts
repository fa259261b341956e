import { hasCode } from './error-code.js'

/** Ours are some two hundred; texts that are made up anew each time must not fill the database's memory. */
const mostNames = 500

/** Names for statements' texts, under which a connection keeps them parsed and planned. */
export interface StatementNames {
  /** The same for the same text; '' once the most texts have one: parsed anew each time. */
  of(text: string): string
  /** Gives every text another name, if `stale` is still one of those in use. */
  renew(stale: string): void
}

export const createStatementNames = (most: number = mostNames): StatementNames => {
  const names = new Map<string, string>()
  let generation = 1
  const prefix = (): string => `inboxkit_${generation}_`
  return {
    of(text) {
      const known = names.get(text)
      if (known !== undefined) return known
      if (names.size >= most) return ''
      const name = `${prefix()}${names.size}`
      names.set(text, name)
      return name
    },
    renew(stale) {
      if (!stale.startsWith(prefix())) return
      generation++
      names.clear()
    },
  }
}

/**
 * Whether a statement's columns have changed since a connection prepared it: another node has migrated the database.
 * The connection will never run it under that name again.
 */
export const isStale = (error: unknown): boolean =>
  hasCode(error, '0A000') && error instanceof Error && error.message.includes('cached plan')
