import type { Inbox } from '../inbox.js'

/** For `appBadge`. */
export interface AppBadgeOptions {
  /** Which number; default `unseen`. */
  count?: 'unseen' | 'unread' | undefined
}

/** What some browsers have for pages that are installed as apps. */
type Badging = Partial<Pick<Navigator, 'setAppBadge' | 'clearAppBadge'>>

const nothing = (): void => {}

/** Shows the count on the icon of an installed app; elsewhere it does nothing. Returns what ends it. */
export const appBadge = (inbox: Inbox, { count = 'unseen' }: AppBadgeOptions = {}): (() => void) => {
  const badging: Badging = navigator
  let shown = 0
  const show = (number: number): void => {
    if (number === shown) return
    shown = number
    // Some browsers have the function and refuse: not installed, no permission.
    const done = number > 0 ? badging.setAppBadge?.(number) : badging.clearAppBadge?.()
    done?.catch(nothing)
  }
  const update = (): void => show(inbox.counts.get()?.[count] ?? 0)
  const stop = inbox.counts.subscribe(update)
  update()
  return () => {
    stop()
    show(0)
  }
}
