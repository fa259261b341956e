import { setTimeout as delay } from 'node:timers/promises'
import { expect, inject, it, vi } from 'vitest'
import { asUser, call, type Headers, listAll, send } from '../kit/api.js'
import { createRandom, runSeed } from '../kit/random.js'
import { apiKey, apiSecret } from '../kit/server-process.js'
import { type Database, databases, type Fleet, withFleet } from './fleet.js'
import { atRest } from './inspection.js'
import { openMailReceiver, openWebhookReceiver, type Receiver } from './receivers.js'
import { untilAnswered } from './senders.js'

/** Each send goes to one of five circles, ten times in all. */
const circles = Array.from({ length: 5 }, (_, circle) =>
  Array.from({ length: 10 }, (_, n) => `user-${circle}-${n}`),
)
const users = circles.flat()
/** What a circle is sent, and what of it at the same time. */
const rounds = [[0], [1, 2], [3], [4, 5], [6], [7, 8], [9]]
const numbers = rounds.flat()
const isAlone = (n: number): boolean => n % 3 === 0
const sends = circles.length * numbers.length
/** Twenty in all, fewer where another server goes on meanwhile; `--mode chaos`: twenty on each. */
const isLong = inject('chaosMinutes') > 0
const killsOf: Readonly<Record<Database, number>> = { PGlite: isLong ? 20 : 14, PostgreSQL: isLong ? 20 : 6 }
/** A message whose server died is taken over after a minute, and there may be several deaths. */
const patienceMs = 240_000

const asApp: Headers = { 'x-engagespot-api-key': apiKey, 'x-engagespot-api-secret': apiSecret }
const channels = ['inApp', 'email', 'webhook']
const templates = {
  alone: 'Alone {{data.n}}',
  together: 'Together{{#each batch.items}} {{n}}{{/each}}',
}
const inbox = (title: string): object => ({ type: 'send', channel: 'inApp', template: { title } })
const steps = [
  inbox('Start {{data.n}}'),
  { type: 'delay', for: '{{data.seconds}}s' },
  {
    type: 'branch',
    when: { '==': [{ var: 'data.isAlone' }, true] },
    then: [{ type: 'send', channels, template: 'alone' }, { type: 'delay', for: 1 }, inbox('End {{data.n}}')],
    else: [
      { type: 'batch', for: 2 },
      { type: 'send', channels, template: 'together' },
    ],
  },
]

const prepare = async (url: string): Promise<void> => {
  const people = users.map((user) => ({ identifier: user, profile: { email: `${user}@shop.test` } }))
  await call(url, 'POST', '/v3/users/bulk', asApp, { users: people })
  for (const [slug, text] of Object.entries(templates)) {
    const texts = {
      inApp: { title: text },
      email: { subject: text, text },
      webhook: { body: `{ "says": "${text}" }` },
    }
    await call(url, 'PUT', `/v3/templates/${slug}`, asApp, { name: slug, channels: texts })
  }
  await call(url, 'PUT', '/v3/workflows/chaos', asApp, { name: 'Chaos', steps })
}

/** Until it is answered. @returns its request id */
const sendOne = async (fleet: Fleet, circle: number, n: number): Promise<string> => {
  const request = {
    notification: { workflow: { identifier: 'chaos' } },
    sendTo: { recipients: circles[circle] ?? [] },
    data: { n, isAlone: isAlone(n), seconds: 1 + (n % 2) },
  }
  return (await untilAnswered(fleet, (url) => send(url, request, `key-${circle}-${n}`))).requestId
}

/** All sends, spread over all lives. @returns those of one life */
const sendPart = (fleet: Fleet, life: number, kills: number): Promise<string>[] => {
  const parcels = rounds.flatMap((round) => circles.map((_, circle) => ({ circle, round })))
  return parcels
    .filter((_, place) => Math.floor((place * kills) / parcels.length) === life)
    .flatMap(({ circle, round }) => round.map((n) => sendOne(fleet, circle, n)))
}

/** Those that are not wholly done: a run goes on, or a message is on its way. */
const openRequests = async (fleet: Fleet, requestIds: readonly string[]): Promise<object[]> => {
  const url = await fleet.current()
  const found = requestIds.map((id) =>
    call<{ state: string; counts: object }>(url, 'GET', `/v3/requests/${id}?limit=1`, asApp),
  )
  const summaries = await Promise.all(found)
  return summaries.filter(({ state }) => state !== 'done').map(({ state, counts }) => ({ state, counts }))
}

const numbersOf = (titles: readonly string[], word: string): number[] =>
  titles
    .filter((title) => title.startsWith(word))
    .flatMap((title) => title.slice(word.length).trim().split(' ').map(Number))
    .sort((a, b) => a - b)

