import { vi } from 'vitest'
import type { TestServer } from './test-server.js'

/** What tests of workflows do over and over, through the API where it has a way. */
export interface WorkflowTest {
  publish(identifier: string, steps: object[], rest?: object): Promise<number>
  users(...identifiers: string[]): Promise<void>
  /** A fresh user, whose list begins empty. */
  someone(profile?: object): Promise<string>
  /** @returns the request's id */
  trigger(workflow: string, recipients: unknown[], rest?: TriggerRest): Promise<string>
  cancel(workflow: string, cancellationKey: string, recipients?: string[]): Promise<CancelResult>
  /** Titles of a user's notifications, newest first. */
  titles(user: string): Promise<unknown[]>
  /** In the order of their users. */
  runs(requestId: string): Promise<Run[]>
  /** Waits until a request's runs have these states. */
  reach(requestId: string, states: string[]): Promise<void>
  outcomes(requestId: string): Promise<object[]>
}

export interface TriggerRest {
  cancellationKey?: string
  [field: string]: unknown
}

interface Run {
  id: number
  state: string
  step: number
  reason: string | null
  wakeAt: Date | null
}

interface CancelResult {
  status: number
  cancelled: number
  pending: boolean
  message: string
}

/** Waits for a state, on a busy machine too. */
export const eventually = <T>(check: () => Promise<T>): Promise<T> => vi.waitFor(check, { interval: 5 })

/** A step that sends a title. */
export const say = (title: string): object => ({ type: 'send', channel: 'inApp', template: { title } })

export const workflowsOn = ({ call, asApp, asUser, db }: TestServer): WorkflowTest => {
  let fresh = 0
  const ok = (status: number, answer: { status: number; body: object }): void => {
    if (answer.status !== status) throw new Error(`${answer.status}: ${JSON.stringify(answer.body)}`)
  }
  const runs = (requestId: string): Promise<Run[]> => db.many<Run>`
    select r.id, r.state, r.step, r.reason, r.wake_at "wakeAt" from run r join trigger t on t.id = r.trigger_id
    where t.request_id = ${requestId}::uuid order by r.user_id`

  return {
    async publish(identifier, steps, rest = {}) {
      const answer = await call('PUT', `/v3/workflows/${identifier}`, asApp, {
        name: identifier,
        steps,
        ...rest,
      })
      ok(200, answer)
      return Number(answer.body['version'])
    },
    async users(...identifiers) {
      for (const identifier of identifiers) ok(200, await call('PUT', `/v3/users/${identifier}`, asApp, {}))
    },
    async someone(profile = {}) {
      const name = `user-${String(++fresh).padStart(3, '0')}`
      ok(200, await call('PUT', `/v3/users/${name}`, asApp, profile))
      return name
    },
    async trigger(workflow, recipients, { cancellationKey, ...rest } = {}) {
      const sent = await call('POST', '/v3/notifications', asApp, {
        notification: { workflow: { identifier: workflow, ...(cancellationKey ? { cancellationKey } : {}) } },
        sendTo: { recipients },
        ...rest,
      })
      ok(202, sent)
      return String(sent.body['requestId'])
    },
    async cancel(workflow, cancellationKey, recipients) {
      const { status, body } = await call('PATCH', `/v3/workflows/${workflow}/cancel-run`, asApp, {
        cancellationKey,
        ...(recipients ? { cancelFor: { recipients } } : {}),
      })
      return { ...body, status } as unknown as CancelResult
    },
    async titles(user) {
      const { body } = await call('GET', '/v3/notifications?limit=100', asUser(user))
      return (body.data ?? []).map((one) => one['title'])
    },
    runs,
    reach: (requestId, states) =>
      eventually(async () => {
        const now = (await runs(requestId)).map(({ state }) => state)
        if (JSON.stringify(now) !== JSON.stringify(states)) throw new Error(`The runs are ${now.join(', ')}`)
      }),
    outcomes: (requestId) => db.many`
      select o.step, o.recipient, o.reason from outcome o join trigger t on t.id = o.trigger_id
      where t.request_id = ${requestId}::uuid order by o.step, o.recipient`,
  }
}
