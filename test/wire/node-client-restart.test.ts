import { Inboxkit } from '@inboxkit/node'
import { expect, it } from 'vitest'
import { inTemporaryFolder } from '../kit/folder.js'
import { apiKey, apiSecret, startServer } from '../kit/server-process.js'

const count = 60

it('P1 P2: sends of the backend client arrive once each, through a kill and a restart', () =>
  inTemporaryFolder(async (dataDir) => {
    const first = await startServer({ dataDir })
    let lost = 0
    const kit = new Inboxkit({
      baseUrl: first.url,
      apiKey,
      apiSecret,
      retries: 10,
      fetch: (...given) =>
        fetch(...given).catch((error: unknown) => {
          lost++
          throw error
        }),
    })
    await kit.users.createOrUpdate('ann')
    const titles = async (): Promise<string[]> => {
      const found: string[] = []
      for await (const { title } of kit.inbox.list('ann', { limit: 100 })) found.push(title)
      return found.sort()
    }
    const send = (title: string): Promise<{ requestId: string }> =>
      kit.send({ notification: { title }, sendTo: { recipients: ['ann'] } })

    const wanted = Array.from({ length: count }, (_, n) => `Item ${n}`)
    const sends = wanted.map(send)
    await Promise.race(sends)
    await first.kill()
    const second = await startServer({ dataDir, port: Number(new URL(first.url).port) })
    const answers = await Promise.all(sends)
    expect(new Set(answers.map(({ requestId }) => requestId)).size).toBe(count)
    // What is repeated by mistake would be on its way before this one.
    await send('Last')
    await expect.poll(titles).toContain('Last')
    await expect.poll(titles).toEqual([...wanted, 'Last'].sort())
    console.log(`backend client: ${count} sends, ${lost} requests lost to the kill`)
    await second.kill()
  }))
