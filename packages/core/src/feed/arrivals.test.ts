import { describe, expect, it } from 'vitest'
import { type Opened, openInbox, type Setting } from '../testing/open-inbox.js'

/** An inbox that is live only because somebody waits for arrivals. */
const openWaiting = async (
  setting: Setting = {},
): Promise<Opened & { came: number[][]; stop: () => void }> => {
  const opened = openInbox(setting)
  const came: number[][] = []
  const stop = opened.inbox.onArrival((arrivals) => came.push(arrivals.map(({ id }) => id)))
  await opened.pass()
  return { ...opened, came, stop }
}

describe('arrivals', () => {
  it('are told as they come, and only to those who still listen', async () => {
    const { came, feed, stop, pass } = await openWaiting({ notifications: 2 })
    expect(came).toEqual([])
    const [first, second] = [feed.create(), feed.create()]
    await pass()
    expect(came).toEqual([[first.id], [second.id]])
    stop()
    feed.create()
    await pass()
    expect(came).toHaveLength(2)
  })

  it('are there to be read when they are told', async () => {
    const { inbox, feed, pass } = await openWaiting()
    const titles: unknown[] = []
    inbox.onArrival((arrivals) => titles.push(...arrivals.map(({ id }) => inbox.item(id).get()?.title)))
    feed.create({ title: 'Order shipped' })
    await pass()
    expect(titles).toEqual(['Order shipped'])
  })

  it('are none of what a page, an act or an event that comes twice brings', async () => {
    const { came, feed, inbox, network, pass } = await openWaiting({ notifications: 40 })
    const list = inbox.feed()
    list.subscribe(() => {})
    await pass()
    await list.loadMore()
    const { id } = feed.create()
    await pass()
    network.isInstant = false
    network.wires[0]?.emit('feed', { ...feed.changes(feed.head().epoch, feed.head().seq - 1) })
    network.isInstant = true
    await inbox.remove(id)
    await inbox.restore(id)
    feed.act({ verb: 'read', id })
    feed.act({ verb: 'unread', id })
    await pass()
    expect(came).toEqual([[id]])
  })

  it('come back when a snooze ends, and not when their user ends it', async () => {
    const { came, clock, feed, pass } = await openWaiting({ notifications: 2 })
    const [first = 0, second = 0] = feed.ids()
    const until = new Date(clock.now() + 60_000).toISOString()
    feed.act({ verb: 'snooze', id: first, until })
    feed.act({ verb: 'snooze', id: second, until })
    feed.act({ verb: 'unsnooze', id: second })
    await pass(20_000)
    expect(came).toEqual([])
    await pass(60_000)
    expect(came).toEqual([[first]])
  })

  it('of the last three minutes are told after a time without connection, each once; older ones are not', async () => {
    const { came, feed, network, pass } = await openWaiting()
    network.setDown(true)
    feed.create()
    await pass(240_000)
    const late = feed.create()
    await pass(60_000)
    network.setDown(false)
    await pass(60_000)
    expect(came).toEqual([[late.id]])
  })
})

describe('settings', () => {
  it('are told to whoever asks, which keeps the inbox connected', async () => {
    const { inbox, network, pass } = openInbox()
    const heard: unknown[] = []
    const stop = inbox.account.subscribe(({ changed }) => heard.push(changed))
    await pass()
    expect(inbox.connection.get().kind).toBe('live')
    network.wires[0]?.emit('settings', { changed: 'profile' })
    network.wires[0]?.emit('settings', { changed: 'preferences' })
    expect(heard).toEqual(['profile', 'preferences'])
    stop()
    network.wires[0]?.emit('settings', { changed: 'categories' })
    expect(heard).toHaveLength(2)
    await pass(5000)
    expect(inbox.connection.get().kind).toBe('idle')
  })

  it('are asked for by the same rules as all else, and not after the end', async () => {
    const { inbox, network } = openInbox()
    network.intercept = ({ path }) =>
      path === '/v3/profile' ? { status: 200, body: { plan: 'gold' }, headers: {} } : undefined
    expect(await inbox.account.profile()).toEqual({ plan: 'gold' })
    expect(network.requests[0]).toMatchObject({
      method: 'GET',
      headers: { 'X-ENGAGESPOT-API-KEY': 'key', 'X-ENGAGESPOT-USER-ID': 'ann' },
    })
    await inbox.account.updateProfile({ plan: 'tin' })
    expect(network.requests[1]).toMatchObject({ method: 'PUT', body: { plan: 'tin' } })
    inbox.close()
    await expect(inbox.account.profile()).rejects.toMatchObject({ code: 'closed' })
  })
})
