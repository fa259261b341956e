import { vi } from 'vitest'

/** As `expect.poll` has it in vitest.config.ts: the default of 1 s is none on a machine that runs other suites too. */
const timeout = 60_000

// The same object in every file of a worker: it is changed once.
const known = vi as typeof vi & { waitsLong?: true }
if (!known.waitsLong) {
  const { waitFor } = vi
  known.waitsLong = true
  vi.waitFor = (work, options) =>
    waitFor(work, typeof options === 'number' ? options : { timeout, ...options })
}
