import { type ConnectAnswer, maxFilters, type Notification, problem, whyNotAnswer } from '@inboxkit/protocol'
import { type ItemAct, tooManyPinned, whyNotUntil } from '../feed/item-verbs.js'
import { noteDevice } from './account-routes.js'
import { anObject, aString, type Fields, integerIn, textIn } from './checks.js'
import { refuse } from './exchange.js'
import { filterIn, filtersIn, toFilter } from './filter-in.js'
import { instantIn, operationsIn, stateIn } from './operations-in.js'
import type { Route, RouteCall } from './routes.js'

const mostInPage = 100
const mostInNumberedPage = 20

const connect = (call: RouteCall): ConnectAnswer => {
  const { world, user, body } = call
  const asked = body === undefined ? {} : anObject(body, 'body')
  const { id, name, enableWebPush, publicKey, hideBranding, channels } = world.app
  noteDevice(call, asked)
  const categories = world.categories
    .filter(({ hideInApp }) => !hideInApp)
    .map((one) => ({ id: one.id, identifier: one.identifier, name: one.name }))
  const answer: ConnectAnswer = {
    unreadCount: user.feed.head().counts.unseen,
    app: { id, name, enableWebPush, publicKey, hideBranding, channels, categories },
  }
  if (asked['feed'] === undefined) return answer
  const { limit = 25, filter = {} }: Fields = anObject(asked['feed'], 'feed')
  if (!Number.isInteger(limit) || Number(limit) < 1) return refuse('feed.limit', 'must be at least 1')
  if (Number(limit) > mostInPage) return refuse('feed.limit', `must be at most ${mostInPage}`)
  return { ...answer, feed: user.feed.page(toFilter(filter, 'feed.filter'), { limit: Number(limit) }) }
}

const list = ({ user, query }: RouteCall): unknown => {
  const [pageNo, limit, cursor] = ['pageNo', 'limit', 'cursor'].map((name) => textIn(query, name))
  const filter = filterIn(query)
  const many = limit === undefined ? 15 : integerIn(limit, 'limit', 1, mostInPage)
  if (pageNo === undefined)
    return user.feed.page(filter, {
      limit: many,
      cursor: cursor === undefined ? null : integerIn(cursor, 'cursor', 0),
    })
  const number = integerIn(pageNo, 'pageNo', 1, 1_000_000)
  if (many > mostInNumberedPage)
    return refuse('limit', `must be at most ${mostInNumberedPage} with pageNo; use cursor for larger pages`)
  if (cursor !== undefined) return refuse('cursor', 'must not be given together with pageNo')
  return user.feed.page(filter, { limit: many, pageNo: number })
}

const changes = ({ user, query }: RouteCall): unknown => {
  const epoch = aString(query.get('epoch') ?? undefined, 'epoch', 64)
  const since = integerIn(aString(query.get('since') ?? undefined, 'since'), 'since', 0)
  return user.feed.changes(epoch, since, filtersIn(query, maxFilters))
}

type Act = Omit<ItemAct, 'id' | 'operationId'>

const idIn = ({ id }: RouteCall): number => integerIn(id, 'id', 1)

/** @throws Problem `notification_not_found` */
const item = (call: RouteCall): Notification => {
  const found = call.user.feed.find(idIn(call))
  if (!found) throw problem('notification_not_found')
  return found
}

const acts =
  (act: (call: RouteCall) => Act) =>
  (call: RouteCall): Notification => {
    const outcome = call.user.feed.act({ ...act(call), id: idIn(call) })
    if (outcome === 'gone') throw problem('notification_not_found')
    if (outcome === 'refused') throw problem('unprocessable', { detail: tooManyPinned })
    return item(call)
  }

const remove = (call: RouteCall): unknown => {
  item(call)
  call.user.feed.act({ verb: 'delete', id: idIn(call) })
  return { statusCode: 200, message: 'Notification deleted successfully' }
}

const setState = (call: RouteCall): Notification => {
  const given = stateIn(anObject(call.body, 'body'))
  const act = { verb: 'state', ...given } as const
  if (!given.answer) return acts(() => act)(call)
  const why = whyNotAnswer(item(call).blocks, given.answer, given.state)
  if (why) return refuse(why.field, why.message)
  if (call.user.feed.act({ ...act, id: idIn(call) }) === 'refused') throw problem('already_answered')
  return item(call)
}

const snooze = (call: RouteCall): Act => {
  const until = instantIn(anObject(call.body, 'body')['until'], 'until')
  const why = whyNotUntil(until, call.world.clock.now())
  return why === undefined ? { verb: 'snooze', until } : refuse('until', why)
}

const marksAll =
  (verb: 'readAll' | 'deleteAll', message: string) =>
  ({ user: { feed } }: RouteCall): unknown => {
    feed.actOnAll(verb)
    return { message }
  }

const at = '/notifications'
const one = { name: 'notification', as: 'either', path: `${at}/:id` } as const

/** What clients of a feed ask. */
export const feedRoutes: readonly Route[] = [
  { name: 'connect', method: 'POST', path: '/sdk/connect', as: 'user', handle: connect },
  { name: 'notifications', method: 'GET', path: at, as: 'either', handle: list },
  { name: 'changes', method: 'GET', path: `${at}/changes`, as: 'user', handle: changes },
  {
    name: 'batch',
    method: 'POST',
    path: `${at}/batch`,
    as: 'user',
    handle: ({ user, body }) => user.feed.batch(operationsIn(body)),
  },
  {
    name: 'notifications',
    method: 'POST',
    path: `${at}/markAllNotificationsAsRead`,
    as: 'user',
    handle: marksAll('readAll', 'All notifications marked as read'),
  },
  {
    name: 'notifications',
    method: 'POST',
    path: `${at}/markAllNotificationsAsDeleted`,
    as: 'user',
    handle: marksAll('deleteAll', 'All notifications deleted'),
  },
  { ...one, method: 'GET', handle: acts(() => ({ verb: 'seen' })) },
  { ...one, method: 'DELETE', handle: remove },
  { ...one, method: 'POST', path: `${at}/:id/restore`, handle: acts(() => ({ verb: 'restore' })) },
  { ...one, method: 'POST', path: `${at}/:id/click`, handle: acts(() => ({ verb: 'read' })) },
  { ...one, method: 'DELETE', path: `${at}/:id/reads`, handle: acts(() => ({ verb: 'unread' })) },
  { ...one, method: 'POST', path: `${at}/:id/views`, handle: acts(() => ({ verb: 'seen' })) },
  { ...one, method: 'DELETE', path: `${at}/:id/views`, handle: acts(() => ({ verb: 'unseen' })) },
  {
    ...one,
    method: 'PUT',
    path: `${at}/:id/state`,
    handle: setState,
  },
  { ...one, method: 'POST', path: `${at}/:id/snooze`, handle: acts(snooze) },
  ...(['archive', 'unarchive', 'unsnooze', 'pin', 'unpin'] as const).map(
    (verb): Route => ({
      ...one,
      method: 'POST',
      path: `${at}/:id/${verb}`,
      handle: acts(() => ({ verb })),
    }),
  ),
]
