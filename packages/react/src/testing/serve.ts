import { createInbox, type Inbox } from '@inboxkit/core'
import { createTestServer, type NewItem, type TestServer } from '@inboxkit/testing'
import { onTestFinished } from 'vitest'

export interface Served {
  server: TestServer
  /** Of the user `ann`, by the machine's clock. */
  inbox: Inbox
}

/** A real inbox on a server in memory, with these notifications, the last on top. Closed when the test is over. */
export function serve(items: readonly Partial<NewItem>[] = []): Served {
  const server = createTestServer()
  for (const item of items) server.deliver('ann', { title: 'A notification', ...item })
  const inbox = createInbox({ ...server.connect('ann'), persist: false })
  onTestFinished(() => {
    inbox.close()
    server.close()
  })
  return { server, inbox }
}
