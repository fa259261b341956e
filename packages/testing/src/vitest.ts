import { expect } from 'vitest'
import { type InboxMatchers, matchers } from './matchers/matchers.js'

declare module 'vitest' {
  interface Matchers<T> extends InboxMatchers<T> {}
}

expect.extend(matchers)
