import type { SendRequest } from '@inboxkit/protocol'

/** What `send` takes: the wire's request, with the instant as text or as a `Date`. */
export type SendInput = Omit<SendRequest, 'sendAt'> & { sendAt?: string | Date | undefined }
