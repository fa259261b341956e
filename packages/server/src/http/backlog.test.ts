import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
import fastify from 'fastify'
import { describe, expect, it, onTestFinished } from 'vitest'
import { createServerOn } from '../app.js'
import { systemClock } from '../clock.js'
import { createLog } from '../log.js'
import type { Db } from '../storage/db.js'
import { openTestDb } from '../testing/test-db.js'
import { gate, happenings } from '../testing/waiting.js'
import { answerProblems } from './answer-problems.js'
import { limitBacklog } from './backlog.js'
import { createReadiness } from './readiness.js'
import { createHttp } from './server.js'

const asApp = { 'x-engagespot-api-key': 'shop', 'x-engagespot-api-secret': 'shop-secret' }

/** A server whose database can be made to hang. */
const openSlowServer = async (requestsAtOnce: number) => {
  const { db, close } = await openTestDb()
  const slow = gate()
  const state: { wait: Promise<void> | undefined } = { wait: undefined }
  const begun = happenings<true>()
  const hung: Db = {
    ...db,
    close: async () => undefined,
    async transaction(work) {
      if (state.wait) {
        begun.add(true)
        await state.wait
      }
      return db.transaction(work)
    },
  }
  const server = await createServerOn(
    hung,
    {
      port: 0,
      host: '127.0.0.1',
      dataDir: 'memory',
      encryptionKey: Buffer.alloc(32, 7),
      apiKey: 'shop',
      apiSecret: 'shop-secret',
      secureMode: false,
      hmac: false,
      demo: false,
      rateLimit: false,
      limits: { requestsAtOnce },
    },
    createLog(),
    systemClock,
  )
  const hang = (): void => {
    state.wait = slow.opened
  }
  const recover = (): void => {
    state.wait = undefined
    slow.open()
  }
  onTestFinished(async () => {
    recover()
    await server.close()
    await close()
  })
  const { url } = await server.listen()
  const send = () =>
    fetch(`${url}/v3/notifications`, {
      method: 'POST',
      headers: { ...asApp, 'content-type': 'application/json' },
      body: JSON.stringify({ notification: { title: 'x' }, sendTo: { recipients: ['ann'] } }),
    })
  return { url, send, hang, recover, begun }
}

describe('requests that a slow database leaves waiting', () => {
  it('are refused with a time to come back from a number on, and taken again when there is room', async () => {
    const { url, send, hang, recover, begun } = await openSlowServer(20)
    hang()
    const answers = happenings<Response>()
    const all = Array.from({ length: 25 }, async () => answers.add(await send()))
    await begun.reach(1)
    // Whoever is answered now is not waiting.
    await answers.reach(5)
    for (const refused of answers.all) {
      expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1'])
      expect(await refused.json()).toMatchObject({ code: 'rate_limited' })
    }
    for (const path of ['/healthz', '/readyz']) expect((await fetch(url + path)).status).toBe(200)
    recover()
    await Promise.all(all)
    expect(answers.all.slice(5).map(({ status }) => status)).toEqual(Array(20).fill(202))
    expect((await send()).status).toBe(202)
  })

  it('are refused by their size before they are read whole', async () => {
    const http = fastify()
    limitBacklog(http, 1_000, 10_000)
    answerProblems(http)
    const slow = gate()
    http.post('/', async () => {
      await slow.opened
      return 'taken'
    })
    onTestFinished(() => http.close())
    const answers = happenings<number>()
    const waiting = Array.from({ length: 12 }, async () =>
      answers.add(
        (await http.inject({ method: 'POST', url: '/', payload: { text: 'x'.repeat(980) } })).statusCode,
      ),
    )
    await answers.reach(2)
    expect(answers.all).toEqual([429, 429])
    slow.open()
    await Promise.all(waiting)
    expect(answers.all.slice(2)).toEqual(Array(10).fill(200))
  })

  it('are not those that are announced and do not come, which end after their time', async () => {
    const http = await createHttp({
      log: createLog(),
      isOriginAllowed: () => true,
      rateLimit: false,
      requestsAtOnce: 5,
      slowestRequestMs: 300,
      readiness: createReadiness(async () => undefined),
    })
    http.post('/', async ({ body }) => ({ body }))
    onTestFinished(() => http.close())
    const url = new URL(await http.listen({ port: 0, host: '127.0.0.1' }))
    const announced = Array.from({ length: 200 }, () => connect(Number(url.port), url.hostname))
    const answers = announced.map(async (socket) => {
      socket.write(
        'POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 800000\r\n\r\n{',
      )
      return text(socket)
    })
    const half = connect(Number(url.port), url.hostname)
    half.write('POST / HTTP/1.1\r\nHost:')
    const send = () =>
      fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"a":1}' })
    expect((await send()).status).toBe(200)
    for (const answer of [...(await Promise.all(answers)), await text(half)])
      expect(answer).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n[^]*did not arrive in time/)
    expect((await send()).status).toBe(200)
  })

  it('are forgotten when their callers hang up', async () => {
    const { url, send, hang, recover, begun } = await openSlowServer(5)
    hang()
    const hangUp = new AbortController()
    const gone = Array.from({ length: 5 }, () =>
      fetch(`${url}/v3/notifications`, {
        method: 'POST',
        signal: hangUp.signal,
        headers: { ...asApp, 'content-type': 'application/json' },
        body: '{"notification":{"title":"x"},"sendTo":{"recipients":["ann"]}}',
      }).catch(() => undefined),
    )
    await begun.reach(1)
    hangUp.abort()
    await Promise.all(gone)
    recover()
    expect((await send()).status).toBe(202)
  })
})
