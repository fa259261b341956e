import { expect, vi } from 'vitest'

/** Expects that exactly this was said to developers, and takes it off the console's record. */
export function expectComplaint(words: string | RegExp): void {
  const calls = [console.error, console.warn].flatMap((method) => vi.mocked(method).mock.calls)
  vi.mocked(console.error).mockClear()
  vi.mocked(console.warn).mockClear()
  const said = calls.map((call) => call.map(String).join(' ')).join('\n')
  expect(said).toMatch(words)
}
