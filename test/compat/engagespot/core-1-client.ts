import { createRequire } from 'node:module'
import type core1 from 'engagespot-core-1'
import { expect } from 'vitest'
import type { Person } from './people.js'
import type { World } from './world.js'

/** The CommonJS build, as Node loads it: bundlers differ in what they take for its default export. */
export const { default: Engagespot } = createRequire(import.meta.url)('engagespot-core-1') as typeof core1

export type Core1 = InstanceType<typeof Engagespot>

/** Each event of @engagespot/core 1.3.8 as its listeners get it: which listener, with which arguments. */
export type Heard = readonly [listener: string, ...rest: unknown[]]

const listeners = [
  'onNotificationReceive',
  'onNotificationRead',
  'onNotificationSee',
  'onNotificationDelete',
  'onNotificationStateChange',
  'onMarkAllNotificationsAsSeen',
  'onMarkAllNotificationsAsRead',
  'onAllNotificationsDelete',
] as const

export interface Core1Page {
  client: Core1
  heard: readonly Heard[]
  of(listener: (typeof listeners)[number]): unknown[][]
  close(): void
}

/** A front end of the first generation, in Node: it runs there as it does under React Native. */
export const openCore1 = async (
  { url }: World,
  { credentials }: Person,
  more: { profile?: object } = {},
): Promise<Core1Page> => {
  const { apiKey, ...user } = credentials
  const client = new Engagespot(apiKey, { ...user, ...more, baseURL: url })
  const heard: Heard[] = []
  for (const listener of listeners) client[listener]((...rest: unknown[]) => heard.push([listener, ...rest]))
  expect(await client.isReady()).toBe(true)
  await expect.poll(() => client.rtmClient.connected).toBe(true)
  return {
    client,
    heard,
    of: (name) => heard.filter(([listener]) => listener === name).map(([, ...rest]) => rest),
    close: () => void client.rtmClient.disconnect(),
  }
}
