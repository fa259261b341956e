import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { createInbox, type Inbox } from '@inboxkit/core'
import { expect } from 'vitest'
import { WebSocket } from 'ws'
import { type Findings, holdAgainst, waitUntilDelivered } from '../kill/findings.js'
import { createLedger, type Ledger } from '../kill/senders.js'
import { asUser, listAll, putUser, Refused, send } from '../kit/api.js'
import { createRandom, type Random, runSeed } from '../kit/random.js'
import { apiKey } from '../kit/server-process.js'

/** People who look at their inboxes, and a back end that sends to them, all by the balancer's address. */
export interface Crowd {
  readonly users: readonly string[]
  readonly ledger: Ledger
  readonly random: Random
  /** Sends that were answered, so far. */
  answered(): number
  /** Attempts that got no answer, or were told to come back: why, and how often. */
  readonly setbacks: ReadonlyMap<string, number>
  /** How long after its answer a notification was on a screen, in milliseconds. */
  readonly delaysMs: readonly number[]
  /** Until this many more sends were answered. */
  more(count: number): Promise<void>
  /** Ends the sending, waits for the last to arrive, and holds every list and every screen against what was answered. */
  finish(): Promise<Findings & { screens: number }>
  close(): void
}

export interface CrowdOptions {
  url: string
  users?: number
  /** Requests under way at a time. */
  senders?: number
}

/** What is said by servers, and by the balancer, of a moment in which nothing can be done: the same again is right. */
const isPassing = (error: unknown): boolean =>
  !(error instanceof Refused) || [429, 502, 503].includes(error.status)

const nameOf = (error: unknown): string => {
  if (error instanceof Refused) return `${error.status} ${error.body.code ?? ''}`.trim()
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.message) : String(cause)
}

const watch = (baseUrl: string, userId: string): Inbox => {
  const inbox = createInbox({ baseUrl, apiKey, userId, WebSocket })
  inbox.feed().subscribe(() => undefined)
  inbox.counts.subscribe(() => undefined)
  return inbox
}

const titlesOn = async (inbox: Inbox): Promise<string[]> => {
  const feed = inbox.feed()
  while (feed.get().hasMore) await feed.loadMore()
  return feed.get().ids.map((id) => inbox.item(id).get()?.title ?? '')
}

export const openCrowd = async ({ url, users: count = 20, senders = 4 }: CrowdOptions): Promise<Crowd> => {
  const random = createRandom(runSeed())
  // A crowd's people are its own, so that several may meet on one cluster.
  const users = Array.from({ length: count }, (_, n) => `user-${n}-${randomUUID()}`)
  await Promise.all(users.map((user) => putUser(url, user)))
  const screens = users.map((user) => ({ user, inbox: watch(url, user) }))
  for (const { inbox } of screens) await expect.poll(() => inbox.connection.get().kind).toBe('live')

  const ledger = createLedger()
  const setbacks = new Map<string, number>()
  const sentAt = new Map<string, number>()
  const delaysMs: number[] = []
  for (const { inbox } of screens) {
    const seen = new Set<number>()
    const feed = inbox.feed()
    feed.subscribe(() => {
      for (const id of feed.get().ids) {
        if (seen.has(id)) continue
        seen.add(id)
        const at = sentAt.get(inbox.item(id).get()?.title ?? '')
        if (at !== undefined) delaysMs.push(performance.now() - at)
      }
    })
  }

  const life = { isOver: false }
  const sendOne = async (title: string, own: Random): Promise<void> => {
    const recipients = own.sample(users, own.integer(1, 8))
    ledger.sent++
    for (;;) {
      ledger.requests++
      try {
        sentAt.set(title, performance.now())
        await send(url, { notification: { title }, sendTo: { recipients } }, `${users[0]}-${title}`)
        ledger.answered.set(title, recipients)
        return
      } catch (error) {
        if (!isPassing(error)) throw error
        ledger.unanswered++
        setbacks.set(nameOf(error), (setbacks.get(nameOf(error)) ?? 0) + 1)
        await delay(own.integer(20, 200))
      }
    }
  }
  const lane = async (name: number): Promise<void> => {
    const own = random.fork(name)
    for (let n = 0; !life.isOver; n++) {
      await sendOne(`${name}.${n}`, own)
      await delay(own.integer(0, 20))
    }
  }
  const sending = Promise.all(Array.from({ length: senders }, (_, name) => lane(name)))

  const isComplete = async ({ user, inbox }: (typeof screens)[number]): Promise<void> => {
    await expect
      .poll(
        async () => {
          const { data, counts } = await listAll(asUser(url, user))
          const [shown, badge] = [await titlesOn(inbox), inbox.counts.get()]
          const listed = data.map(({ title }) => title)
          return JSON.stringify([shown, badge]) === JSON.stringify([listed, counts])
            ? 'the same'
            : { shown, badge, listed, counts }
        },
        { timeout: 60_000 },
      )
      .toBe('the same')
  }

  return {
    users,
    ledger,
    random,
    answered: () => ledger.answered.size,
    setbacks,
    delaysMs,
    async more(wanted) {
      const until = ledger.answered.size + wanted
      await Promise.race([
        expect.poll(() => ledger.answered.size >= until, { timeout: 120_000 }).toBe(true),
        sending,
      ])
    },
    async finish() {
      life.isOver = true
      await sending
      await waitUntilDelivered(url, ledger, 30_000)
      const findings = await holdAgainst(url, ledger, users)
      await Promise.all(screens.map(isComplete))
      return { ...findings, screens: screens.length }
    },
    close() {
      life.isOver = true
      for (const { inbox } of screens) inbox.close()
    },
  }
}

/** What a crowd has to end with, however badly its servers fared. */
export const nothingLost = { lost: 0, doubled: 0, unknown: 0, faults: [] }

/** The value below which a share of all lie. */
export const quantile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(share * (values.length - 1))] ?? Number.NaN
