import type { Page, Request } from '@playwright/test'

/** Counts what a page asks the server for, to tell a client that catches up from one that loads everything anew. */
export interface Requests {
  changes(): number
  lists(): number
  connects(): number
  batches(): number
}

const pathOf = (request: Request): string => new URL(request.url()).pathname

/** From now on. */
export const countRequests = (page: Page): Requests => {
  const paths: string[] = []
  page.on('request', (request) => paths.push(`${request.method()} ${pathOf(request)}`))
  const count = (path: string) => (): number => paths.filter((one) => one === path).length
  return {
    changes: count('GET /v3/notifications/changes'),
    lists: count('GET /v3/notifications'),
    connects: count('POST /v3/sdk/connect'),
    batches: count('POST /v3/notifications/batch'),
  }
}
