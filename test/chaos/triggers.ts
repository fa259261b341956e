import { setTimeout as delay } from 'node:timers/promises'
import type { SendAnswer, SendRequest } from '@inboxkit/protocol'
import { type Answer, asApp, call } from '../kit/api.js'
import type { Random } from '../kit/random.js'
import type { Screens } from './screens.js'

/** One trigger, and every attempt to get it answered. */
export interface Sent {
  readonly title: string
  /** `held` ones wait in a workflow, and go to a webhook as well, which refuses the `refused` ones. */
  readonly kind: 'plain' | 'held' | 'refused'
  readonly recipients: readonly string[]
  /** Instants of `performance.now()`. */
  readonly attempts: { at: number; ms: number; outcome: string }[]
  answered?: { at: number; requestId: string }
}

export interface Triggers {
  readonly all: ReadonlyMap<string, Sent>
  /** What was answered that must not be: other refusals than "later", another id for the same key. */
  readonly faults: readonly string[]
  /** Sent again though it was answered. */
  repeated(): number
  /** Sends no more. Resolves once all that were begun are answered; after 120 s it is a fault that some are not. */
  end(): Promise<void>
}

/** Where somebody waits longer for an answer, it will not come. */
const patienceMs = 8_000
/** How long after the end answers may take. */
const lastMs = 120_000
/** Those that wait for an answer; while there are more, no new one begins. */
const mostOpen = 400
/** "Later", as it is said by servers and by the balancer. */
const passing: ReadonlySet<number> = new Set([429, 502, 503])

const workflow = 'held'

/** What the held ones go through. */
export const prepareTriggers = async (url: string): Promise<void> => {
  await call(url, 'PUT', `/v3/templates/${workflow}`, asApp, {
    name: workflow,
    channels: { inApp: { title: '{{data.title}}' }, webhook: { body: '{ "says": "{{data.title}}" }' } },
  })
  await call(url, 'PUT', `/v3/workflows/${workflow}`, asApp, {
    name: 'Held for some seconds',
    steps: [
      { type: 'delay', for: '{{data.seconds}}s' },
      { type: 'send', channels: ['inApp', 'webhook'], template: workflow },
    ],
  })
}

const post = async (
  url: string,
  request: SendRequest,
  key: string,
): Promise<Answer<Partial<SendAnswer & { code: string }>>> => {
  const response = await fetch(`${url}/v3/notifications`, {
    method: 'POST',
    headers: { ...asApp, 'content-type': 'application/json', 'idempotency-key': key },
    body: JSON.stringify(request),
    signal: AbortSignal.timeout(patienceMs),
  })
  return { status: response.status, body: (await response.json()) as Partial<SendAnswer> }
}

const nameOf = (error: unknown): string => {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (!(cause instanceof Error)) return String(cause)
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name
}

/** Sends `rate` a second, each until it is answered. */
export const startTriggers = (
  { url, users, rate }: { url: string; users: readonly string[]; rate: number },
  screens: Screens,
  random: Random,
): Triggers => {
  const all = new Map<string, Sent>()
  const faults: string[] = []
  const open = new Set<Promise<void>>()
  const life = { isOver: false, isGivenUp: false }
  let repeated = 0

  /** @returns whether it was answered */
  const attempt = async (sent: Sent, request: SendRequest): Promise<boolean> => {
    const at = performance.now()
    const note = (outcome: string): void => {
      sent.attempts.push({ at, ms: performance.now() - at, outcome })
    }
    try {
      const { status, body } = await post(url, request, `key-${sent.title}`)
      note([status, body.code].filter(Boolean).join(' '))
      if (status !== 202 && (passing.has(status) || body.code === 'idempotency_in_progress')) return false
      if (status !== 202 || body.requestId === undefined)
        faults.push(`${sent.title} was answered ${status} ${JSON.stringify(body)}`)
      else if (sent.answered && sent.answered.requestId !== body.requestId)
        faults.push(`${sent.title} is ${sent.answered.requestId} and ${body.requestId}`)
      else sent.answered ??= { at: performance.now(), requestId: body.requestId }
      return true
    } catch (error) {
      note(nameOf(error))
      return false
    }
  }

  const sendOne = async (title: string, kind: Sent['kind'], own: Random): Promise<void> => {
    const recipients = own.sample(users, own.integer(1, 5))
    const sent: Sent = { title, kind, recipients, attempts: [] }
    all.set(title, sent)
    screens.send(title)
    const seconds = kind === 'plain' ? 0 : own.integer(1, 4)
    const request: SendRequest = {
      notification: kind === 'plain' ? { title } : { workflow: { identifier: workflow } },
      sendTo: { recipients: [...recipients] },
      ...(kind === 'plain' ? {} : { data: { title, seconds } }),
    }
    const untilAnswered = async (): Promise<void> => {
      while (!life.isGivenUp && !(await attempt(sent, request))) await delay(own.integer(50, 500))
    }
    await untilAnswered()
    if (!sent.answered) return
    screens.answer(title, recipients, seconds * 1_000)
    if (own.next() >= 0.05) return
    repeated++
    await untilAnswered()
  }

  const run = async (): Promise<void> => {
    for (let n = 0; !life.isOver; n++) {
      await delay(random.integer(667 / rate, 1_333 / rate))
      if (life.isOver || open.size >= mostOpen) continue
      const kind = random.next() < 0.75 ? 'plain' : random.next() < 0.1 ? 'refused' : 'held'
      const one: Promise<void> = sendOne(`${n}-${kind}`, kind, random.fork(n)).finally(() => open.delete(one))
      open.add(one)
    }
  }
  const running = run()
  return {
    all,
    faults,
    repeated: () => repeated,
    async end() {
      life.isOver = true
      await running
      await Promise.race([Promise.all(open), delay(lastMs, undefined, { ref: false })])
      if (open.size > 0) faults.push(`${open.size} triggers were never answered`)
      life.isGivenUp = true
    },
  }
}
