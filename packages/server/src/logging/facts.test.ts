import { describe, expect, it } from 'vitest'
import { JobsFailed } from '../engine/engine.js'
import { errorFacts } from './error-facts.js'
import { jobFacts } from './job-facts.js'
import { createScrubber } from './scrub.js'

describe('a line', () => {
  const scrub = createScrubber(['p$ss"w/rd', 'short'])
  it.each([
    ['postgres://inboxkit:hunter2@db:5432/x', 'postgres://[secret]@db:5432/x'],
    ['redis://:hunter2@cache', 'redis://[secret]@cache'],
    ['Authorization: Bearer abc.def-123', 'Authorization: Bearer [secret]'],
    ['token eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln end', 'token [secret] end'],
    ['GET /x?userSignature=abc&limit=2', 'GET /x?userSignature=[secret]&limit=2'],
    [`token 1.1.2t.0.0.${'aB_-'.repeat(11).slice(1)} end`, 'token [secret] end'],
    ['is_0123456789abcdefXYZ', '[secret]'],
    ['Key (email)=(ann.o+x@mail.example.test) exists', 'Key (email)=([address]) exists'],
    ['to <ann@example.test>,', 'to <[address]>,'],
    ['call +49 (170) 555-01.99 now', 'call [address] now'],
    ['it was p$ss"w/rd', 'it was [secret]'],
    ['it was p$ss\\"w/rd', 'it was [secret]'],
    ['it was p%24ss%22w%2Frd', 'it was [secret]'],
    ['-----BEGIN PRIVATE KEY-----\\nMIIE\\n-----END PRIVATE KEY-----', '[secret]'],
  ])('with %s reads %s', (said, read) => expect(scrub(said)).toBe(read))

  it.each([
    '2030-01-02T03:04:05.000+00:00',
    'a short word',
    'node_modules/@fastify/cors/index.js',
    'at file:///app/dist/x.js:1:2',
    '1234567890',
  ])('with %s stays as it is', (said) => expect(scrub(said)).toBe(said))
})

describe('an error', () => {
  it('is told with its causes, and without what others hang on it', () => {
    const cause = Object.assign(new TypeError('below'), {
      code: '23505',
      detail: 'Key (email)=(a)',
      table: 'app_user',
    })
    expect(errorFacts(new Error('above', { cause }))).toMatchObject({
      type: 'Error',
      message: 'above',
      stack: expect.stringContaining('facts.test.ts'),
      cause: { type: 'TypeError', message: 'below', code: '23505', table: 'app_user' },
    })
    expect(JSON.stringify(errorFacts(cause))).not.toContain('Key (email)')
    expect(errorFacts('thrown text')).toEqual({ type: 'string', message: 'thrown text' })
  })

  it('that causes itself ends', () => {
    const circle = new Error('round')
    circle.cause = circle
    expect(JSON.stringify(errorFacts(circle)).match(/round/g)?.length).toBeLessThan(20)
  })

  it('of jobs says which queue, triggers and runs', () => {
    const failed = (data: object) => new JobsFailed('run.page', [{ data }, { data: { eventId: 9 } }], 'why')
    expect(jobFacts(failed({ runIds: [1, 2] }))).toEqual({ queue: 'run.page', runIds: [1, 2], eventId: [9] })
    const many = Array.from({ length: 1000 }, (_, at) => at)
    expect(jobFacts(failed({ triggerIds: many }))).toMatchObject({ triggerIds: many.slice(0, 20) })
    expect(jobFacts(new Error('other'))).toEqual({})
  })
})
