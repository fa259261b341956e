import type { SendNotification, SendRequest } from '@inboxkit/protocol'

type WithDates<Notification> = Notification extends unknown
  ? Omit<Notification, 'expiresAt'> & { expiresAt?: string | Date | undefined }
  : never

/** What `send` takes: the wire's request, with instants as text or as a `Date`. */
export type SendInput = Omit<SendRequest, 'sendAt' | 'notification'> & {
  notification: WithDates<SendNotification>
  sendAt?: string | Date | undefined
}