/** Holds what one user sees against what was sent. @returns what they are to get by e-mail and webhook as well */
const holdInbox = (user: string, titles: readonly string[]): string[] => {
  const alone = numbers.filter(isAlone)
  expect(
    {
      starts: numbersOf(titles, 'Start'),
      alone: numbersOf(titles, 'Alone'),
      ends: numbersOf(titles, 'End'),
      together: numbersOf(titles, 'Together'),
    },
    user,
  ).toEqual({ starts: numbers, alone, ends: alone, together: numbers.filter((n) => !isAlone(n)) })
  return titles.filter((title) => /^(Alone|Together)/.test(title)).sort()
}

/** Each message under one key, however often it came. @returns how often one came again */
const holdReceiver = ({ messages, faults }: Receiver, wanted: ReadonlyMap<string, string[]>): number => {
  expect(faults).toEqual([])
  const all = [...messages.values()]
  for (const [user, says] of wanted)
    expect(
      all
        .filter(({ to }) => to === user)
        .map((one) => one.says)
        .sort(),
      user,
    ).toEqual(says)
  expect(all.filter(({ to }) => !wanted.has(to))).toEqual([])
  return all.reduce((sum, { times }) => sum + times - 1, 0)
}

/** A message is at its receiver and not yet answered: the worst moment. Or none came for a while. */
const untilOneCame = async ({ messages }: Receiver, mostMs: number): Promise<void> => {
  const count = (): number => [...messages.values()].reduce((sum, { times }) => sum + times, 0)
  const [before, since] = [count(), performance.now()]
  while (count() === before && performance.now() - since < mostMs) await delay(5)
}

const test = async (database: Database): Promise<void> => {
  const random = createRandom(runSeed())
  const kills = killsOf[database]
  const [mail, webhook] = [await openMailReceiver(), await openWebhookReceiver()]
  const providers = {
    email: [{ type: 'smtp', url: mail.url, from: 'shop@shop.test' }],
    webhook: [{ type: 'webhook', url: webhook.url, secret: 'a-secret-of-the-app' }],
  }
  const perform = async (fleet: Fleet): Promise<void> => {
    await prepare(await fleet.current())
    const sending: Promise<string>[] = []
    for (let kill = 0; kill < kills; kill++) {
      sending.push(...sendPart(fleet, kill, kills))
      if (kill % 4 === 0) await delay(random.integer(50, 1_200))
      else await untilOneCame(kill % 2 === 0 ? mail : webhook, 5_000)
      await fleet.kill()
    }
    const killedAt = performance.now()
    const requestIds = await Promise.all(sending)
    await vi.waitFor(async () => expect(await openRequests(fleet, requestIds)).toEqual([]), {
      timeout: patienceMs,
      interval: 500,
    })
    const settledMs = Math.round(performance.now() - killedAt)

    const url = await fleet.current()
    const outside = new Map<string, string[]>()
    for (const user of users) {
      const { data } = await listAll(asUser(url, user))
      outside.set(
        user,
        holdInbox(
          user,
          data.map(({ title }) => title),
        ),
      )
    }
    const repeatedMails = holdReceiver(
      mail,
      new Map([...outside].map(([user, says]) => [`${user}@shop.test`, says])),
    )
    const repeatedPosts = holdReceiver(webhook, outside)
    const left = await fleet.stop()
    const deaths = await fleet.deaths()
    const withJob = deaths.filter(({ activeJobs }) => activeJobs > 0).length
    const atWork = deaths.filter(
      ({ activeJobs, pendingDeliveries }) => activeJobs + pendingDeliveries > 0,
    ).length
    const most = (of: 'openRuns' | 'pendingDeliveries'): number => Math.max(...deaths.map((one) => one[of]))
    console.log(
      `workflows on ${database}, seed ${random.seed}: ${numbers.length * users.length} runs, ${kills} kills, ` +
        `${withJob} with a job active, ${atWork} with that or messages on their way (at most ${most('openRuns')} runs ` +
        `and ${most('pendingDeliveries')} messages under way); ${mail.messages.size} mails and ${repeatedMails} doubles, ` +
        `${webhook.messages.size} posts and ${repeatedPosts} doubles; all over ${settledMs} ms after the last start`,
    )
    expect(left).toEqual({ ...atRest, triggers: sends })
    expect(atWork).toBeGreaterThanOrEqual(kills / 2)
    expect(withJob).toBeGreaterThan(0)
  }
  try {
    await withFleet(database, { providers, outbound: { allowPrivate: ['127.0.0.1'] } }, perform)
  } finally {
    await Promise.all([mail.close(), webhook.close()])
  }
}

it.concurrent.each(databases)(
  'P1 P2 P9: workflows go on where kill -9 stopped them, each message once, on %s',
  test,
  900_000,
)
