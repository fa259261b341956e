import type {
  BatchAnswer,
  ChangesAnswer,
  ConnectAnswer,
  FeedPage,
  Notification,
  Operation,
  ProblemBody,
  SendAnswer,
  SendRequest,
} from '@inboxkit/protocol'
import { apiKey, apiSecret } from './server-process.js'

/** The server answered, and refused. */
export class Refused extends Error {
  readonly status: number
  readonly body: Partial<ProblemBody>
  constructor(what: string, status: number, body: Partial<ProblemBody>) {
    super(`${what} was answered ${status}: ${JSON.stringify(body)}`)
    this.status = status
    this.body = body
  }
}

export type Headers = Record<string, string>

export interface Answer<Body> {
  status: number
  body: Body
}

/**
 * For those who look at the status, too.
 * @param body text goes as it is: it need not be JSON
 * @throws fetch's own error when no complete answer came
 */
export const ask = async <Body>(
  url: string,
  method: string,
  path: string,
  headers: Headers,
  body?: unknown,
): Promise<Answer<Body>> => {
  const response = await fetch(url + path, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as Body }
}

/** @throws Refused, or what `ask` throws */
export const call = async <T>(
  url: string,
  method: string,
  path: string,
  headers: Headers,
  body?: unknown,
): Promise<T> => {
  const answer = await ask<T | Partial<ProblemBody>>(url, method, path, headers, body)
  if (answer.status >= 300)
    throw new Refused(`${method} ${path}`, answer.status, answer.body as Partial<ProblemBody>)
  return answer.body as T
}

/** As a back end. */
export const asApp: Headers = { 'x-engagespot-api-key': apiKey, 'x-engagespot-api-secret': apiSecret }

/** What a back end does. */
export const send = (url: string, request: SendRequest, idempotencyKey?: string): Promise<SendAnswer> =>
  call(
    url,
    'POST',
    '/v3/notifications',
    { ...asApp, ...(idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey }) },
    request,
  )

export const putUser = (url: string, userId: string, profile: object = {}): Promise<object> =>
  call(url, 'PUT', `/v3/users/${encodeURIComponent(userId)}`, asApp, profile)

export const deleteUser = (url: string, userId: string): Promise<object> =>
  call(url, 'DELETE', `/v3/users/${encodeURIComponent(userId)}`, asApp)

export interface ListQuery {
  limit?: number
  cursor?: string
  filter?: 'unread' | 'read' | 'archived' | 'snoozed'
  category?: string
  pageNo?: number
}

/** As a user, where nobody asks for a token. */
export const asPerson = (userId: string): Headers => ({
  'x-engagespot-api-key': apiKey,
  'x-engagespot-user-id': userId,
})

/** What one user's front end does, over plain HTTP. */
export interface UserApi {
  connect(): Promise<ConnectAnswer>
  list(query?: ListQuery): Promise<FeedPage>
  changes(epoch: string, since: number): Promise<ChangesAnswer>
  batch(operations: readonly Operation[]): Promise<BatchAnswer>
  get(id: number): Promise<Notification>
  read(id: number): Promise<Notification>
  readAll(): Promise<object>
  /** Any other route, such as `DELETE /notifications/5/reads`. */
  act(method: string, path: string, body?: object): Promise<object>
}

export const asUser = (url: string, userId: string): UserApi => {
  const headers = asPerson(userId)
  return {
    connect: () => call(url, 'POST', '/v3/sdk/connect', headers, { deviceType: 'browser' }),
    list: (query = {}) => {
      const search = new URLSearchParams(
        Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]),
      )
      return call(url, 'GET', `/v3/notifications?${search}`, headers)
    },
    changes: (epoch, since) =>
      call(
        url,
        'GET',
        `/v3/notifications/changes?${new URLSearchParams({ epoch, since: String(since) })}`,
        headers,
      ),
    batch: (operations) => call(url, 'POST', '/v3/notifications/batch', headers, { operations }),
    get: (id) => call(url, 'GET', `/v3/notifications/${id}`, headers),
    read: (id) => call(url, 'POST', `/v3/notifications/${id}/click`, headers),
    act: (method, path, body) => call(url, method, `/v3${path}`, headers, body),
    readAll: () => call(url, 'POST', '/v3/notifications/markAllNotificationsAsRead', headers),
  }
}

/** All pages, one after the other: consistent only while nobody writes. Pages of 100. */
export const listAll = async (user: UserApi): Promise<FeedPage> => {
  const first = await user.list({ limit: 100 })
  const data = [...first.data]
  for (let cursor = first.nextCursor; cursor !== null; ) {
    const page = await user.list({ limit: 100, cursor })
    data.push(...page.data)
    cursor = page.nextCursor
  }
  return { ...first, data, nextCursor: null }
}
