import type { AppInfo, Category, ConnectAnswer } from '@inboxkit/protocol'
import { z } from 'zod'
import type { Routes } from '../../http/routes.js'
import type { Sql } from '../../storage/db.js'
import { connectShape } from '../../wire/feed.js'
import type { App } from '../apps/service.js'
import { listNotifications } from '../notifications/service.js'

const connectBody = z.object({
  deviceType: z.enum(['browser', 'android', 'ios', 'react-native']).optional(),
  browserType: z.string().max(64).optional(),
  feed: z
    .object({
      limit: z.number().int().min(1).max(100).default(25),
      filter: z
        .object({ state: z.enum(['unread', 'read']).optional(), category: z.string().max(255).optional() })
        .default({}),
    })
    .optional(),
})

const listCategories = (db: Sql, appId: number): Promise<Category[]> =>
  db.many<Category>`select id, identifier, name from category where app_id = ${appId} order by id`

/** Every front end's first call: who am I, what is the app like, and on request the first page of the feed. */
export const connectRoutes = (routes: Routes): void => {
  routes.on(
    'POST',
    '/sdk/connect',
    {
      as: 'user',
      tag: 'Inbox',
      summary: 'Connect a front end: the app, the badge, and on request the first page',
      body: connectBody.optional(),
      answer: connectShape,
      credentialsIn: 'body',
    },
    async ({ who, body, db }): Promise<ConnectAnswer> => {
      const { limit, filter } = body?.feed ?? { limit: 1, filter: {} }
      const page = await listNotifications(db, who.userId, { limit, ...filter })
      const categories = await listCategories(db, who.app.id)
      return {
        unreadCount: page.unreadCount,
        app: appInfo(who.app, categories),
        ...(body?.feed ? { feed: page } : {}),
      }
    },
  )
}

const appInfo = ({ id, name }: App, categories: Category[]): AppInfo => ({
  id: String(id),
  name,
  enableWebPush: false,
  publicKey: '',
  hideBranding: true,
  channels: ['inApp'],
  categories,
})
