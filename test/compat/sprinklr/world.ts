import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Inboxkit } from '@inboxkit/node'
import { apiKey, apiSecret, run, startServer } from '../../kit/server-process.js'

export const token = 'access-token-0123456789'
export const key = 'api-key-0123456789'

export interface SprinklrWorld {
  url: string
  /** The app that the keys are for, and another one. */
  shop: Inboxkit
  other: Inboxkit
  close(): Promise<void>
}

/** A server with two apps, started as an operator would, with the vendor's keys for the first of them. */
export const openWorld = async (): Promise<SprinklrWorld> => {
  const folder = await mkdtemp(join(tmpdir(), 'inboxkit-sprinklr-'))
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 3 })
  const dataDir = join(folder, 'data')
  try {
    const made = await run('apps', 'create', 'Other', '--data', dataDir)
    const [, otherKey = ''] = /API key +(\S+)/.exec(made) ?? []
    const [, otherSecret = ''] = /API secret +(\S+)/.exec(made) ?? []
    const env = { SPRINKLR_TOKEN: token, SPRINKLR_KEY: key }
    const { url, kill } = await startServer({ dataDir, env })
    return {
      url,
      shop: new Inboxkit({ baseUrl: url, apiKey, apiSecret }),
      other: new Inboxkit({ baseUrl: url, apiKey: otherKey, apiSecret: otherSecret }),
      async close() {
        await kill()
        await remove()
      },
    }
  } catch (error) {
    await remove()
    throw error
  }
}
