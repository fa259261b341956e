import type { BatchAnswer, BatchRequest, ChangesAnswer, FeedPage, Filter } from '@inboxkit/protocol'
import type { Http } from './http.js'

export interface PageQuery {
  filter: Filter
  /** 1 to 100. */
  limit: number
  cursor: string | null
}

/** The server's routes that a client calls once it is connected. Each rejects with a Problem. */
export interface Routes {
  page(query: PageQuery): Promise<FeedPage>
  /** @param filters whose counts to answer too, at most 10 */
  changes(epoch: string, since: number, filters: readonly Filter[]): Promise<ChangesAnswer>
  batch(request: BatchRequest): Promise<BatchAnswer>
}

/** Browsers allow 64 KiB on all requests together that outlive their page. */
const keepaliveChars = 30_000

const json = { 'Content-Type': 'application/json' }

export const createRoutes = ({ call }: Http): Routes => {
  const get = <T>(path: string, query: Record<string, string | undefined>): Promise<T> => {
    const given = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== undefined)
    return call(`${path}?${new URLSearchParams(given)}`, {})
  }
  return {
    page: ({ filter: { state, data, ...rest }, limit, cursor }) =>
      get('/v3/notifications', {
        limit: String(limit),
        cursor: cursor ?? '',
        filter: state,
        ...rest,
        data: data && JSON.stringify(data),
      }),
    changes: (epoch, since, filters) =>
      get('/v3/notifications/changes', {
        epoch,
        since: String(since),
        filters: filters.length > 0 ? JSON.stringify(filters) : undefined,
      }),
    batch: (operations) => {
      const body = JSON.stringify(operations)
      return call('/v3/notifications/batch', {
        method: 'POST',
        headers: json,
        body,
        // Marking read has to survive the page that follows the link.
        keepalive: body.length < keepaliveChars,
      })
    },
  }
}
