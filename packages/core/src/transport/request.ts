import type { Http } from './http.js'

/** Any route below `/v3`; `body` travels as JSON. */
export type Request = <T>(method: string, path: string, body?: object) => Promise<T>

export const createRequest =
  ({ call }: Http): Request =>
  (method, path, body) =>
    call(`/v3${path}`, {
      method,
      ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
    })
