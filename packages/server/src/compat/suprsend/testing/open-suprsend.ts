import { afterAll } from 'vitest'
import type { Content } from '../../../features/triggers/contents.js'
import type { ServerOptions } from '../../../options.js'
import { openTestServer, type TestServer } from '../../../testing/test-server.js'
import { type WorkflowTest, workflowsOn } from '../../../testing/workflows.js'
import { sign } from '../signature.js'

export interface Reply {
  status: number
  /** `{}` for what is no JSON. */
  body: Record<string, unknown>
  text: string
  headers: Record<string, unknown>
}

export interface Ways {
  workspaceKey?: string
  secret?: string
  date?: string
  contentType?: string
  /** Sent in place of what was signed. */
  sent?: { body?: string; url?: string; date?: string }
  /** In place of a signature; empty = none. */
  authorization?: string
}

export interface StoredTrigger {
  content: Content
  recipients: unknown[]
  cancellationKey: string | null
  startAt: Date | null
}

export interface SuprsendTest {
  test: TestServer
  work: WorkflowTest
  /** Signed as the vendor's clients do it. */
  call(method: string, url: string, body?: unknown, ways?: Ways): Promise<Reply>
  /** Triggers the workflow `hello`, and expects it to be taken. @returns its message_id */
  trigger(fields: object): Promise<string>
  stored(messageId: string): Promise<StoredTrigger>
  /** How many triggers there are. */
  countTriggers(): Promise<number>
}

/** A server for a test file, with an in-app workflow and template `hello`, closed when the file is through. */
export const openSuprsend = async (options: Partial<ServerOptions> = {}): Promise<SuprsendTest> => {
  const test = await openTestServer(options)
  afterAll(() => test.close())
  const work = workflowsOn(test)
  const inApp = { title: 'Hello {{$recipient.name}}', message: '{{$actor.name}} {{amount}}' }
  await test.call('PUT', '/v3/templates/hello', test.asApp, { name: 'Hello', channels: { inApp } })
  await work.publish('hello', [{ type: 'send', channel: 'inApp', template: 'hello' }])

  const call: SuprsendTest['call'] = async (method, url, body, ways = {}) => {
    const { workspaceKey = 'shop', secret = 'shop-secret', sent = {} } = ways
    const { contentType = 'application/json; charset=utf-8', date = test.clock.now().toUTCString() } = ways
    const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
    const signature = sign({ method, body: Buffer.from(text), contentType, date, uri: url }, secret)
    const authorization = ways.authorization ?? `${workspaceKey}:${signature}`
    const payload = sent.body ?? text
    const answer = await test.server.inject({
      method: method as 'POST',
      url: sent.url ?? url,
      headers: {
        'content-type': contentType,
        ...(date === '' ? {} : { date: sent.date ?? date }),
        ...(authorization === '' ? {} : { authorization }),
      },
      ...(payload === '' ? {} : { payload }),
    })
    const isJson = String(answer.headers['content-type']).startsWith('application/json')
    return {
      status: answer.statusCode,
      text: answer.body,
      body: isJson ? JSON.parse(answer.body) : {},
      headers: answer.headers,
    }
  }

  return {
    test,
    work,
    call,
    async trigger(fields) {
      const { status, body, text } = await call('POST', '/trigger/', { workflow: 'hello', ...fields })
      if (status !== 202) throw new Error(`answered ${status}: ${text}`)
      return String(body['message_id'])
    },
    async stored(messageId) {
      const row = await test.db.one<StoredTrigger>`
        select content, recipients, cancellation_key "cancellationKey", start_at "startAt"
        from trigger where request_id = ${messageId}::uuid`
      if (!row) throw new Error(`There is no trigger ${messageId}`)
      return row
    },
    countTriggers: async () =>
      Number((await test.db.one<{ count: number }>`select count(*) count from trigger`)?.count),
  }
}
