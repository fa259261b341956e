import { afterEach, beforeEach, expect, vi } from 'vitest'

// A stray error or warning fails the test that caused it. A test that expects one takes it with `expectComplaint`.
beforeEach(() => {
  vi.spyOn(console, 'error').mockImplementation(() => {})
  vi.spyOn(console, 'warn').mockImplementation(() => {})
})

afterEach(() => {
  const complaints = [console.error, console.warn].flatMap((method) => vi.mocked(method).mock.calls)
  vi.restoreAllMocks()
  expect(complaints, 'the console stays quiet').toEqual([])
})
