import { open } from '../../auth/encryption.js'
import { answerOf, isSuccess, retryAfterOf, withoutSecrets } from '../../channels/answers.js'
import { shorten } from '../../channels/shorten.js'
import type { ProviderAnswer } from '../../channels/types.js'
import type { Job } from '../../engine/types.js'
import { signHeaders } from '../../outbound/sign.js'
import { type Outbound, OutboundFailure } from '../../outbound/types.js'
import type { Db } from '../../storage/db.js'
import { waitMs } from '../deliveries/backoff.js'
import { createLimiter, settle } from '../deliveries/limiter.js'
import { createTogether } from '../deliveries/together.js'
import {
  changeEvents,
  claimEvents,
  type EventChange,
  type EventToSend,
  findEventsToSend,
  releaseEvents,
} from './queries.js'
import type { StatusJob } from './write.js'

export interface StatusSenderOptions {
  db: Db
  now: () => Date
  /** Opens the webhooks' secrets. */
  encryptionKey: Buffer
  outbound: Outbound
  /** 0 to 1, for the jitter between attempts. */
  random?: () => number
}

const pageSize = 200
const leaseMs = 60_000
/** How long calls of a page are begun: a slow webhook does not hold up the others for longer. */
const beginMs = 10_000
const timeoutMs = 10_000
const mostBytes = 16_384
const mostTextLength = 500
/** Calls of one address at a time. */
const concurrency = 10
/** A webhook that says so is not asked again (Standard Webhooks). */
const gone = 410

interface Posted {
  kind: 'sent' | 'retry' | 'failed'
  answer: ProviderAnswer
  retryAfterMs: number | null
}

/** Handles jobs of the queue `status.send`: posts events, each signed with its webhook's secret. */
export const createStatusSender = (
  options: StatusSenderOptions,
): ((jobs: readonly Job<StatusJob>[]) => Promise<undefined>) => {
  const { db, now, random = Math.random } = options
  const limit = createLimiter(concurrency)
  const record = createTogether<EventChange>(async (changes) => {
    await changeEvents(db, changes, now())
  }, pageSize)

  const sendOne = async (event: EventToSend, leasedUntil: Date): Promise<void> => {
    const { kind, answer, retryAfterMs } = await post(event, options)
    const nextAt = new Date(now().getTime() + waitMs(event.tries + 1, retryAfterMs, random))
    const change = { id: event.id, leasedUntil, answer }
    if (kind === 'retry' && nextAt < event.until) await record({ ...change, state: 'pending', nextAt })
    else await record({ ...change, state: kind === 'sent' ? 'sent' : 'failed', nextAt: null })
  }

  const sendPage = async (ids: readonly number[]): Promise<void> => {
    const since = now()
    const begunAt = performance.now()
    const leasedUntil = new Date(since.getTime() + leaseMs)
    const claimed = await claimEvents(db, ids, since, leasedUntil)
    if (claimed.length === 0) return
    const events = await findEventsToSend(db, claimed)
    const jammed = new Set([...new Set(events.map(({ url }) => url))].filter(limit.isJammed))
    const left = events.filter(({ url }) => jammed.has(url)).map(({ id }) => id)
    const work = events
      .filter(({ url }) => !jammed.has(url))
      .map((event) =>
        limit(event.url, async () => {
          if (performance.now() - begunAt > beginMs) left.push(event.id)
          else await sendOne(event, leasedUntil)
        }),
      )
    await settle(work)
    if (left.length > 0) {
      const comeBackAt = new Date(now().getTime() + beginMs * random())
      await releaseEvents(db, left, leasedUntil, comeBackAt)
    }
  }

  return async (jobs) => {
    const ids = [...new Set(jobs.flatMap(({ data }) => data.eventIds))]
    for (let from = 0; from < ids.length; from += pageSize) await sendPage(ids.slice(from, from + pageSize))
    return undefined
  }
}

const post = async (
  event: EventToSend,
  { encryptionKey, outbound, now }: StatusSenderOptions,
): Promise<Posted> => {
  const webhook = event.webhooks?.find(({ url }) => url === event.url)
  if (!webhook)
    return { kind: 'failed', answer: { text: 'The app has no such webhook any more' }, retryAfterMs: null }
  const body = JSON.stringify(event.body)
  const secret = open(encryptionKey, webhook.sealed)
  try {
    const answer = await outbound({
      method: 'POST',
      url: event.url,
      headers: {
        'content-type': 'application/json',
        ...signHeaders(secret, event.event_id, now(), body),
      },
      body,
      timeoutMs,
      mostBytes,
    })
    const { status, text } = answerOf(answer, [secret])
    return {
      kind: isSuccess(answer) ? 'sent' : answer.status === gone ? 'failed' : 'retry',
      answer: {
        ...(status === undefined ? {} : { status }),
        ...(text ? { text: shorten(text, mostTextLength) } : {}),
      },
      retryAfterMs: retryAfterOf(answer.headers, now()),
    }
  } catch (cause) {
    const words = withoutSecrets(cause instanceof Error ? cause.message : String(cause), [secret])
    // An address that is not allowed stays so until somebody changes the settings: then it is replayed.
    const isRefused = cause instanceof OutboundFailure && cause.kind === 'refused'
    return {
      kind: isRefused ? 'failed' : 'retry',
      answer: { text: shorten(words, mostTextLength) },
      retryAfterMs: null,
    }
  }
}
