import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { audit } from '../concurrency/audit.js'
import { createRandom, runSeed } from '../kit/random.js'
import { type AppKeys, asApp, type Headers, inOpenMode, scopesOf } from './callers.js'
import { type Answered, createChecks } from './checks.js'
import { type Document, findOperation, type Operation, operationsOf } from './document.js'
import { mostGrowthMiB, watchHeap } from './heap.js'
import { createMemory } from './known.js'
import { users } from './names.js'
import { anything } from './requests.js'
import { type FuzzedServer, openFuzzedServer } from './server.js'
import { createTally } from './tally.js'
import { asWitness, leaksIn, markOf, planted, toWitness } from './witness.js'
import { type Written, write } from './write.js'

export interface FuzzRun {
  database: 'PGlite' | 'PostgreSQL'
  /** How many requests in all. */
  wanted: number
  /** How many of them are under way at the same time. */
  atOnce: number
}

const perRound = 500

/** Rounds beyond what is wanted, for operations that were not answered with 2xx by then: chance may miss a rare one. */
const mostMoreRounds = 20

const isKeyedWrite = ({ method, headers }: Written): boolean =>
  ['POST', 'PUT', 'PATCH', 'DELETE'].includes(method) && 'idempotency-key' in headers

/** Of webhooks: shown once, when they are made. */
const withoutSecrets = (body: string): string => body.replace(/,"secret":"whsec_[^"]*"/g, '')

/** Longer than this nobody waits, whatever was asked. */
const patienceMs = 5000

const inPatience = async (answer: Promise<Answered>): Promise<Answered | undefined> => {
  let timer: NodeJS.Timeout | undefined
  const tooLong = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), patienceMs)
  })
  return Promise.race([answer, tooLong]).finally(() => clearTimeout(timer))
}

/** Sends that are due and not worked off, and whether there were some at all. */
const triggers = `
  select count(*) filter (where expanded_at is null and (start_at is null or start_at < now()))::int open,
    count(*) > 20 "isEnough"
  from trigger`

