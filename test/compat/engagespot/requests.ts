import type { RequestAnswer, RequestRecipient } from '@inboxkit/protocol'
import { eventually } from './eventually.js'
import { asApp } from './people.js'
import type { World } from './world.js'

/** @engagespot/node types the answer of a send as a string; it is the body. */
export const requestIdIn = (answer: unknown): string => (answer as { requestId: string }).requestId

/** What became of a request, once nothing is left to do. */
export const settled = (world: World, answer: unknown): Promise<RequestAnswer> =>
  eventually(
    () => asApp<RequestAnswer>(world, 'GET', `/requests/${requestIdIn(answer)}`),
    ({ state }) => state === 'done' || state === 'cancelled',
  )

/** Who got it and who did not, and why, by name. */
export const outcomes = async (
  world: World,
  answer: unknown,
): Promise<Pick<RequestRecipient, 'identifier' | 'outcome' | 'reason'>[]> =>
  (await settled(world, answer)).recipients.data
    .map(({ identifier, outcome, reason }) => ({ identifier, outcome, reason }))
    .sort((a, b) => a.identifier.localeCompare(b.identifier))
