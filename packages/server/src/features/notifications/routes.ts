import type { ItemVerb, Notification } from '@inboxkit/protocol'
import { problem } from '@inboxkit/protocol'
import { z } from 'zod'
import type { Call, Routes } from '../../http/routes.js'
import type { Sql } from '../../storage/db.js'
import { batchShape, changesShape, feedPageShape } from '../../wire/feed.js'
import { notificationShape } from '../../wire/notification.js'
import { said } from '../../wire/values.js'
import { getUser } from '../users/service.js'
import {
  batchBody,
  changesQuery,
  idParams,
  type ListQuery,
  listQuery,
  readBody,
  seenPageQuery,
  snoozeBody,
  stateBody,
} from './schemas.js'
import {
  answerNotification,
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
const deletedShape = z.object({ statusCode: z.literal(200), message: z.string() })
type Deleted = z.output<typeof deletedShape>
const deleted: Deleted = { statusCode: 200, message: 'Notification deleted successfully' }

type ItemCall = Call<'either', { id: number }, unknown, unknown>

export const notificationRoutes = (routes: Routes, tools: Omit<Feeds, 'db'>): void => {
  const tag = 'Inbox'

  /** Whose item a call means: the caller's own, or with the app's secret whoever has it. */
  const userOf = ({ who, params, db }: Pick<ItemCall, 'who' | 'params' | 'db'>): Promise<number> | number =>
    who.kind === 'user' ? who.userId : ownerOf(db, who.app.id, params.id)

  const marks = async (
    call: Pick<ItemCall, 'who' | 'params' | 'db'>,
    verb: ItemVerb,
    detail?: Parameters<typeof markNotification>[4],
  ): Promise<Notification | null> =>
    markNotification({ ...tools, db: call.db }, await userOf(call), verb, call.params.id, detail)

  const marksItem = async (...[call, verb, detail]: Parameters<typeof marks>): Promise<Notification> => {
    const item = await marks(call, verb, detail)
    if (!item) throw problem('notification_not_found')
    return item
  }

  routes.on(
    'GET',
    '/notifications',
    { as: 'either', tag, summary: 'List a feed, newest first', query: listQuery, answer: feedPageShape },
    async ({ who, query, db }) => {
      const userId = who.kind === 'user' ? who.userId : await askedUser(db, who.app.id, query)
      return listNotifications(db, userId, pageQuery(query))
    },
  )
  routes.on(
    'GET',
    '/notifications/changes',
    {
      as: 'user',
      tag,
      summary: 'Get what changed in a feed after a position',
      query: changesQuery,
      answer: changesShape,
    },
    ({ who, query, db }) => listChanges(db, who.userId, query),
  )
  routes.on(
    'POST',
    '/notifications/batch',
    {
      as: 'user',
      tag,
      summary: 'Apply up to 500 operations in order',
      body: batchBody,
      answer: batchShape,
    },
    ({ who, body, db }) => batch({ ...tools, db }, who.userId, body.operations),
  )
  routes.on(
    'POST',
    '/notifications/markAllNotificationsAsSeen',
    {
      as: 'user',
      tag,
      summary: 'Mark one page of a feed seen; without a page, the first 15 unseen items',
      query: seenPageQuery,
      answer: said,
    },
    async ({ who, query, db }) => {
      const pageNo = query.page ?? query.pageNo
      const hasPage = pageNo !== undefined || query.limit !== undefined
      await markPageSeen(
        { ...tools, db },
        who.userId,
        hasPage ? pageQuery({ ...query, pageNo: pageNo ?? 1 }) : undefined,
      )
      return { message: 'Notifications marked as seen' }
    },
  )
  routes.on(
    'POST',
    '/notifications/markAllNotificationsAsRead',
    { as: 'user', tag, summary: 'Mark everything in a feed read', answer: said },
    async ({ who, db }) => {
      await markEverything({ ...tools, db }, who.userId, 'readAll')
      return { message: 'All notifications marked as read' }
    },
  )
  routes.on(
    'POST',
    '/notifications/markAllNotificationsAsDeleted',
    { as: 'user', tag, summary: 'Delete everything in a feed', answer: said },
    async ({ who, db }) => {
      await markEverything({ ...tools, db }, who.userId, 'deleteAll')
      return { message: 'All notifications deleted' }
    },
  )

  const one = { as: 'either', tag, params: idParams, answer: notificationShape } as const
  routes.on(
    'GET',
    '/notifications/:id',
    { ...one, summary: 'Get one notification; looking at it marks it seen' },
    async (call) => openNotification({ ...tools, db: call.db }, await userOf(call), call.params.id),
  )
  routes.on(
    'DELETE',
    '/notifications/:id',
    { ...one, summary: 'Delete a notification', answer: deletedShape },
    async (call) => {
      await marks(call, 'delete')
      return deleted
    },
  )
  routes.on(
    'POST',
    '/notifications/:id/restore',
    { ...one, summary: 'Take a deletion back, within 10 minutes' },
    (call) => marksItem(call, 'restore'),
  )
  routes.on('POST', '/notifications/:id/click', { ...one, summary: 'Mark a notification read' }, (call) =>
    marksItem(call, 'read'),
  )
  routes.on(
    'PATCH',
    '/notifications/:id/click',
    { ...one, summary: 'Mark a notification read, as back ends do', body: readBody },
    (call) => marksItem(call, 'read'),
  )
  routes.on('DELETE', '/notifications/:id/reads', { ...one, summary: 'Mark a notification unread' }, (call) =>
    marksItem(call, 'unread'),
  )
  routes.on('POST', '/notifications/:id/views', { ...one, summary: 'Mark a notification seen' }, (call) =>
    marksItem(call, 'seen'),
  )
  routes.on('DELETE', '/notifications/:id/views', { ...one, summary: 'Mark a notification unseen' }, (call) =>
    marksItem(call, 'unseen'),
  )
  routes.on(
    'PUT',
    '/notifications/:id/state',
    {
      ...one,
      summary: 'Set a notification’s own state, or answer it',
      description:
        'With an `answer` the state becomes what the answered block says, and an event named by the block, else `notification.answered`, is told to the workflows that wait for it. A notification with a state takes no other answer; the same one again changes nothing.',
      body: stateBody,
      problems: ['already_answered'],
    },
    async (call) => {
      const { state, answer } = call.body
      if (!answer) return marksItem(call, 'state', { state })
      return answerNotification({ ...tools, db: call.db }, await userOf(call), call.params.id, {
        state,
        answer,
      })
    },
  )
  const moves = [
    ['archive', 'Put a notification into the archive'],
    ['unarchive', 'Take a notification out of the archive, back to its place'],
    ['unsnooze', 'Take a notification back to its place before its time'],
    ['unpin', 'Let a notification stand among the others again'],
  ] as const
  for (const [verb, summary] of moves)
    routes.on('POST', `/notifications/:id/${verb}`, { ...one, summary }, (call) => marksItem(call, verb))
  routes.on(
    'POST',
    '/notifications/:id/snooze',
    {
      ...one,
      summary: 'Put a notification out of sight until it comes back on top, unseen',
      body: snoozeBody,
    },
    (call) => marksItem(call, 'snooze', { until: new Date(call.body.until) }),
  )
  routes.on(
    'POST',
    '/notifications/:id/pin',
    {
      ...one,
      summary: 'Let a notification stand before the others; at most 5 can',
      problems: ['unprocessable'],
    },
    (call) => marksItem(call, 'pin'),
  )
}

const pageQuery = ({
  pageNo,
  limit = pageLimit,
  cursor,
  filter,
  category,
  tag,
  tenant,
  data,
}: Partial<ListQuery>): Parameters<typeof listNotifications>[2] => ({
  limit,
  state: filter,
  category,
  tag,
  tenant,
  data,
  before: cursor,
  offset: pageNo === undefined ? undefined : (pageNo - 1) * limit,
})

/** With the app's secret a list names its user in the query (contract, section 4.2). */
const askedUser = async (db: Sql, appId: number, { userIdentifier }: ListQuery): Promise<number> => {
  if (userIdentifier === undefined)
    throw problem('invalid_request', {
      fields: [{ field: 'userIdentifier', message: 'must be given with the app’s secret' }],
    })
  return (await getUser(db, appId, userIdentifier)).id
}
