import type { RequestAnswer } from '@inboxkit/protocol'
import { expect, it } from 'vitest'
import { hasWorked, linesOf } from './outcome.js'
import { awaitOutcome } from './wait.js'

const answer = (
  state: RequestAnswer['state'],
  counts: Partial<RequestAnswer['counts']> = {},
): RequestAnswer => ({
  requestId: 'r',
  state,
  acceptedAt: '2030-01-01T00:00:00.000Z',
  sendAt: null,
  workflow: null,
  category: null,
  counts: { delivered: 0, skipped: 0, waiting: 0, cancelled: 0, failed: 0, ...counts },
  recipients: { data: [], nextCursor: null },
  runs: { data: [], nextCursor: null },
})

it('asks until it is settled', async () => {
  const states: RequestAnswer['state'][] = ['accepted', 'delivering', 'done']
  const said = await awaitOutcome(async () => answer(states.shift() ?? 'accepted'), 60_000)
  expect(said).toMatchObject({ answer: { state: 'done' }, isInTime: true })
})

it('gives up when the time is over, with what is known then', async () => {
  const said = await awaitOutcome(async () => answer('delivering'), 1)
  expect(said).toMatchObject({ answer: { state: 'delivering' }, isInTime: false })
})

it('has worked when it reached somebody, or will, and failed for nobody', () => {
  expect(hasWorked(answer('done', { delivered: 1, skipped: 3 }))).toBe(true)
  expect(hasWorked(answer('waiting', { waiting: 1 }))).toBe(true)
  expect(hasWorked(answer('done', { delivered: 9, failed: 1 }))).toBe(false)
  expect(hasWorked(answer('done', { skipped: 1 }))).toBe(false)
  expect(hasWorked(answer('done'))).toBe(false)
})

it('says in columns what became of whom, in words', () => {
  const one = { step: null, at: null, notificationId: null, seenAt: null, readAt: null }
  const recipients = [
    { ...one, identifier: 'ann', channel: 'inApp', outcome: 'delivered' as const, reason: null },
    {
      ...one,
      identifier: 'benjamin',
      channel: 'email',
      outcome: 'skipped' as const,
      reason: 'preference_off',
    },
    { ...one, identifier: 'chen', channel: 'sms', outcome: 'failed' as const, reason: 'not_yet_seen' },
  ]
  const said = answer('done', { delivered: 1, skipped: 1, failed: 1 })
  expect(linesOf({ ...said, recipients: { data: recipients, nextCursor: 'more' } })).toEqual([
    'ann       inApp  delivered',
    'benjamin  email  skipped  turned off in the preferences of this user',
    'chen      sms    failed  not yet seen',
    '…',
    '1 delivered, 1 skipped, 1 failed',
  ])
  expect(linesOf(answer('done'))).toEqual(['nobody was there to get it'])
})
