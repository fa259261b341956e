import type { Inbox } from '../inbox.js'
import { listen } from '../platform/listen.js'

/**
 * Which of a user's tabs in this browser may speak. Kept by Web Locks, which a browser takes back from a tab that is
 * closed or crashes; where there are none, each tab answers for itself.
 */
export interface Tabs {
  /** Whether somebody looks at one of them. */
  isAnyFocused(): Promise<boolean>
  /** Whether this tab holds the role. */
  isOurs(): boolean
  close(): void
}

/**
 * `first`: the tab that is there longest. `touched`: the tab that its user touched last (browsers play no sound in one
 * that was never touched); when it is closed, nobody until the next touch.
 */
export type Role = 'first' | 'touched'

const touches = ['pointerdown', 'keydown'] as const
const looks = ['focus', 'blur', 'visibilitychange'] as const

const isFocused = (): boolean => document.visibilityState === 'visible' && document.hasFocus()

/** A lock that can be held and let go. `isTaken` tells when it was got, and when it was lost again. */
const createHold = (locks: LockManager, name: string, options: LockOptions) => {
  let letGo: (() => void) | undefined
  let isHeld = false
  return {
    isHeld: () => isHeld,
    take(): void {
      if (letGo) return
      const waiting = new AbortController()
      let release = (): void => {}
      const held = new Promise<void>((resolve) => {
        release = resolve
      })
      const end = (): void => {
        if (letGo !== mine) return
        letGo = undefined
        isHeld = false
      }
      const mine = (): void => {
        end()
        release()
        waiting.abort()
      }
      letGo = mine
      const { signal } = waiting
      // A lock cannot be waited for and stolen at the same time.
      locks
        .request(name, options.steal ? options : { ...options, signal }, () => {
          isHeld = letGo === mine
          return held
        })
        // Stolen by the next tab, or let go while waiting; a sandboxed frame may have no locks, and is alone.
        .catch((reason: unknown) => {
          end()
          isHeld = reason instanceof DOMException && reason.name === 'SecurityError'
        })
    },
    letGo: (): void => letGo?.(),
  }
}

/** @param name what is done once, such as `sound` */
export const openTabs = (inbox: Inbox, name: string, role: Role): Tabs => {
  const locks = (navigator as Partial<Navigator>).locks
  let isTouched = navigator.userActivation?.hasBeenActive ?? false
  if (!locks) {
    const touch = (): void => {
      isTouched = true
    }
    return {
      isAnyFocused: async () => isFocused(),
      isOurs: () => role === 'first' || isTouched,
      close: listen(globalThis, touches, touch, true),
    }
  }

  const base = `inboxkit:${name}:${JSON.stringify([inbox.baseUrl, inbox.userId])}`
  const focus = createHold(locks, `${base}:focus`, { mode: 'shared' })
  const turn = createHold(locks, `${base}:${role}`, role === 'touched' ? { steal: true } : {})
  const look = (): void => (isFocused() ? focus.take() : focus.letGo())
  const touch = (): void => turn.take()
  // A page in the back/forward cache must hold nothing.
  const hide = (): void => {
    focus.letGo()
    turn.letGo()
  }
  const show = (): void => {
    look()
    if (role === 'first') turn.take()
  }

  const stops = [
    listen(globalThis, looks, look),
    listen(document, looks, look),
    listen(globalThis, touches, touch, true),
    listen(globalThis, ['pagehide'], hide),
    listen(globalThis, ['pageshow'], show),
  ]
  show()
  if (isTouched) touch()
  return {
    async isAnyFocused() {
      if (isFocused()) return true
      const { held = [] } = await locks.query().catch(() => ({ held: [] }))
      return held.some((lock: LockInfo) => lock.name === `${base}:focus`)
    },
    isOurs: turn.isHeld,
    close() {
      for (const stop of stops) stop()
      hide()
    },
  }
}
