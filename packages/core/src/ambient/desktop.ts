import type { Notification as Item } from '@inboxkit/protocol'
import type { Inbox } from '../inbox.js'
import { openTabs } from './tabs.js'

/** For `desktopNotifications`. */
export interface DesktopOptions {
  /** Somebody opened it; what returns `false` has done everything itself. */
  onClick?: ((item: Item) => boolean | undefined | void) | undefined
  /** Goes to an address of the page's own origin; default: as a link does. */
  navigate?: ((href: string) => void) | undefined
  /** Address of a picture for those that bring none. */
  icon?: string | undefined
}

/** More would cover the screen; the title's count tells the rest. */
const mostAtOnce = 3

const schemes = new Set(['http:', 'https:', 'mailto:', 'tel:'])

/** Where a notification leads, if that is somewhere safe. */
const addressOf = ({ url }: Item): URL | undefined => {
  if (url === null || !URL.canParse(url, location.href)) return undefined
  const address = new URL(url, location.href)
  return schemes.has(address.protocol) ? address : undefined
}

/**
 * Asks whether desktop notifications may be shown. Call it in a click: browsers ignore it elsewhere, and so nothing
 * else here asks. `denied` where there are none.
 */
export const askForDesktop = async (): Promise<NotificationPermission> =>
  'Notification' in globalThis ? Notification.requestPermission() : 'denied'

/**
 * Shows what comes as notifications of the operating system: each once per browser, three at once at most, and none
 * while somebody looks at any of the user's tabs. One that is seen elsewhere goes away. Without the permission
 * (`askForDesktop`) it does nothing. Returns what ends it.
 */
export const desktopNotifications = (inbox: Inbox, options: DesktopOptions = {}): (() => void) => {
  const tabs = openTabs(inbox, 'desktop', 'first')
  const shown = new Map<number, () => void>()

  const open = (item: Item): void => {
    window.focus()
    inbox.markRead(item.id).catch(() => {})
    if (options.onClick?.(item) === false) return
    const address = addressOf(item)
    if (!address) return
    const { href, origin, pathname, search, hash } = address
    if (options.navigate && origin === location.origin) options.navigate(pathname + search + hash)
    else location.assign(href)
  }

  const show = (item: Item): void => {
    const { id, title, message, icon } = item
    const picture = icon ?? options.icon
    const tag = `inboxkit:${inbox.userId}:${id}`
    const alert = new Notification(title, { body: message ?? '', tag, ...(picture ? { icon: picture } : {}) })
    const forget = inbox.item(id).subscribe(() => {
      const now = inbox.item(id).get()
      if (!now || now.seenAt) end()
    })
    const end = (): void => {
      forget()
      shown.delete(id)
      alert.close()
    }
    shown.get(id)?.()
    shown.set(id, end)
    alert.addEventListener('close', end)
    alert.addEventListener('click', () => {
      end()
      open(item)
    })
  }

  const tell = async (arrivals: readonly Item[]): Promise<void> => {
    if (!('Notification' in globalThis) || Notification.permission !== 'granted') return
    if (!tabs.isOurs() || (await tabs.isAnyFocused())) return
    for (const item of arrivals) {
      if (shown.size >= mostAtOnce) return
      try {
        show(item)
      } catch {
        // Chrome on Android lets only service workers show them: that is what web push is for.
        return
      }
    }
  }
  const stop = inbox.onArrival((arrivals) => void tell(arrivals))
  return () => {
    stop()
    tabs.close()
    for (const end of [...shown.values()]) end()
  }
}
