import type { Browser, Channel, Locks } from '../platform/browser.js'
import type { Clock } from '../platform/clock.js'

/** One page of a browser. */
export interface FakePage extends Browser {
  /** A clock whose timers belong to this page. */
  clockOf(clock: Clock): Clock
  /** Its scripts stand still: messages and timers wait, and its locks stay held. */
  freeze(): void
  thaw(): void
  /** It is gone, and with it its locks. */
  crash(): void
  /** Into the back/forward cache, or out of it. */
  setShown(isShown: boolean): void
}

interface Request {
  page: object
  name: string
  /** Runs what holds it, as a task of its page. */
  start(held: (holding: Promise<void>) => unknown): void
  resolve: (value: unknown) => void
  reject: (error: Error) => void
}

const aborted = (): Error => new DOMException('The lock was taken away', 'AbortError')

/** What pages of one browser share: exclusive locks in order, channels, databases and notes, as the standards say. */
export interface FakeBrowser {
  openPage(): FakePage
  /** Names of the locks that are held. */
  held(): string[]
}

export const createFakeBrowser = (makeDatabases?: () => IDBFactory): FakeBrowser => {
  const held = new Map<string, Request>()
  const queue: Request[] = []
  const channels = new Set<{ name: string; page: object; hear(message: unknown): void }>()
  const databases = makeDatabases?.()
  const notes = new Map<string, string>()

  const grant = (request: Request): void => {
    const { name, start, resolve, reject } = request
    held.set(name, request)
    const letGo = (tell: () => void) => (): void => {
      if (held.get(name) !== request) return
      held.delete(name)
      tell()
      serve(name)
    }
    start((holding) =>
      holding.then(
        letGo(() => resolve(undefined)),
        letGo(() => reject(aborted())),
      ),
    )
  }
  const serve = (name: string): void => {
    const at = queue.findIndex((request) => request.name === name)
    if (held.has(name) || at === -1) return
    grant(queue.splice(at, 1)[0] as Request)
  }

  const openPage = (): FakePage => {
    const page = {}
    const listeners = new Set<(isShown: boolean) => void>()
    let isFrozen = false
    let isGone = false
    let waiting: (() => void)[] = []
    const runNow = (task: () => void): void => {
      if (isGone) return
      if (isFrozen) waiting.push(task)
      else task()
    }
    /** As a task of the page. */
    const run = (task: () => void): void => void setImmediate(() => runNow(task))

    const locks: Locks = {
      request: (name, { steal, signal }, hold) =>
        new Promise((resolve, reject) => {
          if (isGone) return
          const request: Request = {
            page,
            name,
            start: (holds) => run(() => holds(hold())),
            resolve,
            reject: (error) => run(() => reject(error)),
          }
          if (steal) {
            const robbed = held.get(name)
            held.delete(name)
            robbed?.reject(aborted())
            return grant(request)
          }
          if (signal?.aborted) return reject(aborted())
          signal?.addEventListener('abort', () => {
            const at = queue.indexOf(request)
            if (at !== -1) queue.splice(at, 1)[0]?.reject(aborted())
          })
          queue.push(request)
          serve(name)
        }),
      query: async () => ({ held: [...held.keys()].map((name) => ({ name })) }),
    }

    const openChannel = (name: string): Channel => {
      const heard = new Set<(event: MessageEvent) => void>()
      const channel: Channel = {
        addEventListener: (_type, listener) => void heard.add(listener),
        postMessage(message) {
          if (isGone) return
          if (!channels.has(end)) throw new DOMException('Channel is closed', 'InvalidStateError')
          const copy = structuredClone(message)
          for (const other of channels) if (other.name === name && other !== end) other.hear(copy)
        },
        close: () => void channels.delete(end),
      }
      const end = {
        name,
        page,
        hear: (data: unknown): void =>
          run(() => {
            if (channels.has(end)) for (const listener of heard) listener({ data } as MessageEvent)
          }),
      }
      channels.add(end)
      return channel
    }

    return {
      locks: () => locks,
      openChannel,
      databases: () => databases,
      notes: () => ({
        getItem: (key) => notes.get(key) ?? null,
        setItem: (key, value) => void notes.set(key, value),
        removeItem: (key) => void notes.delete(key),
      }),
      subscribePage(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
      clockOf: ({ now, setTimeout }) => ({
        now,
        setTimeout: (task, delayMs) => {
          let isOff = false
          const cancel = setTimeout(() => runNow(() => isOff || task()), delayMs)
          return () => {
            isOff = true
            cancel()
          }
        },
      }),
      freeze() {
        isFrozen = true
      },
      thaw() {
        isFrozen = false
        for (const task of waiting.splice(0)) task()
      },
      crash() {
        isGone = true
        waiting = []
        for (const end of channels) if (end.page === page) channels.delete(end)
        for (const request of [...queue]) if (request.page === page) queue.splice(queue.indexOf(request), 1)
        for (const [name, request] of held)
          if (request.page === page) {
            held.delete(name)
            serve(name)
          }
      },
      setShown(isShown) {
        for (const listener of [...listeners]) listener(isShown)
      },
    }
  }

  return { openPage, held: () => [...held.keys()] }
}
