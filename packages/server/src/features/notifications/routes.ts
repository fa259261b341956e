import type { ItemVerb } from '@inboxkit/protocol'
import { problem } from '@inboxkit/protocol'
import type { Call, Routes } from '../../http/routes.js'
import { getUser } from '../users/service.js'
import {
  batchBody,
  changesQuery,
  idParams,
  type ListQuery,
  listQuery,
  readBody,
  seenPageQuery,
  stateBody,
} from './schemas.js'
import {
  batch,
  type Feeds,
  listChanges,
  listNotifications,
  markEverything,
  markNotification,
  markPageSeen,
  openNotification,
  ownerOf,
} from './service.js'

const pageLimit = 15
const deleted = { statusCode: 200, message: 'Notification deleted successfully' }

type ItemCall = Call<'either', { id: number }, unknown, unknown>

export const notificationRoutes = (routes: Routes, feeds: Feeds): void => {
  const { db } = feeds

  /** Whose item a call means: the caller's own, or with the app's secret whoever has it. */
  const userOf = ({ who, params }: Pick<ItemCall, 'who' | 'params'>): Promise<number> | number =>
    who.kind === 'user' ? who.userId : ownerOf(db, who.app.id, params.id)

  const marks = async (
    call: Pick<ItemCall, 'who' | 'params'>,
    verb: ItemVerb,
    state?: string | null,
  ): Promise<object> =>
    (await markNotification(feeds, await userOf(call), verb, call.params.id, state)) ?? deleted

  routes.on('GET', '/notifications', { as: 'either', query: listQuery }, async ({ who, query }) => {
    const userId = who.kind === 'user' ? who.userId : await askedUser(feeds, who.app.id, query)
    return listNotifications(db, userId, pageQuery(query))
  })
  routes.on('GET', '/notifications/changes', { as: 'user', query: changesQuery }, ({ who, query }) =>
    listChanges(db, who.userId, query.epoch, query.since),
  )
  routes.on('POST', '/notifications/batch', { as: 'user', body: batchBody }, ({ who, body }) =>
    batch(feeds, who.userId, body.operations),
  )
  routes.on(
    'POST',
    '/notifications/markAllNotificationsAsSeen',
    { as: 'user', query: seenPageQuery },
    async ({ who, query }) => {
      const pageNo = query.page ?? query.pageNo
      const hasPage = pageNo !== undefined || query.limit !== undefined
      await markPageSeen(
        feeds,
        who.userId,
        hasPage ? pageQuery({ ...query, pageNo: pageNo ?? 1 }) : undefined,
      )
      return { message: 'Notifications marked as seen' }
    },
  )
  routes.on('POST', '/notifications/markAllNotificationsAsRead', { as: 'user' }, async ({ who }) => {
    await markEverything(feeds, who.userId, 'readAll')
    return { message: 'All notifications marked as read' }
  })
  routes.on('POST', '/notifications/markAllNotificationsAsDeleted', { as: 'user' }, async ({ who }) => {
    await markEverything(feeds, who.userId, 'deleteAll')
    return { message: 'All notifications deleted' }
  })

  const one = { as: 'either', params: idParams } as const
  routes.on('GET', '/notifications/:id', one, async (call) =>
    openNotification(feeds, await userOf(call), call.params.id),
  )
  routes.on('DELETE', '/notifications/:id', one, (call) => marks(call, 'delete'))
  routes.on('POST', '/notifications/:id/restore', one, (call) => marks(call, 'restore'))
  routes.on('POST', '/notifications/:id/click', one, (call) => marks(call, 'read'))
  routes.on('PATCH', '/notifications/:id/click', { ...one, body: readBody }, (call) => marks(call, 'read'))
  routes.on('DELETE', '/notifications/:id/reads', one, (call) => marks(call, 'unread'))
  routes.on('POST', '/notifications/:id/views', one, (call) => marks(call, 'seen'))
  routes.on('DELETE', '/notifications/:id/views', one, (call) => marks(call, 'unseen'))
  routes.on('PUT', '/notifications/:id/state', { ...one, body: stateBody }, (call) =>
    marks(call, 'state', call.body.state),
  )
}

const pageQuery = ({
  pageNo,
  limit = pageLimit,
  cursor,
  filter,
  category,
}: Partial<ListQuery>): Parameters<typeof listNotifications>[2] => ({
  limit,
  state: filter,
  category,
  before: cursor,
  offset: pageNo === undefined ? undefined : (pageNo - 1) * limit,
})

/** With the app's secret a list names its user in the query (contract, section 4.2). */
const askedUser = async ({ db }: Feeds, appId: number, { userIdentifier }: ListQuery): Promise<number> => {
  if (userIdentifier === undefined)
    throw problem('invalid_request', {
      fields: [{ field: 'userIdentifier', message: 'must be given with the app’s secret' }],
    })
  return (await getUser(db, appId, userIdentifier)).id
}
