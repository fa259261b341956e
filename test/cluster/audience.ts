import type { Inbox } from '@inboxkit/core'
import { type BrowserContext, expect } from '@playwright/test'
import { countRequests, type Requests } from '../e2e/requests.js'
import { holdAgainst, waitUntilDelivered } from '../kill/findings.js'
import { asUser, listAll, putUser } from '../kit/api.js'
import { inTemporaryFolder } from '../kit/folder.js'
import { createRandom, runSeed } from '../kit/random.js'
import { type Backend, openBackend } from './backend.js'
import { listedBy, Onlooker, openClient, withApp } from './onlookers.js'

/** People before whom something is done to the servers, while a back end sends to all of them. */
export interface Audience {
  /** Is writing an answer, somewhere down in the list. */
  readonly ann: Onlooker
  /** Looks at the top of the list, and reads now and then. */
  readonly bob: Onlooker
  readonly backend: Backend
  /** What the two pages asked for since there was something to look at. */
  readonly requests: Readonly<Record<'ann' | 'bob', Requests>>
  /** Bob opens one of the newest. */
  read(): Promise<void>
  /** Until this many more sends were answered. */
  more(count: number): Promise<void>
  /**
   * Ends the sending. Then everybody has everything that was answered, once, and sees it, and what was read is read; and
   * nobody was told more than these words.
   */
  expectUnnoticed(words: readonly string[]): Promise<void>
}

const readers = ['ann', 'bob'] as const
/** Have no page, but the client that pages have. */
const listeners = ['carl', 'dora', 'emil'] as const
const users = [...readers, ...listeners]

const form = {
  blocks: [{ id: 'words', type: 'textarea', text: 'Tell us more' }],
}

/** More for everybody than a first page has; in the midst of ann's a form. */
const fill = async ({ send }: Backend): Promise<void> => {
  const toAll = { notification: {}, sendTo: { recipients: users } }
  for (let n = 1; n <= 40; n++) {
    await send(`Welcome ${n}`, toAll)
    if (n === 30) await send('How was it?', { notification: form, sendTo: { recipients: ['ann'] } })
  }
}

/** Opens it before `server`, for the length of `work`. */
export const withAudience = (
  { server, context }: { server: string; context: BrowserContext },
  work: (audience: Audience) => Promise<void>,
): Promise<void> =>
  inTemporaryFolder((folder) =>
    withApp(folder, async (app) => {
      await Promise.all(users.map((user) => putUser(server, user)))
      const backend = openBackend(server, users, createRandom(runSeed()))
      await fill(backend)
      await waitUntilDelivered(server, backend.ledger, 30_000)

      const [ann, bob] = [
        await Onlooker.look(context, app, server, 'ann'),
        await Onlooker.look(context, app, server, 'bob'),
      ]
      // She has all of it, he only what is near.
      await ann.listed()
      await ann.write('It was')
      const clients = listeners.map((user) => openClient(server, user))
      for (const { connection } of clients) await expect.poll(() => connection.get().kind).toBe('live')
      const requests = { ann: countRequests(ann.page), bob: countRequests(bob.page) }
      const reads = new Set<string>()
      backend.start()

      try {
        await work({
          ann,
          bob,
          backend,
          requests,
          async read() {
            reads.add(await bob.readOne())
          },
          async more(count) {
            const until = backend.ledger.answered.size + count
            await expect.poll(() => backend.ledger.answered.size).toBeGreaterThanOrEqual(until)
          },
          async expectUnnoticed(words) {
            await backend.end()
            await waitUntilDelivered(server, backend.ledger, 30_000)
            await expectNothingNoticed([ann, bob], words)
            await expectWhole(server, backend, { ann, bob }, clients)
            const { data } = await listAll(asUser(server, 'bob'))
            expect(data.filter(({ title, readAt }) => readAt && reads.has(title))).toHaveLength(reads.size)
          },
        })
      } finally {
        for (const client of clients) client.close()
        // Before its servers go: nobody is left who would miss them.
        for (const { page } of [ann, bob]) await page.close()
      }
    }),
  )

const expectNothingNoticed = async (
  onlookers: readonly Onlooker[],
  words: readonly string[],
): Promise<void> => {
  for (const onlooker of onlookers) {
    await expect.poll(async () => (await onlooker.noticed()).connections.at(-1)).toBe('live')
    const { said, faults } = await onlooker.noticed()
    expect({ said: said.filter((one) => !words.includes(one)), faults }).toEqual({ said: [], faults: [] })
  }
}

/** In the database, and on every screen. */
const expectWhole = async (
  server: string,
  { ledger }: Backend,
  pages: Record<(typeof readers)[number], Onlooker>,
  clients: readonly Inbox[],
): Promise<void> => {
  const found = await holdAgainst(server, ledger, listeners)
  expect(found).toMatchObject({ lost: 0, doubled: 0, unknown: 0, faults: [], found: found.due })
  const screens = [
    ...readers.map((user) => ({
      user,
      show: async () => ({ titles: await pages[user].listed(), counts: await pages[user].counts() }),
    })),
    ...clients.map((inbox, at) => ({
      user: listeners[at] ?? '',
      show: async () => ({ titles: await listedBy(inbox), counts: inbox.counts.get() }),
    })),
  ]
  for (const { user, show } of screens) {
    const due = [...ledger.answered].filter(([, recipients]) => recipients.includes(user))
    await expect
      .poll(async () => {
        const [{ data, counts }, shown] = [await listAll(asUser(server, user)), await show()]
        const titles = data.map(({ title }) => title)
        expect(titles.toSorted()).toEqual(due.map(([title]) => title).toSorted())
        return JSON.stringify(shown) === JSON.stringify({ titles, counts })
          ? 'the same'
          : { shown, titles, counts }
      })
      .toBe('the same')
  }
}
