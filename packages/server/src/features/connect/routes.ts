import type { AppInfo, Category, ConnectAnswer } from '@inboxkit/protocol'
import { z } from 'zod'
import type { Routes } from '../../http/routes.js'
import { connectShape } from '../../wire/feed.js'
import type { App } from '../apps/service.js'
import { shownSettings } from '../apps/settings.js'
import { listInboxCategories } from '../categories/service.js'
import { connectDevice, deviceIdOf } from '../devices/service.js'
import { filterShape } from '../notifications/schemas.js'
import { listNotifications } from '../notifications/service.js'

/** Read before the body is parsed (auth/credentials.ts): here it is only told. */
const credential = (about: string) => z.unknown().optional().meta({ type: 'string', description: about })

const connectBody = z.object({
  apiKey: credential(
    'Instead of `X-ENGAGESPOT-API-KEY`: a body as `text/plain` spares a browser the preflight',
  ),
  userId: credential('Instead of `X-ENGAGESPOT-USER-ID`'),
  userSignature: credential('Instead of `X-ENGAGESPOT-USER-SIGNATURE`'),
  userToken: credential('Instead of `Authorization: Bearer`'),
  deviceType: z.enum(['browser', 'android', 'ios', 'react-native']).optional(),
  browserType: z.string().max(64).optional(),
  deviceId: z
    .string()
    .optional()
    .describe('As `X-ENGAGESPOT-DEVICE-ID`, which goes first: up to 255 characters, kept by the client'),
  feed: z
    .object({
      limit: z.number().int().min(1).max(100).default(25),
      filter: filterShape.default({}),
    })
    .optional()
    .describe('Asks for the first page along with the answer'),
})

/**
 * Every front end's first call: who am I, what is the app like, and on request the first page of the feed.
 * @param webPushKey the VAPID public key that browsers subscribe with; `null` = no provider carries push messages
 */
export const connectRoutes = (
  routes: Routes,
  { now, webPushKey = null }: { now: () => Date; webPushKey?: string | null },
): void => {
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
    async ({ who, body, db, request }): Promise<ConnectAnswer> => {
      const id = deviceIdOf(request.headers, body?.deviceId)
      const { limit, filter } = body?.feed ?? { limit: 1, filter: {} }
      const page = await listNotifications(db, who.userId, { limit, ...filter })
      const categories = await listInboxCategories(db, who.app.id)
      if (id !== undefined)
        await connectDevice(db, { appId: who.app.id, userId: who.userId, id }, body ?? {}, now())
      return {
        unreadCount: page.unreadCount,
        app: appInfo(who.app, categories, webPushKey),
        ...(body?.feed ? { feed: page } : {}),
      }
    },
  )
}

const appInfo = (
  { id, name, settings }: App,
  categories: Category[],
  webPushKey: string | null,
): AppInfo => ({
  id: String(id),
  name,
  enableWebPush: webPushKey !== null,
  publicKey: webPushKey ?? '',
  ...shownSettings(settings),
  categories,
})
