import { EngagespotClient } from '@engagespot/node'
import type { ProblemBody } from '@inboxkit/protocol'
import { vi } from 'vitest'
import type { TestApp, World } from './world.js'

export type NodeClient = ReturnType<typeof EngagespotClient>

/** @engagespot/node on our server: the version belongs to its base URL. */
export const nodeClient = (
  { url, shop }: World,
  { apiKey, apiSecret, signingKey }: TestApp = shop,
): NodeClient => EngagespotClient({ baseUrl: `${url}/v3`, apiKey, apiSecret, signingKey })

/** What the client lets its caller see of a refusal. It logs the same, which nobody needs here. */
export const refusal = async (call: Promise<unknown>): Promise<{ status: number; data: ProblemBody }> => {
  const logged = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  try {
    await call
  } catch (error) {
    const { response } = error as { response?: { status: number; data: ProblemBody } }
    if (!response) throw error
    return { status: response.status, data: response.data }
  } finally {
    logged.mockRestore()
  }
  throw new Error('The call was not refused')
}
