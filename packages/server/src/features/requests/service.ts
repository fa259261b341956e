import { problem, type RequestAnswer } from '@inboxkit/protocol'
import type { Sql } from '../../storage/db.js'
import { listRecipients } from './recipients.js'
import { findRequest } from './summaries.js'
import { listRunTimelines } from './timeline.js'

const runsPerPage = 20

interface Asked {
  appId: number
  requestId: string
  /** Recipients on the page. */
  limit: number
  cursor?: string | undefined
  runsCursor?: string | undefined
}

/** Where a request stands, and a page of what became of it for its recipients. @throws Problem `request_not_found` */
export const getRequest = async (
  db: Sql,
  { appId, requestId, limit, cursor, runsCursor }: Asked,
  at: Date,
): Promise<RequestAnswer> => {
  const request = await findRequest(db, appId, requestId, at)
  if (!request) throw problem('request_not_found')
  return {
    ...request.summary,
    recipients: await listRecipients(db, request, { limit, cursor }),
    runs: request.isWorkflow
      ? await listRunTimelines(db, request, { limit: runsPerPage, cursor: runsCursor })
      : { data: [], nextCursor: null },
  }
}
