import type { Counts, Filter, Notification } from '@inboxkit/protocol'
import type { NamedRequest } from '../server/test-server.js'
import { contains, print } from './print.js'

export interface MatcherResult {
  pass: boolean
  message: () => string
}

/** What an inbox of `@inboxkit/core` is, as far as these look. */
interface InboxLike {
  feed(filter?: Filter): {
    get(): { readonly ids: readonly number[]; readonly status: { readonly kind: string } }
  }
  item(id: number): { get(): Notification | undefined }
}

const has = <Key extends string>(value: unknown, key: Key): value is Record<Key, unknown> =>
  typeof value === 'object' && value !== null && key in value
const hasVerb = <Key extends string>(
  value: unknown,
  key: Key,
): value is Record<Key, (...args: never) => unknown> => has(value, key) && typeof value[key] === 'function'

/** Thrown, so that `.not` does not make it right. */
const wrong = (matcher: string, wanted: string, received: unknown): TypeError =>
  new TypeError(`${matcher} wants ${wanted}, and was given ${print(received)}`)

const countsOf = (received: unknown, matcher: string): Counts | null => {
  if (hasVerb(received, 'head')) return (received.head as () => { counts: Counts })().counts
  if (has(received, 'counts') && hasVerb(received.counts, 'get'))
    return (received.counts.get as () => Counts | null)()
  throw wrong(matcher, 'an inbox, one of its feeds, or a feed of the test server', received)
}

const counts =
  (matcher: string, key: keyof Counts) =>
  (received: unknown, expected: number): MatcherResult => {
    const now = countsOf(received, matcher)
    return {
      pass: now?.[key] === expected,
      message: () =>
        now === null
          ? `Expected ${expected} ${key}, but nothing is known yet: subscribe to the inbox, and wait for it`
          : `Expected ${now[key] === expected ? 'other than ' : ''}${expected} ${key}, and there are ${print(now)}`,
    }
  }

const titlesOf = (received: unknown, filter: Filter | undefined): { titles: string[]; status: string } => {
  if (hasVerb(received, 'list')) {
    const list = received.list as (filter?: Filter) => Notification[]
    return { titles: list(filter).map(({ title }) => title), status: 'ready' }
  }
  if (!hasVerb(received, 'feed') || !hasVerb(received, 'item'))
    throw wrong('toShow', 'an inbox, or a feed of the test server', received)
  const inbox = received as unknown as InboxLike
  const { ids, status } = inbox.feed(filter).get()
  return { titles: ids.map((id) => inbox.item(id).get()?.title ?? `(${id} is gone)`), status: status.kind }
}

const inLines = (titles: readonly string[]): string =>
  titles.length > 0 ? titles.map((title) => `\n  ${title}`).join('') : ' nothing'

const toShow = (received: unknown, expected: readonly string[], filter?: Filter): MatcherResult => {
  const { titles, status } = titlesOf(received, filter)
  const pass = titles.length === expected.length && titles.every((title, at) => title === expected[at])
  const hint = status === 'ready' ? '' : `\nThe feed is ${status}: subscribe to it, and wait for it`
  return {
    pass,
    message: () =>
      pass
        ? `Expected something else than:${inLines(titles)}`
        : `Expected to be shown:${inLines(expected)}\nbut there is:${inLines(titles)}${hint}`,
  }
}

const toHaveReceived = (received: unknown, name: string, body?: unknown): MatcherResult => {
  if (!has(received, 'requests') || !Array.isArray(received.requests))
    throw wrong('toHaveReceived', 'a test server', received)
  const requests = received.requests as readonly NamedRequest[]
  const named = requests.filter((request) => request.name === name)
  const found = named.filter((request) => body === undefined || contains(request.body, body))
  const wanted = body === undefined ? `"${name}"` : `"${name}" with ${print(body)}`
  const others = [...new Set(requests.map((request) => request.name ?? request.path))].join(', ')
  const came =
    named.length > 0
      ? `by that name came:${named.map((request) => `\n  ${print(request.body)}`).join('')}`
      : `what came is: ${others || 'nothing'}`
  const pass = found.length > 0
  return {
    pass,
    message: () =>
      pass
        ? `Expected no request ${wanted}, but ${found.length} came`
        : `Expected a request ${wanted}, but ${came}`,
  }
}

/** For `expect.extend` of any test runner that has it. */
export const matchers: {
  toHaveUnread(received: unknown, expected: number): MatcherResult
  toHaveUnseen(received: unknown, expected: number): MatcherResult
  toShow(received: unknown, titles: readonly string[], filter?: Filter): MatcherResult
  toHaveReceived(received: unknown, name: string, body?: unknown): MatcherResult
} = {
  toHaveUnread: counts('toHaveUnread', 'unread'),
  toHaveUnseen: counts('toHaveUnseen', 'unseen'),
  toShow,
  toHaveReceived,
}

/** What `expect` can do more with them. */
export interface InboxMatchers<Result = void> {
  /** How many notifications of an inbox, of one of its feeds, or of a user's feed on the server are unread. */
  toHaveUnread(expected: number): Result
  /** The badge's number: neither seen nor read. */
  toHaveUnseen(expected: number): Result
  /** The titles that an inbox shows of a filter, in order; or that a user's feed on the server has. */
  toShow(titles: readonly string[], filter?: Filter): Result
  /** Whether a request came to a test server, by its route's name; its body has at least this in it. */
  toHaveReceived(name: NamedRequest['name'] & string, body?: unknown): Result
}
