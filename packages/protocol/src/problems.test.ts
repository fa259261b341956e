import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { bodyOf } from './problem.js'
import { problem, problems } from './problems.js'

describe('problems', () => {
  it('are all explained in docs/problems.md, with their status and whether to retry', () => {
    const page = readFileSync(new URL('../../../docs/problems.md', import.meta.url), 'utf8')
    const rows = [...page.matchAll(/^\| `(\w+)` \| (\d+|–) \| (yes|no) \|/gm)].map(
      ([, code, status, retry]) => ({
        code,
        status: Number(status) || 0,
        retryable: retry === 'yes',
      }),
    )
    expect(rows).toEqual(
      Object.entries(problems).map(([code, { status, retryable }]) => ({ code, status, retryable })),
    )
  })

  it('list one sentence per field on the wire', () => {
    const wire = bodyOf(
      problem('invalid_request', {
        fields: [{ field: 'title', message: 'must be a string' }],
      }),
    )
    expect(wire).toEqual({
      status: 'error',
      statusCode: 400,
      message: ['title must be a string'],
      error: 'The request is not valid',
      code: 'invalid_request',
      fields: [{ field: 'title', message: 'must be a string' }],
    })
  })
})
