import { createInbox } from '@inboxkit/core'
import { Inbox, InboxProvider } from '@inboxkit/react'
import { createRoot } from 'react-dom/client'
import { openWitness, type Witness } from './witness.js'

declare global {
  var witness: Witness
}

/** An app whose inbox is somewhere else: at `server`, with `key`, of `user`. */
const query = new URLSearchParams(location.search)
const ask = (name: string): string => query.get(name) ?? ''
const inbox = createInbox({ baseUrl: ask('server'), apiKey: ask('key'), userId: ask('user') })

globalThis.witness = openWitness(inbox)
createRoot(document.body).render(
  <InboxProvider client={inbox}>
    <header>
      <Inbox />
    </header>
  </InboxProvider>,
)