/** The tests of one database, which are to have a worker of their own. */
export const describeRoutes = ({ database, atOnce, ...run }: FuzzRun): void => {
  describe(`every route, asked for anything, on ${database}`, () => {
    const wanted = Number(process.env['INBOXKIT_FUZZ_REQUESTS'] ?? run.wanted)
    const seed = runSeed()
    const tally = createTally()
    const memory = createMemory()
    const logged: string[] = []
    const held = watchHeap()
    let server: FuzzedServer
    let document: Document
    let operations: Operation[]
    let check: ReturnType<typeof createChecks>

    beforeAll(async () => {
      vi.spyOn(process.stderr, 'write').mockImplementation((line) => {
        logged.push(String(line))
        return true
      })
      server = await openFuzzedServer(database)
      document = JSON.parse((await server.inject({ method: 'GET', url: '/openapi.json' })).body)
      operations = operationsOf(document)
      check = createChecks(document)
      for (const [at, app] of server.apps.entries())
        for (const written of planted(app, at)) await done(written)
    })
    afterAll(async () => {
      vi.restoreAllMocks()
      await server.remove()
    })

    const send = async ({ method, url, headers, payload }: Written): Promise<Answered> => {
      const answer = await server.inject({
        method: method as 'GET',
        url,
        headers,
        ...(payload === undefined ? {} : { payload }),
      })
      return { status: answer.statusCode, headers: answer.headers, body: answer.body }
    }

    const ask = async (written: Written, isUserGoing: boolean): Promise<void> => {
      const operation = findOperation(operations, written)
      const name = operation?.name ?? 'no route'
      const startedAt = performance.now()
      const answered = await inPatience(send(written))
      if (!answered) return tally.addFault(`${name}: no answer in ${patienceMs} ms`, written, '')
      tally.add(written, answered, operation, performance.now() - startedAt)
      const faults = [...check(written, answered, operation), ...leaksIn(server.apps, written, answered)]
      // A user who is deleted and comes back is another one, with keys of its own.
      if (answered.status < 300 && isKeyedWrite(written) && !isUserGoing) {
        const again = await send(written)
        if (again.status !== answered.status || again.body !== withoutSecrets(answered.body))
          faults.push(`another answer to the same key: ${again.status} ${again.body.slice(0, 200)}`)
        else if (again.headers['idempotent-replayed'] !== 'true') faults.push('a replay that does not say so')
      }
      for (const fault of faults) tally.addFault(`${name}: ${fault}`, written, answered.body)
      if (operation && answered.status < 300 && faults.length === 0)
        memory.learn(scopesOf(written.headers), operation.path, JSON.parse(answered.body))
    }

    const unanswered = (): Operation[] => operations.filter((operation) => tally.goodOf(operation) === 0)

    /** A request may have locked the others out: whoever comes next has the door open again. */
    const letEverybodyIn = async (app: AppKeys): Promise<void> => {
      const payload = JSON.stringify({ secureMode: false, hmac: false, origins: null })
      const headers = { ...asApp(app), 'content-type': 'application/json' }
      const { status } = await send({ method: 'PATCH', url: '/v3/app', headers, payload })
      expect(status).toBe(200)
    }

    const done = async (written: Written): Promise<unknown> => {
      const { status, body } = await send(written)
      expect(status).toBeLessThan(300)
      return JSON.parse(body)
    }

    /** Something that is to be found, and is nobody else's; its ids are there to be guessed. */
    const tellWitness = async (app: AppKeys, at: number): Promise<void> => {
      const written = toWitness(app, at)
      memory.learn(scopesOf(written.headers), written.url, (await done(written)) as object)
      await learnFrom(asWitness(app), '/v3/notifications', 'limit=20')
    }

    const learnFrom = async (headers: Headers, path: string, query: string): Promise<void> => {
      const url = `${path}?${query}`
      const { status, body } = await send({ method: 'GET', url, headers, payload: undefined })
      expect(status).toBe(200)
      memory.learn(scopesOf(headers), path, JSON.parse(body))
    }

    /** Few requests are about what has failed, and only that can be replayed. */
    const learnOfFailures = async (app: AppKeys): Promise<void> => {
      for (const path of ['/v3/deliveries', '/v3/app/webhook-events'])
        await learnFrom(asApp(app), path, 'state=failed&limit=100')
    }

    /** Few requests read a feed, and what was in it when it was last read may be deleted since. */
    const learnOfFeeds = async (app: AppKeys): Promise<void> => {
      for (const user of users) await learnFrom(inOpenMode(app, user), '/v3/notifications', 'limit=20')
    }

    /** Sends among the last hundred of an app that are not worked off: those held by quiet hours wait for them. */
    const underWay = async (app: AppKeys): Promise<unknown[]> => {
      const list = async <Row>(url: string): Promise<Row[]> => {
        const { body } = await send({ method: 'GET', url, headers: asApp(app), payload: undefined })
        return (JSON.parse(body) as { data: Row[] }).data
      }
      const recent = await list<{ state: string; requestId: string }>('/v3/activity?limit=100')
      const open = recent.filter(({ state }) => state === 'accepted' || state === 'delivering')
      const left: unknown[] = []
      for (const request of open) {
        const url = `/v3/deliveries?state=pending&limit=100&requestId=${request.requestId}`
        const messages = await list<{ reason: string | null }>(url)
        if (messages.length === 0 || messages.some(({ reason }) => reason !== 'quiet_hours'))
          left.push({ ...request, messages })
      }
      return left
    }

    it(`answers ${wanted} requests as its reference says (INBOXKIT_SEED=${seed})`, {
      timeout: 600_000 + wanted * 60,
    }, async () => {
      const startedAt = performance.now()
      const any = anything(operations, document, server.apps, [])
      let moreRounds = 0
      for (let round = 0; ; round++) {
        const isMore = tally.requests >= wanted
        const missed = isMore ? unanswered() : []
        if (isMore && (missed.length === 0 || moreRounds++ === mostMoreRounds)) break
        await Promise.all(server.apps.map(letEverybodyIn))
        await Promise.all(server.apps.map(learnOfFailures))
        await Promise.all(server.apps.map(learnOfFeeds))
        await Promise.all(server.apps.map(tellWitness))
        const asked = fc.sample(isMore ? anything(operations, document, server.apps, missed) : any, {
          seed: createRandom(seed).fork(round).seed | 0,
          numRuns: isMore ? perRound : Math.min(perRound, wanted - tally.requests),
        })
        for (let at = 0; at < asked.length; at += atOnce) {
          const group = asked
            .slice(at, at + atOnce)
            .map((one) => ('plan' in one ? write(one.plan, memory) : one.written))
          const isUserGoing = group.some(
            ({ method, url }) => method === 'DELETE' && url.startsWith('/v3/users'),
          )
          await Promise.all(group.map((written) => ask(written, isUserGoing)))
        }
        if (held.isDue(tally.requests / wanted)) held.look()
      }
      const seconds = (performance.now() - startedAt) / 1000
      console.log(
        [
          `${tally.requests} requests on ${database} in ${seconds.toFixed(1)} s (INBOXKIT_SEED=${seed}), the slowest ${Math.round(tally.slowestMs)} ms`,
          tally.statuses(),
          held.said(),
          ...(process.env['INBOXKIT_FUZZ_TABLE']
            ? operations.map((one) => `${one.name}  ${tally.statuses(one)}`)
            : []),
          ...tally.faults(),
        ].join('\n'),
      )
      expect(tally.faults()).toEqual([])
    })

    it('answers each documented route with 2xx, and a quarter of all requests', () => {
      expect(unanswered().map(({ name }) => name)).toEqual([])
      expect(tally.goodShare).toBeGreaterThan(0.25)
    })

    it('had something to tell that is nobody else’s', async () => {
      for (const [at, app] of server.apps.entries()) {
        const url = '/v3/notifications?limit=100'
        const list = await done({ method: 'GET', url, headers: asWitness(app), payload: undefined })
        expect(JSON.stringify(list)).toContain(markOf(at, 'user'))
      }
    })

    it('holds no more at the end than at a fifth', () => {
      expect(held.growthMiB).toBeLessThan(mostGrowthMiB)
    })

    it('logs no mistake of its own', () => {
      expect(logged).toEqual([])
    })

    it('leaves feeds that agree with their rows, and no send undone', { timeout: 120_000 }, async () => {
      for (const app of server.apps) await expect.poll(() => underWay(app), { timeout: 60_000 }).toEqual([])
      const left = await server.closeAndAsk(async (asked) => ({
        faults: await audit(asked),
        triggers: (await asked.query(triggers)).rows,
      }))
      expect(left).toEqual({ faults: [], triggers: [{ open: 0, isEnough: true }] })
    })
  })
}
