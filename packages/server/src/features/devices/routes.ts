import { problem } from '@inboxkit/protocol'
import { z } from 'zod'
import type { Routes } from '../../http/routes.js'
import { said } from '../../wire/values.js'
import { findDevices, removeDevice, subscribeDevice } from './queries.js'
import { deviceParams, deviceShape, subscriptionBody, toWire } from './shape.js'

export const deviceRoutes = (routes: Routes, { now }: { now: () => Date }): void => {
  const tag = 'Devices'
  routes.on(
    'GET',
    '/devices',
    {
      as: 'user',
      tag,
      summary: 'List the devices that the user connected with, the latest first',
      answer: z.array(deviceShape),
    },
    async ({ who, db }) => (await findDevices(db, who.userId)).map(toWire),
  )
  routes.on(
    'DELETE',
    '/devices/:deviceId',
    {
      as: 'user',
      tag,
      summary: 'Forget a device; it is there again once it connects',
      params: deviceParams,
      answer: said,
    },
    async ({ who, params, db }) => {
      const key = { appId: who.app.id, userId: who.userId, id: params.deviceId }
      if ((await removeDevice(db, key)) === 0) throw problem('device_not_found')
      return { message: 'Device removed' }
    },
  )
  routes.on(
    'POST',
    '/devices/:deviceId/webPushSubscription',
    {
      as: 'user',
      tag,
      summary: 'Keep the push subscription of a browser',
      params: deviceParams,
      body: subscriptionBody,
      answer: deviceShape,
    },
    async ({ who, params, body, db }) => {
      const key = { appId: who.app.id, userId: who.userId, id: params.deviceId }
      const device = await subscribeDevice(db, key, body, now())
      if (!device)
        throw problem('device_not_found', {
          detail: 'This device connected as another user last: connect with it first (POST /v3/sdk/connect)',
        })
      return toWire(device)
    },
  )
}
