import type { Answer, Block } from '@inboxkit/protocol'
import { settled } from '@inboxkit/testing'
import { IDBFactory } from 'fake-indexeddb'
import { describe, expect, it } from 'vitest'
import { createFakeBrowser } from '../testing/fake-browser.js'
import { type Opened, openInbox, type Setting } from '../testing/open-inbox.js'

const blocks: Block[] = [
  { id: 'yes', type: 'button', text: 'Yes', state: 'approved' },
  { id: 'why', type: 'textarea', maxLength: 10 },
]
const yes: Answer = { block: 'yes', value: 'Yes' }

const openLive = async (setting: Setting = {}): Promise<Opened> => {
  const opened = openInbox({ notifications: [{ blocks }], ...setting })
  opened.inbox.feed().subscribe(() => {})
  await opened.pass()
  return opened
}
const shown = ({ inbox }: Opened): unknown => {
  const item = inbox.item(1001).get()
  return item && [item.state, item.answer]
}

describe('an answer', () => {
  it('shows at once, and stays when the server has taken it', async () => {
    const opened = await openLive()
    const { inbox, network, feed, pass } = opened
    network.isInstant = false
    const done = inbox.setState(1001, 'approved', yes)
    expect(shown(opened)).toEqual(['approved', yes])
    expect(inbox.isPending(1001).get()).toBe(true)
    network.isInstant = true
    await pass(1000)
    await done
    expect(shown(opened)).toEqual(['approved', yes])
    expect(inbox.isPending(1001).get()).toBe(false)
    expect(feed.answers).toEqual([
      {
        event: 'notification.answered',
        notification: 1001,
        ...yes,
        state: 'approved',
        workflow: null,
        data: null,
      },
    ])
  })

  it('whose request got no answer is sent again, and counts once', async () => {
    const opened = await openLive()
    const { inbox, network, feed, pass } = opened
    network.isInstant = false
    const done = inbox.setState(1001, 'approved', yes)
    await pass()
    network.calls[0]?.arrive()
    network.calls[0]?.lose()
    network.wires[0]?.lose(0)
    network.isInstant = true
    await pass(2000)
    await done
    expect(feed.answers).toHaveLength(1)
    expect(shown(opened)).toEqual(['approved', yes])
  })

  it('is taken back when another one was faster', async () => {
    const opened = await openLive()
    const { inbox, network, platform, feed, pass } = opened
    network.setDown(true)
    platform.setOnline(false)
    const done = inbox.setState(1001, 'approved', yes)
    const faster = { block: 'why', value: 'Too late' }
    feed.act({ verb: 'state', id: 1001, answer: faster })
    expect(shown(opened)).toEqual(['approved', yes])
    network.setDown(false)
    platform.setOnline(true)
    const refused = expect(done).rejects.toMatchObject({
      code: 'refused',
      message: 'This notification has been answered already',
    })
    await pass(2000)
    await refused
    expect(shown(opened)).toEqual(['why', faster])
    expect(feed.answers).toHaveLength(1)
  })

  it('that does not fit its block is refused with what is allowed', async () => {
    const opened = await openLive()
    const done = opened.inbox.setState(1001, 'why', { block: 'why', value: 'far too long' })
    const refused = expect(done).rejects.toMatchObject({
      code: 'refused',
      message: 'answer.value must be a string of 1 to 10 characters',
    })
    await opened.pass()
    await refused
    expect(shown(opened)).toEqual([null, undefined])
  })

  it('goes with a state that comes of none', async () => {
    const opened = await openLive()
    await Promise.all([opened.inbox.setState(1001, 'approved', yes), opened.pass()])
    await Promise.all([opened.inbox.setState(1001, null), opened.pass()])
    expect(shown(opened)).toEqual([null, undefined])
  })

  it('P5: given offline outlives its page', async () => {
    const databases = new IDBFactory()
    const browser = createFakeBrowser(() => databases)
    const quiet = async ({ clock }: Opened, ms = 0): Promise<void> => {
      await clock.advance(ms)
      for (let turn = 0; turn < 60; turn++) await settled()
      await clock.advance(0)
    }
    const page = browser.openPage()
    const first = await openLive({ options: { browser: page } })
    await quiet(first, 1100)
    first.network.setDown(true)
    first.platform.setOnline(false)
    first.inbox.setState(1001, 'approved', yes).catch(() => {})
    await quiet(first, 1100)
    page.crash()
    expect(first.feed.answers).toEqual([])
    const next = openInbox({ world: first, options: { browser: browser.openPage() } })
    next.inbox.feed().subscribe(() => {})
    await quiet(next, 1100)
    expect(first.feed.answers).toMatchObject([{ notification: 1001, ...yes }])
    expect(shown(next)).toEqual(['approved', yes])
  })
})
