import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type Db } from '../../storage/db.js'
import { openDb } from '../../storage/open.js'
import { openTestServer, type TestServer } from '../../testing/test-server.js'

/** Another node holds a key: on an embedded database there is nobody else. */
describe('a key that another node holds', () => {
  let test: TestServer
  let otherNode: Db
  beforeAll(async () => {
    test = await openTestServer()
    await test.call('PUT', '/v3/users/ann', test.asApp, {})
    const connection = test.db.engineConnection
    if (connection.kind !== 'postgres') throw new Error('This takes PostgreSQL')
    otherNode = await openDb({
      databaseUrl: connection.connectionString,
      onError: (error) => {
        throw error
      },
    })
  })
  afterAll(async () => {
    await otherNode.close()
    await test.close()
  })

  const body = { notification: { title: 'x' }, sendTo: { recipients: ['ann'] } }
  const send = (key?: string) =>
    test.call(
      'POST',
      '/v3/notifications',
      { ...test.asApp, ...(key === undefined ? {} : { 'idempotency-key': key }) },
      body,
    )

  /** Takes a key as another node would, and holds it until `release`. */
  const hold = async (key: string): Promise<{ release: () => void; isOver: Promise<void> }> => {
    let release = (): void => undefined
    const isReleased = new Promise<void>((resolve) => {
      release = resolve
    })
    let isHeld = false
    const isOver = otherNode
      .transaction(async (tx) => {
        await tx.run`
          insert into idempotency_key (app_id, principal, method, path, key, body_hash, status, answer, created_at)
          select id, 'app', 'POST', '/v3/notifications', ${key}, 'x', 202, '{}', now() from app where api_key = 'shop'`
        isHeld = true
        await isReleased
        throw new Error('the other node gave up')
      })
      .catch(() => undefined)
    await vi.waitFor(() => expect(isHeld).toBe(true))
    return { release, isOver }
  }

  it('holds nobody else up, and is answered when the other gives up', async () => {
    const { release, isOver } = await hold('held')
    const waiting = send('held')
    const others = await Promise.all([send(), send('free'), send(), send('free-too')])
    expect(others.map(({ status }) => status)).toEqual([202, 202, 202, 202])
    release()
    await isOver
    expect((await waiting).status).toBe(202)
  })

  it('is said to be in progress after five seconds', async () => {
    const { release, isOver } = await hold('stuck')
    const [first, second, free] = await Promise.all([send('stuck'), send('stuck'), send('not-stuck')])
    for (const answer of [first, second])
      expect(answer).toMatchObject({
        status: 409,
        body: { code: 'idempotency_in_progress' },
        headers: { 'retry-after': '5' },
      })
    expect(free?.status).toBe(202)
    release()
    await isOver
    expect((await send('stuck')).status).toBe(202)
  })
})
