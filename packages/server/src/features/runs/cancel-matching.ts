import type { Db } from '../../storage/db.js'
import { findAddressees } from '../addresses/service.js'
import { findUserIds, findUsersByContact } from '../users/service.js'
import { type Cancelling, cancelTriggers } from './cancel.js'
import { findMatching, findRequestIds, findRunNames } from './cancel-queries.js'

/** Which runs: those that fit everything that is named. At least one is. */
export interface Matching {
  requestIds?: readonly string[]
  /** Identifier of a workflow, or the name of one that a send brought along. */
  workflow?: string
  tenant?: string
  cancellationKey?: string
  /** Identifiers of users, or e-mail addresses and phone numbers of theirs. */
  recipients?: readonly string[]
}

/** One recipient of one request. */
export interface Execution {
  requestId: string
  recipient: string
}

/**
 * Cancels what fits, as `cancelRuns` does by a key; what fits nothing is no problem.
 * @returns those who will not be reached any more, at most 10,000 with a run: there may be others, which end as well
 */
export const cancelMatching = (
  db: Db,
  { engine, now }: Cancelling,
  appId: number,
  asked: Matching,
): Promise<Execution[]> =>
  db.transaction(async (tx) => {
    const users = asked.recipients ? await findChosen(tx, appId, asked.recipients) : null
    const chosen = {
      recipients: users && [...new Set([...users.keys(), ...(asked.recipients ?? [])])],
      userIds: users && [...users.values()],
    }
    const triggerIds = await findMatching(tx, {
      appId,
      requestIds: asked.requestIds ?? null,
      workflow: asked.workflow ?? null,
      tenant: asked.tenant ?? null,
      cancellationKey: asked.cancellationKey ?? null,
      userIds: chosen.userIds,
    })
    if (triggerIds.length === 0) return []
    const { runIds, named } = await cancelTriggers(tx, engine, triggerIds, chosen, now())
    const requests = new Map(
      (await findRequestIds(tx, triggerIds)).map(({ id, request_id }) => [id, request_id]),
    )
    return [
      ...(await findRunNames(tx, runIds)).map(({ request_id, recipient }) => ({
        requestId: request_id,
        recipient,
      })),
      ...named.map(({ triggerId, recipient }) => ({ requestId: requests.get(triggerId) ?? '', recipient })),
    ]
  })

/** The users meant, by identifier. */
const findChosen = async (
  tx: Parameters<typeof findUserIds>[0],
  appId: number,
  recipients: readonly string[],
): Promise<Map<string, number>> => {
  const byId = await findUserIds(tx, appId, [...new Set(recipients)])
  const others = recipients.filter((one) => !byId.has(one))
  const byContact = await findUsersByContact(tx, appId, others)
  const byAddress = await findAddressees(tx, appId, others)
  return new Map([...byAddress, ...byContact, ...byId])
}
