import { type Preference, Problem, problem } from '@inboxkit/protocol'
import { describe, expect, it, vi } from 'vitest'
import { createAccount } from './lazy.js'
import { createVerbs } from './verbs.js'

const orders = { id: 3, identifier: 'orders', name: 'Orders' }

/** A server that knows one user's preferences, and answers everything else with what it was asked. */
const setUp = (chosen: Preference['channelPreferences'] = []) => {
  const asked: unknown[][] = []
  let refused: Problem | undefined
  const channels = new Map(chosen.map(({ channel, enabled }) => [channel, enabled]))
  const request = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    asked.push(body === undefined ? [method, path] : [method, path, body])
    if (refused) throw refused
    if (path === '/categories') return [orders]
    if (path !== '/preferences') return { path }
    const { preference = [] } = (body ?? {}) as { preference?: Preference[] & { channels: [] }[] }
    for (const { channels: given } of preference as unknown as { channels: typeof chosen }[])
      for (const { channel, enabled } of given) {
        if (enabled === null) channels.delete(channel)
        else channels.set(channel, enabled)
      }
    const channelPreferences = [...channels].map(([channel, enabled]) => ({ channel, enabled }))
    return channels.size > 0 ? [{ category: orders, channelPreferences }] : []
  }
  const load = vi.fn(async () => {
    if (refused?.code === 'offline') throw refused
    return createVerbs({ request: request as never, app: () => null, appName: 'shop' })
  })
  const account = createAccount(load, () => () => {})
  return {
    account,
    asked,
    load,
    stored: () => Object.fromEntries(channels),
    refuse: (by?: Problem) => {
      refused = by
    },
  }
}

describe('an account', () => {
  it('loads nothing before its first verb', async () => {
    const { account, load } = setUp()
    expect(load).not.toHaveBeenCalled()
    await account.profile()
    expect(load).toHaveBeenCalledOnce()
  })

  it('asks one request per verb', async () => {
    const { account, asked } = setUp()
    const schedule = { mon: [{ from: '22:00', to: '06:00' }] }
    await account.preferences()
    await account.setPreferences([{ categoryId: 3, channels: [{ channel: 'email', enabled: false }] }])
    await account.channelPreferences()
    await account.setChannelPreferences([{ channel: 'sms', enabled: true }])
    await account.quietHours()
    await account.setQuietHours({ schedule })
    await account.preferencePage()
    await account.preferencePage({ tenant: 'a/b' })
    await account.changePreferencePage({ digests: [] }, { tenant: 'acme' })
    await account.profile()
    await account.updateProfile({ plan: 'gold' })
    await account.categories()
    await account.devices()
    await account.removeDevice('a/b')
    expect(asked).toEqual([
      ['GET', '/preferences'],
      [
        'PATCH',
        '/preferences',
        { preference: [{ categoryId: 3, channels: [{ channel: 'email', enabled: false }] }] },
      ],
      ['GET', '/preferences/channels'],
      ['PATCH', '/preferences/channels', { channels: [{ channel: 'sms', enabled: true }] }],
      ['GET', '/preferences/quiet-hours'],
      ['PUT', '/preferences/quiet-hours', { schedule }],
      ['GET', '/preferences/page'],
      ['GET', '/preferences/page?tenant=a%2Fb'],
      ['PATCH', '/preferences/page?tenant=acme', { digests: [] }],
      ['GET', '/profile'],
      ['PUT', '/profile', { plan: 'gold' }],
      ['GET', '/categories'],
      ['GET', '/devices'],
      ['DELETE', '/devices/a%2Fb'],
    ])
  })

  it('gives on why it was refused, also when its code cannot be loaded', async () => {
    const { account, refuse } = setUp()
    refuse(problem('unprocessable', { fields: [{ field: 'plan', message: 'must be short' }] }))
    await expect(account.updateProfile({ plan: 'x' })).rejects.toMatchObject({ code: 'unprocessable' })
    refuse(problem('offline'))
    await expect(account.profile()).rejects.toMatchObject({ code: 'offline' })
    await expect(account.mute('orders')).rejects.toMatchObject({ code: 'offline' })
  })
})

describe('muting', () => {
  it.each([orders, 3, 'orders'])('turns off every channel of %j', async (category) => {
    const { account, stored } = setUp([{ channel: 'sms', enabled: true }])
    await account.mute(category)
    expect(Object.keys(stored())).toHaveLength(10)
    expect(new Set(Object.values(stored()))).toEqual(new Set([false]))
  })

  it('is undone to what was chosen before, and to nothing where nothing was', async () => {
    const before = { sms: true, email: false }
    const { account, stored } = setUp([
      { channel: 'sms', enabled: true },
      { channel: 'email', enabled: false },
    ])
    const muted = account.mute('orders')
    await muted.undo()
    await muted
    expect(stored()).toEqual(before)
    await account.mute('orders')
    const unmuted = account.unmute('orders')
    await unmuted
    expect(stored()).toEqual({})
    await unmuted.undo()
    expect(Object.keys(stored())).toHaveLength(10)
  })

  it('leaves what is on alone when it ends', async () => {
    const { account, stored } = setUp([
      { channel: 'sms', enabled: true },
      { channel: 'email', enabled: false },
    ])
    await account.unmute(orders)
    expect(stored()).toEqual({ sms: true })
  })

  it('of a category that there is not is refused, and its undoing has nothing to do', async () => {
    const { account, asked } = setUp()
    const muted = account.mute('nothing')
    await expect(muted).rejects.toMatchObject({ code: 'category_not_found', status: 404, retryable: false })
    await muted.undo()
    expect(asked.map(([method]) => method)).not.toContain('PATCH')
  })
})
