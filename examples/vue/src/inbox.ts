import { createInbox, type Inbox } from '@inboxkit/core'

const { VITE_INBOXKIT_URL: baseUrl, VITE_INBOXKIT_API_KEY: apiKey } = import.meta.env

export const inbox: Inbox = createInbox({ baseUrl, apiKey, userId: 'ann' })
