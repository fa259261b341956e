import { randomUUID } from 'node:crypto'
import type { OperationResult, Recipient } from '@inboxkit/protocol'
import { asUser, Refused, send } from '../kit/api.js'
import type { Random } from '../kit/random.js'
import type { Address } from './address.js'

/** What the parties did, kept outside the server, to hold the lists against it. */
export interface Ledger {
  /** Per title: who has to have it. Answered sends only. */
  answered: Map<string, readonly string[]>
  sent: number
  /** The retried and repeated ones each time. */
  requests: number
  /** Requests of sends that got no answer. */
  unanswered: number
  /** Sends that got no answer at first, and were sent again with the same key until they got one. */
  retried: number
  /** Sends that were answered and sent again with the same key all the same. */
  repeated: number
  /** Per user: items whose read was answered. */
  read: Map<string, Set<number>>
}

export const createLedger = (): Ledger => ({
  answered: new Map(),
  sent: 0,
  requests: 0,
  unanswered: 0,
  retried: 0,
  repeated: 0,
  read: new Map(),
})

export interface Party {
  address: Address
  ledger: Ledger
  users: readonly string[]
  random: Random
  isOver: () => boolean
}

/**
 * Does something until it is answered, waiting for the next server where one died. What is refused is a fault.
 * @param onUnanswered called for every attempt that got no answer
 */
export const untilAnswered = async <T>(
  address: Pick<Address, 'current'>,
  attempt: (url: string) => Promise<T>,
  onUnanswered: () => void = () => undefined,
): Promise<T> => {
  for (;;) {
    const url = await address.current()
    try {
      return await attempt(url)
    } catch (error) {
      if (error instanceof Refused) throw error
      onUnanswered()
      // The death of the server may be noticed here before it is noticed by the one who caused it.
      await new Promise((turn) => setImmediate(turn))
    }
  }
}

/** Recipients both ways: some by identifier, some inline. */
const asRecipient = (identifier: string, random: Random): Recipient =>
  random.next() < 0.2 ? { identifier, seenBy: random.integer(1, 9) } : identifier

/** Requests that a sender has under way at a time. */
const lanes = 4

/** Sends, each with an idempotency key of its own. */
export const runSender = async (party: Party, name: number): Promise<void> => {
  let n = 0
  const lane = async (): Promise<void> => {
    while (!party.isOver()) await sendOne(party, `${name}.${n++}`)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}

/** Sends until it is answered; one in twenty is sent again all the same. */
const sendOne = async ({ address, ledger, users, random }: Party, title: string): Promise<void> => {
  const recipients = random.sample(users, random.integer(1, 8))
  const request = {
    notification: { title, message: 'Something moved', data: { title } },
    sendTo: { recipients: recipients.map((user) => asRecipient(user, random)) },
    category: random.pick(['orders', 'billing', 'team']),
  }
  const attempt = (url: string): Promise<{ requestId: string }> => {
    ledger.requests++
    return send(url, request, `key-${title}`)
  }
  ledger.sent++
  let isRetried = false
  const { requestId } = await untilAnswered(address, attempt, () => {
    ledger.unanswered++
    isRetried = true
  })
  if (isRetried) ledger.retried++
  ledger.answered.set(title, recipients)
  if (random.next() >= 0.05) return
  ledger.repeated++
  const again = await untilAnswered(address, attempt)
  if (again.requestId !== requestId) throw new Error(`${title} was answered with two request ids`)
}

/** Marks items of one user after the other as read, also across deaths of the server. */
export const runReader = async ({ address, ledger, users, random, isOver }: Party): Promise<void> => {
  while (!isOver()) {
    const user = random.pick(users)
    const page = await untilAnswered(address, (url) =>
      asUser(url, user).list({ limit: 20, filter: 'unread' }),
    )
    const chosen = random.sample(page.data, random.integer(1, 3))
    if (chosen.length === 0) continue
    const operations = chosen.map(({ id }) => ({ operationId: randomUUID(), verb: 'read' as const, id }))
    const { results } = await untilAnswered(address, (url) => asUser(url, user).batch(operations))
    expectTaken(results)
    const read = ledger.read.get(user) ?? new Set()
    ledger.read.set(user, read)
    for (const { id } of chosen) read.add(id)
  }
}

/** `duplicate` is what a retry hears whose first attempt took effect without being answered. */
const expectTaken = (results: readonly OperationResult[]): void => {
  const odd = results.find(({ outcome }) => outcome !== 'applied' && outcome !== 'duplicate')
  if (odd) throw new Error(`A read was answered ${odd.outcome}`)
}
