import { expect } from 'vitest'
import { type InboxMatchers, matchers } from './matchers/matchers.js'

// It also ties the declaration below to the module that its users import.
export type { ExpectStatic } from 'vitest'

declare module 'vitest' {
  interface Matchers<T> extends InboxMatchers<T> {}
}

expect.extend(matchers)
