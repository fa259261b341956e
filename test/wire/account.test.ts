import { createInbox, type Inbox, type SettingsEvent } from '@inboxkit/core'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { WebSocket } from 'ws'
import { putUser, send } from '../kit/api.js'
import { apiKey, apiSecret } from '../kit/server-process.js'
import { useServer } from './server.js'

const { url } = useServer()
const inboxes: Inbox[] = []
afterEach(() => {
  for (const inbox of inboxes.splice(0)) inbox.close()
  vi.unstubAllGlobals()
})

/** Somebody's account, and what it is told of. */
const open = async (userId: string): Promise<{ inbox: Inbox; heard: SettingsEvent['changed'][] }> => {
  const inbox = createInbox({ baseUrl: url(), apiKey, userId, WebSocket })
  inboxes.push(inbox)
  const heard: SettingsEvent['changed'][] = []
  inbox.account.subscribe(({ changed }) => heard.push(changed))
  await expect.poll(() => inbox.connection.get().kind).toBe('live')
  return { inbox, heard }
}

const asApp = async (method: string, path: string, body: object): Promise<void> => {
  const response = await fetch(`${url()}/v3${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      'x-engagespot-api-key': apiKey,
      'x-engagespot-api-secret': apiSecret,
    },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(200)
}

describe('an account', () => {
  it('sets what the server then says, and is told of it, here and elsewhere', async () => {
    for (const user of ['eve', 'mia']) await putUser(url(), user)
    const { inbox, heard } = await open('eve')
    const elsewhere = await open('eve')
    const stranger = await open('mia')
    const { account } = inbox
    await asApp('POST', '/categories', { identifier: 'orders', name: 'Orders' })
    await expect.poll(() => [heard, stranger.heard]).toEqual([['categories'], ['categories']])
    const [orders] = await account.categories()
    const categoryId = orders?.id ?? 0

    const chosen = await account.setPreferences([
      { categoryId, channels: [{ channel: 'email', enabled: false }] },
    ])
    expect(chosen).toEqual(await elsewhere.inbox.account.preferences())
    expect(await account.setChannelPreferences([{ channel: 'sms', enabled: false }])).toEqual([
      { channel: 'sms', enabled: false },
    ])
    const hours = await account.setQuietHours({ schedule: { sun: [{ from: '00:00', to: '12:00' }] } })
    expect(await elsewhere.inbox.account.quietHours()).toEqual(hours)
    expect(await account.updateProfile({ plan: 'gold' })).toMatchObject({ plan: 'gold' })
    const changes = ['categories', 'preferences', 'preferences', 'preferences', 'profile']
    await expect.poll(() => [heard, elsewhere.heard]).toEqual([changes, changes])
    expect(stranger.heard).toEqual(['categories'])
    await expect(account.mute('none')).rejects.toMatchObject({ code: 'category_not_found' })
  })

  it('mutes a category, which keeps it out of the inbox until that is undone', async () => {
    await putUser(url(), 'max')
    const { inbox } = await open('max')
    const arrived: string[] = []
    inbox.onArrival((arrivals) => arrived.push(...arrivals.map(({ title }) => title)))
    await asApp('POST', '/categories', { identifier: 'news', name: 'News' })
    const tell = (title: string, category: string): Promise<object> =>
      send(url(), { notification: { title }, category, sendTo: { recipients: ['max'] } })
    const muted = inbox.account.mute('news')
    await muted
    await tell('unheard', 'news')
    await tell('heard', 'orders')
    await expect.poll(() => arrived).toEqual(['heard'])
    await muted.undo()
    expect(await inbox.account.preferences()).toEqual([])
    await tell('heard again', 'news')
    await expect.poll(() => arrived).toEqual(['heard', 'heard again'])
  })

  it('has no web push where no provider carries it, and asks nobody', async () => {
    const { inbox } = await open('pat')
    const requestPermission = vi.fn()
    vi.stubGlobal('PushManager', () => {})
    vi.stubGlobal('Notification', { permission: 'default', requestPermission })
    vi.stubGlobal('navigator', { userAgent: 'Firefox/140.0', serviceWorker: {} })
    await expect(inbox.account.registerWebPush({ serviceWorker: '/sw.js' })).rejects.toMatchObject({
      code: 'push_off',
    })
    expect(requestPermission).not.toHaveBeenCalled()
    expect(await inbox.account.devices()).toEqual([])
  })
})
