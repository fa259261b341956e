import { expect, it } from 'vitest'
import { asUser, call, listAll, putUser, send } from '../kit/api.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { createRandom, runSeed } from '../kit/random.js'
import { apiKey, apiSecret } from '../kit/server-process.js'
import { mostLateMs, startLives } from './lives.js'

const users = ['ann', 'bob', 'carl']
const sends = 40
const leastSeconds = 3
const spanSeconds = 12
const kills = 4

/** Starts at once, goes on after the send's own delay, and once more after a second. */
const steps = [
  { type: 'send', channel: 'inApp', template: { title: 'Start {{data.n}}' } },
  { type: 'delay', for: '{{data.seconds}}s' },
  { type: 'send', channel: 'inApp', template: { title: 'Middle {{data.n}}' } },
  { type: 'delay', for: 1 },
  { type: 'send', channel: 'inApp', template: { title: 'End {{data.n}}' } },
]

const publish = (url: string): Promise<object> =>
  call(
    url,
    'PUT',
    '/v3/workflows/stages',
    { 'x-engagespot-api-key': apiKey, 'x-engagespot-api-secret': apiSecret },
    { name: 'Stages', steps },
  )

it('P9: delays survive kill -9, are over once, in time and never early', () =>
  inTemporaryFolder(async (dataDir) => {
    const random = createRandom(runSeed())
    const lives = await startLives(dataDir)
    await Promise.all(users.map((user) => putUser(lives.url(), user)))
    await publish(lives.url())
    const secondsOf = (n: number): number => leastSeconds + Math.floor((n / sends) * spanSeconds)
    await Promise.all(
      Array.from({ length: sends }, (_, n) =>
        send(
          lives.url(),
          {
            notification: { workflow: { identifier: 'stages' } },
            sendTo: { recipients: users },
            data: { n, seconds: secondsOf(n) },
          },
          `key-${n}`,
        ),
      ),
    )
    await lives.kill(kills, random)

    const arrived = new Map<string, Map<string, number>>()
    const titles = new Map<string, string[]>()
    await expect
      .poll(
        async () => {
          for (const user of users) {
            const { data } = await listAll(asUser(lives.url(), user))
            titles.set(user, data.map(({ title }) => title).sort())
            arrived.set(user, new Map(data.map(({ title, createdAt }) => [title, Date.parse(createdAt)])))
          }
          return Math.min(...[...titles.values()].map(({ length }) => length))
        },
        { timeout: (leastSeconds + spanSeconds) * 1000 + 20_000, interval: 250 },
      )
      .toBeGreaterThanOrEqual(3 * sends)
    await lives.stop()

    const all = ['Start', 'Middle', 'End'].flatMap((stage) =>
      Array.from({ length: sends }, (_, n) => `${stage} ${n}`),
    )
    const late: number[] = []
    const hold = (title: string, at: number, dueAt: number): void => {
      expect(at, `${title} is early`).toBeGreaterThanOrEqual(dueAt)
      late.push(...lives.lateMs(at, dueAt))
    }
    for (const user of users) {
      expect(titles.get(user)).toEqual(all.toSorted())
      const at = (title: string): number => arrived.get(user)?.get(title) ?? 0
      for (let n = 0; n < sends; n++) {
        hold(`Middle ${n}`, at(`Middle ${n}`), at(`Start ${n}`) + secondsOf(n) * 1000)
        hold(`End ${n}`, at(`End ${n}`), at(`Middle ${n}`) + 1000)
      }
    }
    const most = Math.max(...late)
    console.log(
      `delays, seed ${random.seed}: ${kills} kills, ${2 * sends * users.length} delays, ` +
        `at most ${most} ms late while a server was up`,
    )
    expect(most).toBeLessThanOrEqual(mostLateMs)
  }))
