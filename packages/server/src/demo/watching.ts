import { type Answer, Problem, problem, type RequestAnswer } from '@inboxkit/protocol'
import { getNotification } from '../features/notifications/service.js'
import { getRequest } from '../features/requests/service.js'
import { findUserIds } from '../features/users/service.js'
import type { Sql } from '../storage/db.js'
import type { ConsoleLines } from './console-lines.js'
import { escalationIdentifier } from './escalation.js'

/** Where an escalation stands: what `GET /v3/requests/{requestId}` tells, and what the page shows beside it. */
export interface Watched {
  request: RequestAnswer
  /** What was answered in the inbox; `null` = nothing yet, or the item is gone. */
  answer: Answer | null
  /** What was written for e-mail and SMS, oldest first. Only since the server's start. */
  written: string[]
  /** By the server's clock: ISO 8601 text. */
  now: string
}

/** @throws Problem `request_not_found`, also for requests that are no escalation of the demo */
export const watchEscalation = async (
  db: Sql,
  { appId, requestId, lines, at }: { appId: number; requestId: string; lines: ConsoleLines; at: Date },
): Promise<Watched> => {
  const request = await getRequest(db, { appId, requestId, limit: 1 }, at)
  if (request.workflow?.identifier !== escalationIdentifier) throw problem('request_not_found')
  return {
    request,
    answer: await findAnswer(db, appId, request),
    written: lines.of(requestId),
    now: at.toISOString(),
  }
}

const findAnswer = async (db: Sql, appId: number, { runs }: RequestAnswer): Promise<Answer | null> => {
  const [run] = runs.data
  const id = run?.timeline.find(({ notificationId }) => notificationId !== null)?.notificationId
  if (!run || id == null) return null
  const userId = (await findUserIds(db, appId, [run.recipient])).get(run.recipient)
  if (userId === undefined) return null
  try {
    return (await getNotification(db, userId, id)).answer ?? null
  } catch (error) {
    if (error instanceof Problem && error.code === 'notification_not_found') return null
    throw error
  }
}
