import {
  type Beacon,
  type ConnectRequest,
  type Filter,
  type Handshake,
  Problem,
  problem,
} from '@inboxkit/protocol'
import type { TestFeed } from './feed/test-feed.js'

interface SocketLike {
  on(event: string, listener: (payload: unknown) => void): unknown
  disconnect(): unknown
}

interface SocketOptions {
  path: string
  auth: { [Key in keyof Handshake]: Handshake[Key] | undefined }
}

type SocketFactory = () => Promise<{ io(url: string, options: SocketOptions): SocketLike }>

export interface Request {
  method: string
  path: string
  query: URLSearchParams
  headers: Record<string, string>
  body: unknown
  keepalive: boolean
}

interface Answer {
  status: number
  body: unknown
  headers: Record<string, string>
}

/** One request on its way. First it arrives, then its answer does; it can be lost before either. */
export interface Call {
  readonly request: Request
  arrive(): void
  answer(): void
  lose(): void
}

/** One socket, from the server's side. What is sent waits in `wire` until it is delivered. */
export interface Wire {
  readonly auth: SocketOptions['auth']
  readonly url: string
  readonly path: string
  /** Whether the client knows that it is open. */
  hasJoined(): boolean
  /** How many events are under way. */
  waiting(): number
  /** Delivers the event at this place; twice if said. */
  deliver(index: number, isRepeated?: boolean): void
  lose(index: number): void
  /** Says it to the client at once, past what is under way. */
  emit(event: string, payload?: unknown): void
  /** The connection breaks. */
  cut(): void
}

export interface TestNetwork {
  readonly fetch: typeof fetch
  readonly socket: SocketFactory
  /** Everything that was ever asked. */
  readonly requests: Request[]
  /** What is under way. */
  readonly calls: Call[]
  readonly wires: Wire[]
  /** How many sockets were ever opened. */
  opened(): number
  /** Where the network is down, requests fail and sockets break. */
  setDown(isDown: boolean): void
  /** Answers instead of the server: a Problem refuses, an Answer is given as it is. */
  intercept: (request: Request) => Problem | Answer | undefined
  /** Refuses a socket. */
  refuseSocket: (auth: SocketOptions['auth']) => Problem | undefined
  /** Everything happens at once and in order. */
  isInstant: boolean
}

const copy = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T

const app = {
  id: '1',
  name: 'Shop',
  enableWebPush: false,
  publicKey: '',
  hideBranding: true,
  channels: ['inApp'],
  categories: [],
}

const filterIn = (query: URLSearchParams): Filter => {
  const of = (name: string): string | undefined => query.get(name) || undefined
  const { state, category, tag, tenant, data } = {
    state: of('filter') ?? of('state'),
    category: of('category'),
    tag: of('tag'),
    tenant: of('tenant'),
    data: of('data'),
  }
  return {
    ...(state && { state }),
    ...(category && { category }),
    ...(tag && { tag }),
    ...(tenant && { tenant }),
    ...(data && { data: JSON.parse(data) as Filter['data'] }),
  } as Filter
}

