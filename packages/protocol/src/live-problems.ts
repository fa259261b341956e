import { Problem } from './problem.js'

/** What a client finds out once it is live. Apart from the other problems of clients: the first rows know none. */
export const liveProblems = {
  restore_expired: {
    status: 0,
    title: 'Deleted more than 10 minutes ago: its content is gone',
    retryable: false,
  },
  no_websocket: {
    status: 0,
    title:
      'There is no WebSocket here: pass one as the option `WebSocket`, such as the class of the package `ws`',
    retryable: true,
  },
} as const

export const liveProblem = (code: keyof typeof liveProblems): Problem => new Problem(code, liveProblems[code])
