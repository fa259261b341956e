import type { Counts, Notification, Problem } from '@inboxkit/protocol'

/** What `<inbox-kit>` tells of itself, on it and on everything around it. */
export interface InboxKitEventMap {
  /** The panel opens or closes; prevented, it stays as it is. */
  'inbox-open-change': CustomEvent<{ open: boolean }>
  /** A notification is opened; prevented, its link is not followed. It is read all the same. */
  'inbox-open': CustomEvent<Notification>
  /** Another tab was chosen. */
  'inbox-tab-change': CustomEvent<{ tab: string }>
  'inbox-count': CustomEvent<Counts>
  'inbox-problem': CustomEvent<Problem>
}

/** Tells listeners of the host. @returns whether nobody prevented what it is about */
export const tell = <Type extends keyof InboxKitEventMap>(
  host: HTMLElement,
  type: Type,
  detail: InboxKitEventMap[Type]['detail'],
  cancelable = false,
): boolean => host.dispatchEvent(new CustomEvent(type, { detail, cancelable, bubbles: true, composed: true }))
