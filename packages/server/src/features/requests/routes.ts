import { problem } from '@inboxkit/protocol'
import { z } from 'zod'
import type { Routes } from '../../http/routes.js'
import { listUserActivity } from './activity.js'
import { fromCursor, toCursor } from './cursor.js'
import { listRecipients } from './recipients.js'
import { activityQuery, activityShape, requestParams, requestQuery, requestShape } from './shape.js'
import { findRequest, listRequests } from './summaries.js'
import { listRunTimelines } from './timeline.js'

const place = z.object({ id: z.int() })
const runsPerPage = 20

export const requestRoutes = (routes: Routes, { now }: { now: () => Date }): void => {
  const tag = 'Requests'
  routes.on(
    'GET',
    '/requests/:requestId',
    {
      as: 'app',
      tag,
      summary: 'Get a request, and what became of it for its recipients',
      params: requestParams,
      query: requestQuery,
      answer: requestShape,
    },
    async ({ who, params, query, db }) => {
      const request = await findRequest(db, who.app.id, params.requestId, now())
      if (!request) throw problem('request_not_found')
      return {
        ...request.summary,
        recipients: await listRecipients(db, request, query),
        runs: request.isWorkflow
          ? await listRunTimelines(db, request, { limit: runsPerPage, cursor: query.runsCursor })
          : { data: [], nextCursor: null },
      }
    },
  )
  routes.on(
    'GET',
    '/activity',
    {
      as: 'app',
      tag,
      summary: 'List requests, newest first, or what one user got of them',
      query: activityQuery,
      answer: activityShape,
      problems: ['user_not_found'],
    },
    async ({ who, query: { limit, cursor, userIdentifier }, db }) => {
      const appId = who.app.id
      if (userIdentifier !== undefined)
        return listUserActivity(db, { appId, identifier: userIdentifier, limit, cursor })
      const before = cursor === undefined ? null : fromCursor(place, cursor).id
      const found = await listRequests(db, appId, before, limit + 1, now())
      const last = found[limit - 1]
      return {
        data: found.slice(0, limit).map(({ summary }) => summary),
        nextCursor: found.length > limit && last ? toCursor({ id: last.id }) : null,
      }
    },
  )
}
