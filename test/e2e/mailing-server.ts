import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { RequestAnswer } from '@inboxkit/protocol'
import { freePort } from '../cluster/program.js'
import { asApp, call, deleteUser, putUser, send } from '../kit/api.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { startServer } from '../kit/server-process.js'
import { type Mailbox, openMailbox } from '../wire/receivers.js'

/** The demo on a server that really sends e-mail, and has a push service for browsers. */
export interface MailingServer {
  url: string
  mails: Mailbox['mails']
  /** Somebody of the demo with an address, and with nothing in the inbox and nothing chosen. */
  makeFresh(user: string): Promise<void>
  /** Sends an item and an e-mail about the status of an order. @returns the request's id */
  tell(user: string, title: string): Promise<string>
  /** What became of its e-mail, once something did. */
  emailOf(requestId: string): Promise<{ what: string; reason: string | null }>
}

const workflow = {
  name: 'Order moved',
  category: 'status',
  steps: [
    { type: 'send', channel: 'inApp', template: { title: '{{data.title}}' } },
    {
      type: 'send',
      channel: 'email',
      template: {
        subject: '{{data.title}}',
        text: '{{data.title}}\n\nChoose what you get: {{preferencesUrl}}\nUnsubscribe: {{unsubscribeUrl}}',
      },
    },
  ],
}

export const withMailingServer = (work: (server: MailingServer) => Promise<void>): Promise<void> =>
  inTemporaryFolder(async (folder) => {
    const mailbox = await openMailbox()
    const port = await freePort()
    const config = join(folder, 'config.json')
    const providers = {
      email: [{ type: 'smtp', url: mailbox.url, from: 'Harbor <shop@harbor.test>' }],
      webPush: [{ type: 'web-push', subject: 'mailto:ops@harbor.test' }],
    }
    await writeFile(config, JSON.stringify({ publicUrl: `http://127.0.0.1:${port}`, providers }))
    const server = await startServer({ port, args: ['--demo', '--config', config] })
    const { url } = server
    try {
      await call(url, 'PUT', '/v3/workflows/order-moved', asApp, workflow)
      await work({
        url,
        mails: mailbox.mails,
        async makeFresh(user) {
          await deleteUser(url, user)
          await putUser(url, user, { email: `${user}@harbor.test` })
        },
        async tell(user, title) {
          const { requestId } = await send(url, {
            notification: { workflow: { identifier: 'order-moved' } },
            sendTo: { recipients: [user] },
            data: { title },
          })
          return requestId
        },
        async emailOf(requestId) {
          for (;;) {
            const { runs } = await call<RequestAnswer>(url, 'GET', `/v3/requests/${requestId}`, asApp)
            const entry = runs.data[0]?.timeline.find(({ channel }) => channel === 'email')
            if (entry && (entry.what !== 'pending' || entry.reason !== null))
              return { what: entry.what, reason: entry.reason }
          }
        },
      })
    } finally {
      await server.kill()
      await mailbox.close()
    }
  })
