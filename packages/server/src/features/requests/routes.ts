import { z } from 'zod'
import type { Routes } from '../../http/routes.js'
import { listUserActivity } from './activity.js'
import { fromCursor, toCursor } from './cursor.js'
import { getRequest } from './service.js'
import { activityQuery, activityShape, requestParams, requestQuery, requestShape } from './shape.js'
import { listRequests } from './summaries.js'

const place = z.object({ id: z.int() })

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
    ({ who, params, query, db }) =>
      getRequest(db, { appId: who.app.id, requestId: params.requestId, ...query }, now()),
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
