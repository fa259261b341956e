import type { Routes } from '../../http/routes.js'
import { parse } from '../../http/validate.js'
import { addressesBody, addressesOf, channelAddressesShape, channelParams } from './schemas.js'
import { listAddresses, replaceAddresses } from './service.js'

export const addressRoutes = (routes: Routes, { now }: { now: () => Date }): void => {
  const base = { as: 'app', tag: 'Users', params: channelParams, answer: channelAddressesShape } as const
  const url = '/users/:identifier/channels/:channel'
  routes.on(
    'GET',
    url,
    { ...base, summary: 'List where a user is reached on a channel' },
    ({ who, params: { identifier, channel }, db }) => listAddresses(db, who.app.id, identifier, channel),
  )
  routes.on(
    'PUT',
    url,
    {
      ...base,
      summary: 'Say where a user is reached on a channel, beside profile and devices',
      body: addressesBody,
    },
    ({ who, params: { identifier, channel }, body, db }) => {
      const { addresses } = parse(addressesOf(channel), body, 'body')
      return replaceAddresses(db, who.app.id, identifier, channel, addresses, now())
    },
  )
}