/** One client's road to a feed on a server. */
export const createTestNetwork = (feed: TestFeed): TestNetwork => {
  let isDown = false
  let openedSockets = 0

  const answerOf = (request: Request): Answer => {
    const given = network.intercept(request)
    if (given && !(given instanceof Problem)) return given
    const refused = given ?? (credentialsIn(request) ? undefined : problem('missing_credentials'))
    if (refused) {
      const { retryAfterMs } = refused
      const headers: Record<string, string> =
        retryAfterMs === undefined ? {} : { 'retry-after': String(retryAfterMs / 1000) }
      return { status: refused.status, body: refused.toWire(), headers }
    }
    return { status: 200, body: copy(route(request)), headers: {} }
  }

  const credentialsIn = ({ headers, body, path }: Request): boolean => {
    if (path === '/v3/sdk/connect') return Boolean((body as ConnectRequest).userId)
    return Boolean(headers['Authorization'] ?? headers['X-ENGAGESPOT-USER-ID'])
  }

  const route = ({ path, query, body }: Request): unknown => {
    if (path === '/v3/sdk/connect') {
      const { feed: asked } = body as ConnectRequest
      const page = asked && feed.page(asked.filter ?? {}, { limit: asked.limit ?? 25 })
      return { app, unreadCount: feed.head().counts.unseen, feed: page }
    }
    if (path === '/v3/notifications') {
      const cursor = query.get('cursor')
      return feed.page(filterIn(query), {
        limit: Number(query.get('limit')),
        cursor: cursor ? Number(cursor) : null,
      })
    }
    if (path === '/v3/notifications/changes') {
      const filters = query.get('filters')
      return feed.changes(
        query.get('epoch') ?? '',
        Number(query.get('since')),
        filters ? (JSON.parse(filters) as Filter[]) : undefined,
      )
    }
    if (path === '/v3/notifications/batch') return feed.batch((body as { operations: [] }).operations)
    throw new Error(`No such route: ${path}`)
  }

  const send = (url: string, init: RequestInit = {}): Promise<Response> =>
    new Promise((resolve, reject) => {
      const { pathname, searchParams } = new URL(url)
      const request: Request = {
        method: init.method ?? 'GET',
        path: pathname.slice(pathname.indexOf('/v3/')),
        query: searchParams,
        headers: { ...(init.headers as Record<string, string>) },
        body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
        keepalive: init.keepalive ?? false,
      }
      let answer: Answer | undefined
      const end = (): void => {
        network.calls.splice(network.calls.indexOf(call), 1)
      }
      const call: Call = {
        request,
        arrive: () => {
          answer ??= answerOf(request)
        },
        answer() {
          call.arrive()
          end()
          const { status, body, headers } = answer as Answer
          const json = (): Promise<unknown> =>
            typeof body === 'string' ? Promise.reject(new SyntaxError(body)) : Promise.resolve(copy(body))
          const response = { ok: status < 400, status, json, headers: new Headers(headers) }
          resolve(response as unknown as Response)
        },
        lose() {
          end()
          reject(new TypeError('fetch failed'))
        },
      }
      network.requests.push(request)
      network.calls.push(call)
      init.signal?.addEventListener('abort', () => network.calls.includes(call) && call.lose())
      if (isDown) call.lose()
      else if (network.isInstant) call.answer()
    })

  const openSocket = (url: string, path: string, auth: SocketOptions['auth']): SocketLike => {
    const handlers = new Map<string, (payload: unknown) => void>()
    const queue: [event: string, payload: unknown][] = []
    let isOpen = true
    let hasJoined = false
    let forget = (): void => {}
    openedSockets++

    const end = (): void => {
      isOpen = false
      forget()
      network.wires.splice(network.wires.indexOf(wire), 1)
    }
    const say = (event: string, payload?: unknown): void => {
      if (event === 'connect') hasJoined = true
      handlers.get(event)?.(payload === undefined ? undefined : copy(payload))
    }
    const push = (event: string, payload?: unknown): void => {
      if (!network.isInstant) queue.push([event, payload])
      else queueMicrotask(() => isOpen && say(event, payload))
    }
    const join = (): void => {
      forget = feed.listen(({ name, payload }) => push(name, payload))
      const { epoch, seq, counts } = feed.head()
      push('beacon', { epoch, seq, counts } satisfies Beacon)
    }
    const wire: Wire = {
      auth,
      url,
      path,
      hasJoined: () => hasJoined,
      waiting: () => queue.length,
      deliver(index, isRepeated) {
        const found = isRepeated ? queue[index] : queue.splice(index, 1)[0]
        if (found) say(...found)
      },
      lose: (index) => void queue.splice(index, 1),
      emit: say,
      cut() {
        if (!isOpen) return
        end()
        handlers.get('disconnect')?.('transport close')
      },
    }
    network.wires.push(wire)
    const refused = network.refuseSocket(auth)
    queueMicrotask(() => {
      if (!isOpen) return
      if (!isDown && !refused) {
        push('connect')
        join()
      } else {
        end()
        const data = isDown ? undefined : refused?.toWire()
        handlers.get('connect_error')?.(Object.assign(new Error('refused'), { data }))
      }
    })
    return {
      on: (event, listener) => handlers.set(event, listener),
      disconnect: () => isOpen && end(),
    }
  }

  const network: TestNetwork = {
    fetch: ((url: string, init?: RequestInit) => send(url, init)) as typeof fetch,
    socket: async () => ({ io: (url, { path, auth }) => openSocket(url, path, auth) }),
    requests: [],
    calls: [],
    wires: [],
    opened: () => openedSockets,
    setDown(down) {
      isDown = down
      if (!down) return
      for (const call of [...network.calls]) call.lose()
      for (const wire of [...network.wires]) wire.cut()
    },
    intercept: () => undefined,
    refuseSocket: () => undefined,
    isInstant: true,
  }
  return network
}
