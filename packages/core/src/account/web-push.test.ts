import { type AppInfo, problem } from '@inboxkit/protocol'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { createWebPush } from './web-push.js'

const key = 'BAEC_w'
const bytes = [4, 1, 2, 255]
const app: AppInfo = {
  id: '1',
  name: 'Shop',
  enableWebPush: true,
  publicKey: key,
  hideBranding: true,
  channels: ['inApp'],
  categories: [],
}

const aSubscription = (of: readonly number[], registration: FakeRegistration) => {
  const subscription = {
    options: { applicationServerKey: new Uint8Array(of).buffer },
    unsubscribe: vi.fn(async () => {
      registration.subscription = null
    }),
    toJSON: () => ({
      endpoint: 'https://push.test/1',
      expirationTime: null,
      keys: { p256dh: 'p', auth: 'a' },
    }),
  }
  return subscription
}

interface FakeRegistration {
  active: object | null
  installing: EventTarget | null
  waiting: null
  subscription: ReturnType<typeof aSubscription> | null
  pushManager: object
}

const aRegistration = (): FakeRegistration => {
  const registration: FakeRegistration = {
    active: {},
    installing: null,
    waiting: null,
    subscription: null,
    pushManager: {
      getSubscription: async () => registration.subscription,
      subscribe: async ({ applicationServerKey }: { applicationServerKey: Uint8Array }) => {
        registration.subscription = aSubscription([...applicationServerKey], registration)
        return registration.subscription
      },
    },
  }
  return registration
}

interface Setting {
  permission?: NotificationPermission
  answer?: NotificationPermission
  known?: AppInfo | null
  current?: AppInfo
  without?: string
}

/** A browser with what web push needs, and a server. */
const setUp = (setting: Setting = {}) => {
  const { permission = 'default', answer = 'granted', known = app, current = app, without } = setting
  const events: unknown[] = []
  const registration = aRegistration()
  const register = vi.fn(async (): Promise<FakeRegistration> => registration)
  const storage = new Map<string, string>()
  const globals: Record<string, unknown> = {
    PushManager: () => {},
    Notification: {
      permission,
      requestPermission: async () => {
        events.push('question')
        globals['Notification'] = Object.assign(globals['Notification'] as object, { permission: answer })
        return answer
      },
    },
    navigator: {
      userAgent: 'Mozilla/5.0 Chrome/140.0 Safari/537.36',
      serviceWorker: { register, getRegistrations: async () => [registration] },
    },
    localStorage: {
      getItem: (name: string) => storage.get(name) ?? null,
      setItem: (name: string, value: string) => storage.set(name, value),
      removeItem: (name: string) => storage.delete(name),
    },
  }
  for (const [name, value] of Object.entries(globals)) if (name !== without) vi.stubGlobal(name, value)
  const request = vi.fn(async (method: string, path: string, _body?: unknown): Promise<unknown> => {
    events.push(`${method} ${path.replace(/[\da-f-]{36}/, 'id')}`)
    return path === '/sdk/connect' ? { app: current } : { id: 'device', hasWebPush: true }
  })
  const push = createWebPush({ request: request as never, app: () => known, appName: 'shop' })
  return { ...push, events, registration, register, request, storage }
}
const asRegistration = (fake: FakeRegistration) => fake as unknown as ServiceWorkerRegistration

afterEach(() => {
  vi.unstubAllGlobals()
})

