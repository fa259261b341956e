import { type AppInfo, type ConnectAnswer, type Device, Problem } from '@inboxkit/protocol'
import { pushProblem } from '@inboxkit/protocol/push-problems'
import type { Account, WebPushOptions } from './account.js'
import { browserType, createDevice } from './device.js'
import type { AccountOptions } from './verbs.js'

/** Base64url, as VAPID keys are written (RFC 8292), as bytes: not every browser takes the text. */
const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (char) => char.charCodeAt(0))

const isSame = (key: ArrayBuffer | null | undefined, bytes: Uint8Array): boolean =>
  Boolean(key) && new Uint8Array(key as ArrayBuffer).join() === bytes.join()

const checkSupport = (): void => {
  const needed = ['PushManager', 'Notification'].every((name) => name in globalThis)
  const workers = (globalThis.navigator as Partial<Navigator> | undefined)?.serviceWorker
  if (!needed || !workers) throw pushProblem('push_unsupported')
}

const checkApp = ({ enableWebPush, publicKey }: AppInfo): void => {
  if (!enableWebPush || !publicKey) throw pushProblem('push_off')
}

/** Nobody is asked twice: what was answered once stands. */
const askPermission = async (): Promise<void> => {
  const { permission } = Notification
  const answer = permission === 'default' ? await Notification.requestPermission() : permission
  if (answer === 'granted') return
  // "default" = the question was closed without an answer; the next click may ask again.
  throw pushProblem(
    'push_denied',
    answer === 'default' ? 'Nobody said yes: it can be asked again' : undefined,
  )
}

/** A worker takes subscriptions only when it is active. @throws Problem `push_unsupported` when it never is */
const activated = (registration: ServiceWorkerRegistration): Promise<ServiceWorkerRegistration> =>
  new Promise((resolve, reject) => {
    const worker = registration.installing ?? registration.waiting
    const look = (): void => {
      if (registration.active) resolve(registration)
      else if (!worker || worker.state === 'redundant')
        reject(pushProblem('push_unsupported', 'The service worker could not be installed'))
    }
    worker?.addEventListener('statechange', look)
    look()
  })

const open = async (
  given: ServiceWorkerRegistration | WebPushOptions,
): Promise<ServiceWorkerRegistration> => {
  if ('pushManager' in given) return activated(given)
  const { serviceWorker, scope } = given
  try {
    return await activated(
      await navigator.serviceWorker.register(serviceWorker, scope === undefined ? {} : { scope }),
    )
  } catch (cause) {
    // A script that is missing or broken is the developer's to mend; the browser's sentence says what it is.
    throw pushProblem('push_unsupported', cause instanceof Error ? cause.message : undefined)
  }
}

const subscribe = async (
  { pushManager }: ServiceWorkerRegistration,
  key: string,
): Promise<PushSubscription> => {
  const applicationServerKey = bytesOf(key)
  const old = await pushManager.getSubscription()
  if (isSame(old?.options.applicationServerKey, applicationServerKey)) return old as PushSubscription
  // One that was made for another server takes the place.
  await old?.unsubscribe()
  try {
    return await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey })
  } catch (cause) {
    throw pushProblem('push_unsupported', cause instanceof Error ? cause.message : undefined)
  }
}

export const createWebPush = ({
  request,
  app,
  appName,
}: AccountOptions): Pick<Account, 'registerWebPush' | 'unregisterWebPush'> => {
  const device = createDevice(appName)
  return {
    async registerWebPush(given) {
      checkSupport()
      const known = app()
      if (known) {
        checkApp(known)
        // Before any request: a click counts for a few seconds only.
        await askPermission()
      }
      const id = device.idOrNew()
      const { app: current } = await request<ConnectAnswer>('POST', '/sdk/connect', {
        deviceType: 'browser',
        browserType: browserType(),
        deviceId: id,
      })
      checkApp(current)
      await askPermission()
      const subscription = await subscribe(await open(given), current.publicKey)
      const { endpoint, expirationTime = null, keys } = subscription.toJSON()
      const path = `/devices/${encodeURIComponent(id)}/webPushSubscription`
      return request<Device>('POST', path, { endpoint, expirationTime, keys })
    },

    async unregisterWebPush() {
      const id = device.id()
      const workers = (globalThis.navigator as Partial<Navigator> | undefined)?.serviceWorker
      // The server first: while it knows the address it would go on.
      if (id !== null)
        await request('DELETE', `/devices/${encodeURIComponent(id)}`).catch((error: unknown) => {
          if (!(error instanceof Problem && error.code === 'device_not_found')) throw error
        })
      device.forget()
      for (const registration of (await workers?.getRegistrations()) ?? []) {
        const key = app()?.publicKey
        const subscription = await registration.pushManager?.getSubscription()
        if (!key || isSame(subscription?.options.applicationServerKey, bytesOf(key)))
          await subscription?.unsubscribe()
      }
    },
  }
}
