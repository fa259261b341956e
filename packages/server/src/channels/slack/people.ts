import { keepNewest } from '../../keep-newest.js'

const mostPeople = 10_000
const lastsMs = 24 * 60 * 60 * 1_000

/** User ids by e-mail and token, kept for a day: Slack allows only some look-ups a minute. */
export interface People {
  find(token: string, email: string): string | undefined
  keep(token: string, email: string, userId: string): void
  forget(token: string, email: string): void
}

export const createPeople = (now: () => Date): People => {
  const known = new Map<string, { userId: string; untilMs: number }>()
  const keyOf = (token: string, email: string): string => JSON.stringify([token, email.toLowerCase()])
  return {
    find(token, email) {
      const found = known.get(keyOf(token, email))
      return found && now().getTime() < found.untilMs ? found.userId : undefined
    },
    keep(token, email, userId) {
      keepNewest(known, keyOf(token, email), { userId, untilMs: now().getTime() + lastsMs }, mostPeople)
    },
    forget(token, email) {
      known.delete(keyOf(token, email))
    },
  }
}
