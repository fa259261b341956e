import { Problem } from './problem.js'

/** Why a browser does not take push messages. Apart from the other problems of clients: few pages need them. */
export const pushProblems = {
  push_unsupported: { status: 0, title: 'This browser has no push messages here', retryable: false },
  push_denied: { status: 0, title: 'Notifications are not allowed in this browser', retryable: false },
  push_off: { status: 0, title: 'This app has no web push', retryable: false },
} as const

export const pushProblem = (code: keyof typeof pushProblems, detail?: string): Problem =>
  new Problem(code, pushProblems[code], detail === undefined ? {} : { detail })
