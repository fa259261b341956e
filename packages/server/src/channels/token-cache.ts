import type { Call } from './attempt.js'

export interface Token {
  text: string
  /** It was fetched just now: when it is not taken, another one will not be either. */
  isNew: boolean
}

/** An access token that all sends of a provider share. */
export interface TokenCache {
  /** Fetches one where none is at hand; whoever asks meanwhile waits for the same. */
  get(call: Call): Promise<Token>
  /** Forgets a token that was not taken. */
  drop(token: Token): void
}

/** @param early how long before its end a token is replaced, in milliseconds */
export const createTokenCache = ({
  fetch,
  early,
  now,
}: {
  fetch: (call: Call) => Promise<{ text: string; lastsMs: number }>
  early: number
  now: () => Date
}): TokenCache => {
  let kept: { text: string; untilMs: number } | undefined
  let fetching: Promise<Token> | undefined

  const refresh = async (call: Call): Promise<Token> => {
    try {
      const { text, lastsMs } = await fetch(call)
      kept = { text, untilMs: now().getTime() + lastsMs - early }
      return { text, isNew: true }
    } finally {
      fetching = undefined
    }
  }

  return {
    async get(call) {
      if (kept && now().getTime() < kept.untilMs) return { text: kept.text, isNew: false }
      fetching ??= refresh(call)
      return await fetching
    },
    drop({ text }) {
      if (kept?.text === text) kept = undefined
    },
  }
}
