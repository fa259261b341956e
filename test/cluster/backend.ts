import { setTimeout as delay } from 'node:timers/promises'
import { Inboxkit, Problem, type SendInput } from '@inboxkit/node'
import { createLedger, type Ledger } from '../kill/senders.js'
import type { Random } from '../kit/random.js'
import { apiKey, apiSecret } from '../kit/server-process.js'

/** A customer's back end: jobs that send without a pause, each until it is done. */
export interface Backend {
  /** What was answered, and to whom it went. */
  readonly ledger: Ledger
  /** Requests that were not answered, or told to come later: why. */
  readonly setbacks: readonly string[]
  send(title: string, request: Omit<SendInput, 'notification'> & { notification: object }): Promise<void>
  /** From now on jobs come. */
  start(): void
  /** No more jobs come. Resolves once all are done. */
  end(): Promise<void>
}

/** Jobs under way at a time, and how long each lane rests between two. */
const lanes = 3
const restMs = 300

/** @param users each job is for some of them */
export const openBackend = (baseUrl: string, users: readonly string[], random: Random): Backend => {
  const setbacks: string[] = []
  const ledger = createLedger()
  const kit = new Inboxkit({
    baseUrl,
    apiKey,
    apiSecret,
    async fetch(...given) {
      ledger.requests++
      try {
        const response = await fetch(...given)
        if (!response.ok) setbacks.push(String(response.status))
        return response
      } catch (error) {
        setbacks.push(error instanceof Error ? error.message : String(error))
        throw error
      }
    },
  })

  /** As a queue of jobs would: the client has its patience, then the job is tried anew with its own key. */
  const send: Backend['send'] = async (title, { notification, ...rest }) => {
    ledger.sent++
    for (;;)
      try {
        await kit.send(
          { ...rest, notification: { title, ...notification } },
          { idempotencyKey: encodeURIComponent(title) },
        )
        ledger.answered.set(title, rest.sendTo.recipients as string[])
        return
      } catch (error) {
        if (!(error instanceof Problem && error.retryable)) throw error
      }
  }

  const life = { isOver: false }
  const lane = async (name: number): Promise<void> => {
    const own = random.fork(name)
    for (let n = 0; !life.isOver; n++) {
      const recipients = own.sample(users, own.integer(1, users.length))
      await send(`Order ${name}.${n} has left`, { notification: {}, sendTo: { recipients } })
      await delay(restMs)
    }
  }
  let sending: Promise<unknown> = Promise.resolve()
  return {
    ledger,
    setbacks,
    send,
    start() {
      sending = Promise.all(Array.from({ length: lanes }, (_, name) => lane(name)))
      // Told by `end`.
      sending.catch(() => undefined)
    },
    async end() {
      life.isOver = true
      await sending
    },
  }
}