describe('registering for web push', () => {
  it('asks first, while the click counts, then connects the device and gives its subscription', async () => {
    const { registerWebPush, events, registration, request } = setUp()
    expect(await registerWebPush(asRegistration(registration))).toMatchObject({ hasWebPush: true })
    expect(events).toEqual(['question', 'POST /sdk/connect', 'POST /devices/id/webPushSubscription'])
    const [[, , connected] = [], [, path, given] = []] = request.mock.calls
    expect(connected).toMatchObject({ deviceType: 'browser', browserType: 'chrome' })
    expect(path).toContain((connected as { deviceId: string }).deviceId)
    expect(given).toEqual({
      endpoint: 'https://push.test/1',
      expirationTime: null,
      keys: { p256dh: 'p', auth: 'a' },
    })
    expect([
      ...new Uint8Array(registration.subscription?.options.applicationServerKey ?? new ArrayBuffer()),
    ]).toEqual(bytes)
  })

  it('is one device and one subscription, however often', async () => {
    const { registerWebPush, registration, request } = setUp()
    await registerWebPush(asRegistration(registration))
    const first = registration.subscription
    await registerWebPush({ serviceWorker: '/sw.js' })
    expect(registration.subscription).toBe(first)
    const devices = request.mock.calls.flatMap(([, , body]) => (body as { deviceId?: string }).deviceId ?? [])
    expect(new Set(devices).size).toBe(1)
  })

  it('replaces a subscription that was made for another server', async () => {
    const { registerWebPush, registration } = setUp()
    const old = aSubscription([9], registration)
    registration.subscription = old
    await registerWebPush(asRegistration(registration))
    expect(old.unsubscribe).toHaveBeenCalledOnce()
    expect(registration.subscription).not.toBe(old)
  })

  it('registers a worker by its address, and waits until it is active', async () => {
    const { registerWebPush, registration, register, events } = setUp()
    const installing = Object.assign(new EventTarget(), { state: 'installing' })
    registration.active = null
    registration.installing = installing
    const going = registerWebPush({ serviceWorker: '/sw.js', scope: '/inbox/' })
    await vi.waitFor(() => expect(register).toHaveBeenCalledWith('/sw.js', { scope: '/inbox/' }))
    expect(events).toHaveLength(2)
    registration.active = installing
    installing.dispatchEvent(new Event('statechange'))
    await going
    expect(events).toHaveLength(3)
  })

  it.each(['PushManager', 'Notification', 'navigator'])('without %s is not supported', async (without) => {
    const { registerWebPush, registration, request } = setUp({ without })
    await expect(registerWebPush(asRegistration(registration))).rejects.toMatchObject({
      code: 'push_unsupported',
      retryable: false,
    })
    expect(request).not.toHaveBeenCalled()
  })

  it('is refused by whoever says no, and nobody is asked twice', async () => {
    const denied = setUp({ permission: 'denied' })
    await expect(denied.registerWebPush(asRegistration(denied.registration))).rejects.toMatchObject({
      code: 'push_denied',
    })
    expect(denied.events).toEqual([])
    const closed = setUp({ answer: 'default' })
    await expect(closed.registerWebPush(asRegistration(closed.registration))).rejects.toThrow(/asked again/)
  })

  it('where the app has it off does not ask', async () => {
    const off = { ...app, enableWebPush: false, publicKey: '' }
    for (const setting of [{ known: off }, { known: null, current: off }]) {
      const { registerWebPush, registration, events } = setUp(setting)
      await expect(registerWebPush(asRegistration(registration))).rejects.toMatchObject({ code: 'push_off' })
      expect(events).not.toContain('question')
    }
  })

  it('says what is wrong with a script that cannot be registered', async () => {
    const { registerWebPush, register } = setUp()
    register.mockRejectedValue(new TypeError('bad HTTP response code (404)'))
    await expect(registerWebPush({ serviceWorker: '/none.js' })).rejects.toMatchObject({
      code: 'push_unsupported',
      message: 'bad HTTP response code (404)',
    })
  })
})

describe('ending web push', () => {
  it('forgets the device and its subscription', async () => {
    const { registerWebPush, unregisterWebPush, events, registration, storage } = setUp()
    await registerWebPush(asRegistration(registration))
    await unregisterWebPush()
    expect(events.at(-1)).toBe('DELETE /devices/id')
    expect([registration.subscription, storage.size]).toEqual([null, 0])
    await unregisterWebPush()
    expect(events).toHaveLength(4)
  })

  it('goes on when the server has forgotten it already, and not when it cannot be told', async () => {
    const { registerWebPush, unregisterWebPush, registration, request } = setUp()
    await registerWebPush(asRegistration(registration))
    request.mockRejectedValueOnce(problem('offline'))
    await expect(unregisterWebPush()).rejects.toMatchObject({ code: 'offline' })
    expect(registration.subscription).not.toBeNull()
    request.mockRejectedValueOnce(problem('device_not_found'))
    await unregisterWebPush()
    expect(registration.subscription).toBeNull()
  })
})
