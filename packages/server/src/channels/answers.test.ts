import { describe, expect, it } from 'vitest'
import type { OutboundAnswer } from '../outbound/types.js'
import { OutboundFailure } from '../outbound/types.js'
import { answerOf, failureOf, jsonOf, noAnswerOf, retryAfterOf, withoutSecrets } from './answers.js'
import { startAttempt } from './attempt.js'
import { shorten } from './shorten.js'

const now = new Date('2026-05-01T12:00:00Z')

const answer = (status: number, body = '', headers: Record<string, string> = {}): OutboundAnswer => ({
  status,
  headers,
  body: Buffer.from(body),
})

describe('what an HTTP answer means', () => {
  it.each([
    [400, 'refused'],
    [401, 'refused'],
    [404, 'gone'],
    [408, 'retry'],
    [410, 'gone'],
    [413, 'refused'],
    [425, 'retry'],
    [429, 'retry'],
    [301, 'refused'],
    [500, 'retry'],
    [503, 'retry'],
  ])('takes %i as %s', (status, kind) => {
    expect(failureOf(answer(status), { who: 'Post', gone: [404, 410] })).toMatchObject({
      kind,
      message: `Post answered ${status}`,
      answer: { status },
    })
  })

  it.each([
    ['7', 7_000],
    ['0.25', 250],
    [' 3 ', 3_000],
    ['Fri, 01 May 2026 12:00:30 GMT', 30_000],
    ['Fri, 01 May 2026 11:00:00 GMT', 0],
    ['999999999', 86_400_000],
    ['soon', null],
    ['', null],
    ['-5', null],
  ])('reads Retry-After %j as %j ms', (text, ms) => {
    expect(retryAfterOf({ 'retry-after': text }, now)).toBe(ms)
  })

  it('says how long to wait only of what passes', () => {
    const headers = { 'retry-after': '9' }
    expect(failureOf(answer(503, '', headers), { who: 'Post' }).retryAfterMs).toBe(9_000)
    expect(failureOf(answer(403, '', headers), { who: 'Post' }).retryAfterMs).toBeNull()
    expect(failureOf(answer(429, '', headers), { who: 'Post', retryAfterMs: 50 }).retryAfterMs).toBe(50)
  })

  it('keeps 2,000 characters without secrets, whatever form they have', () => {
    const secrets = ['a/b"c', '']
    const text = `a/b"c ${encodeURIComponent('a/b"c')} ${JSON.stringify('a/b"c')} \0${'x'.repeat(3_000)}`
    const kept = answerOf(answer(400, text), secrets).text ?? ''
    expect(kept).toMatch(/^\[secret\] \[secret\] "\[secret\]" x{1900,}…$/)
    expect(kept).toHaveLength(2_000)
    expect(failureOf(answer(400), { who: 'Post', secrets, reason: 'no a/b"c here' }).message).toBe(
      'Post answered 400: no [secret] here',
    )
  })

  it('has no text where the answer has none, and no JSON where it is none', () => {
    expect(answerOf(answer(204))).toEqual({ status: 204 })
    expect(jsonOf(answer(200, '<html>'))).toBeUndefined()
    expect(jsonOf(answer(200, '{"a":1}'))).toEqual({ a: 1 })
  })

  it('takes what was not allowed as refused and what was not answered as a retry', () => {
    const reading = { who: 'Post', secrets: ['s3cret'] }
    expect(noAnswerOf(new OutboundFailure('refused', 'no /s3cret here'), reading)).toMatchObject({
      kind: 'refused',
      message: 'Post gave no answer: no /[secret] here',
      cause: undefined,
    })
    expect(noAnswerOf(new OutboundFailure('failed', 'nobody'), reading).kind).toBe('retry')
    expect(noAnswerOf(new Error('other'), reading).kind).toBe('retry')
  })

  it('gives the calls of an attempt what is left of its time', async () => {
    const given: number[] = []
    const call = startAttempt({
      timeoutMs: 5_000,
      outbound: ({ timeoutMs }) => {
        given.push(timeoutMs)
        return Promise.resolve(answer(200))
      },
    })
    await call({ method: 'GET', url: 'https://a.test' }, { who: 'Post' })
    await call({ method: 'GET', url: 'https://a.test' }, { who: 'Post' })
    expect(given[0]).toBeLessThanOrEqual(5_000)
    expect(given[1]).toBeLessThanOrEqual(given[0] ?? 0)

    const late = startAttempt({ timeoutMs: 0, outbound: () => Promise.resolve(answer(200)) })
    await expect(late({ method: 'GET', url: 'https://a.test' }, { who: 'Post' })).rejects.toMatchObject({
      kind: 'retry',
    })
  })

  it('hides short secrets without making a word of its own unreadable', () => {
    expect(withoutSecrets('the sea, (s) and a+b', ['s', 'a+b'])).toBe(
      'the [secret]ea, ([secret]) and [secret]',
    )
    expect(withoutSecrets('as it is', [''])).toBe('as it is')
  })

  it('shortens a text without breaking a character', () => {
    expect(shorten('abc', 3)).toBe('abc')
    expect(shorten('abcd', 3)).toBe('ab…')
    expect(shorten('a😀bc', 3)).toBe('a…')
  })
})
