import { type InboxMatchers, matchers } from './matchers/matchers.js'

declare global {
  namespace jest {
    interface Matchers<R, T> extends InboxMatchers<R> {}
  }
}

/** Jest's own. */
declare const expect: { extend(more: object): void }

expect.extend(matchers)
