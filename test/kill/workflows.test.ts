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
/** Three of four are aimed; `--mode chaos`: there are more of them. */
const isLong = inject('chaosMinutes') > 0
const killsOf: Readonly<Record<Database, number>> = { PGlite: isLong ? 20 : 8, PostgreSQL: isLong ? 20 : 6 }
/** A message whose server died is taken over after a minute, there may be several deaths, and the machine may be busy. */
const patienceMs = 480_000

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

/** Until they are wholly done: no run goes on, and no message is on its way. */
const untilDone = async (fleet: Fleet, requestIds: readonly string[]): Promise<void> => {
  let open = [...requestIds]
  const look = async (): Promise<void> => {
    const url = await fleet.current()
    const found = await Promise.all(
      open.map(async (id) => ({
        id,
        ...(await call<{ state: string; counts: object }>(url, 'GET', `/v3/requests/${id}?limit=1`, asApp)),
      })),
    )
    const left = found.filter(({ state }) => state !== 'done')
    open = left.map(({ id }) => id)
    expect(left.map(({ state, counts }) => ({ state, counts }))).toEqual([])
  }
  await vi.waitFor(look, { timeout: patienceMs, interval: 500 })
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

/** Each message whose sender died before it was answered came again. */
const holdUnanswered = ({ messages }: Receiver, keys: readonly string[]): void => {
  const once = keys.filter((key) => (messages.get(key)?.times ?? 0) < 2)
  expect(once).toEqual([])
}

const test = async (database: Database): Promise<void> => {
  const random = createRandom(runSeed())
  const kills = killsOf[database]
  const [mail, webhook] = [await openMailReceiver(), await openWebhookReceiver()]
  const configOf = (server: number): object => ({
    providers: { email: [mail.provider(server)], webhook: [webhook.provider(server)] },
    outbound: { allowPrivate: ['127.0.0.1'] },
  })
  const unanswered = new Map<Receiver, string[]>([
    [mail, []],
    [webhook, []],
  ])
  /** At the worst moment: a message is at its receiver, and is never answered. */
  const killWhileSending = async (fleet: Fleet, receiver: Receiver): Promise<void> => {
    const sender = await receiver.withhold()
    await fleet.kill(sender)
    unanswered.get(receiver)?.push(...receiver.answerAll(sender))
  }
  const perform = async (fleet: Fleet): Promise<void> => {
    await prepare(await fleet.current())
    const sending: Promise<string>[] = []
    const isAnywhere = (kill: number): boolean => kill % 4 === 0
    for (let kill = 0; kill < kills; kill++) {
      sending.push(...sendPart(fleet, kill, kills))
      if (isAnywhere(kill)) {
        await delay(random.integer(50, 1_200))
        await fleet.kill()
      } else await killWhileSending(fleet, kill % 2 === 0 ? mail : webhook)
    }
    const killedAt = performance.now()
    const requestIds = await Promise.all(sending)
    await untilDone(fleet, requestIds)
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
    for (const [receiver, keys] of unanswered) holdUnanswered(receiver, keys)
    const left = await fleet.stop()
    console.log(
      `workflows on ${database}, seed ${random.seed}: ${numbers.length * users.length} runs, ${kills} kills, ` +
        `${[...unanswered.values()].flat().length} messages unanswered by them; ` +
        `${mail.messages.size} mails and ${repeatedMails} doubles, ` +
        `${webhook.messages.size} posts and ${repeatedPosts} doubles; all over ${settledMs} ms after the last start`,
    )
    expect(left).toEqual({ ...atRest, triggers: sends })
  }
  try {
    await withFleet(database, configOf, perform)
  } finally {
    await Promise.all([mail.close(), webhook.close()])
  }
}

it.concurrent.each(databases)(
  'P1 P2 P9: workflows go on where kill -9 stopped them, each message once, on %s',
  test,
  900_000,
)
