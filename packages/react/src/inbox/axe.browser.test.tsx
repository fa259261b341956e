import { problem } from '@inboxkit/protocol'
import axe from 'axe-core'
import { describe, expect, it } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { aNotification, manyNotifications } from '../testing/builders.js'
import { drawInbox, the, until } from '../testing/draw-browser.js'
import { fakeInbox } from '../testing/fake-inbox.js'
import { serve } from '../testing/serve.js'
import type { InboxProps } from './Inbox.js'

const readAt = '2026-11-20T12:00:00Z'
const category = { id: 1, identifier: 'orders', name: 'Orders' }
const fields = [
  { id: 'c', type: 'input', placeholder: 'Why?' },
  { id: 'd', type: 'textarea', text: 'Anything else?' },
  { id: 'e', type: 'rating', text: 'How was it?' },
]
const mixed = () =>
  fakeInbox([
    aNotification({
      id: 3,
      url: '/a',
      data: { actor: 'Marta Nowak' },
      blocks: [
        { id: 'a', type: 'button', text: 'Pay', link: '/pay' },
        { id: 'b', type: 'button', text: 'Later', link: '/later' },
      ],
    }),
    aNotification({ id: 2, message: null, pinnedAt: readAt, category, reason: { topic: 'Shoes' } }),
    aNotification({ id: 1, readAt, blocks: fields }),
    aNotification({ id: 0, readAt, blocks: fields, state: '4', answer: { block: 'e', value: 4 } }),
    aNotification({ id: -1, readAt, expiresAt: readAt, blocks: [{ id: 'f', type: 'text', text: 'Over' }] }),
  ])

const theirs = ['document-title', 'landmark-one-main', 'page-has-heading-one', 'region']

async function faults(): Promise<string[]> {
  // The skeleton pulses for ever; everything else is to be judged as it ends.
  for (const animation of document.getAnimations()) {
    if (animation.effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY) animation.cancel()
    else animation.finish()
  }
  // What a whole page should have is the page's business.
  const rules = Object.fromEntries(theirs.map((id) => [id, { enabled: false }]))
  const { violations } = await axe.run(document, { resultTypes: ['violations'], rules })
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`))
}
const opened = () => until(() => the('.inbox-list'))
const filled = () => until(() => the('.inbox-input'))

describe('axe', () => {
  it.each<[string, InboxProps, () => void]>([
    ['light', { theme: 'light' }, () => {}],
    ['dark', { theme: 'dark' }, () => {}],
    ['right-to-left', {}, () => (document.documentElement.dir = 'rtl')],
    ['compact', { density: 'compact' }, () => {}],
    ['side', { layout: 'side' }, () => {}],
    ['page', { layout: 'page' }, () => {}],
  ])('finds nothing on the open inbox, %s', async (_, props, prepare) => {
    prepare()
    drawInbox({ defaultOpen: true, ...props }, { inbox: mixed() })
    await filled()
    expect(await faults()).toEqual([])
  })

  it('finds nothing on the closed inbox', async () => {
    drawInbox({}, { inbox: mixed() })
    expect(await faults()).toEqual([])
  })

  it('finds nothing at 320 pixels', async () => {
    await page.viewport(320, 600)
    drawInbox({ defaultOpen: true }, { inbox: mixed() })
    await opened()
    expect(await faults()).toEqual([])
  })

  it.each<[string, (inbox: ReturnType<typeof fakeInbox>) => void, string]>([
    ['empty', () => {}, '.inbox-empty'],
    ['failed', (inbox) => inbox.setLoading(problem('offline')), '.inbox-failed'],
    ['loading', (inbox) => inbox.setLoading('loading'), '.inbox-loading'],
  ])('finds nothing while %s', async (_, prepare, selector) => {
    const inbox = fakeInbox()
    prepare(inbox)
    drawInbox({ defaultOpen: true }, { inbox })
    await until(() => the(selector))
    expect(await faults()).toEqual([])
  })

  it('finds nothing on a long list that is scrolled, with a notice', async () => {
    const inbox = fakeInbox(manyNotifications(200))
    inbox.setConnection({ kind: 'refused', reason: problem('token_expired') })
    drawInbox({ defaultOpen: true }, { inbox })
    await opened()
    the('.inbox-body').scrollTop = 900
    await until(() => the('.inbox-day[data-stuck]'))
    expect(await faults()).toEqual([])
  })

  it('finds nothing on an item’s menu and its pages', async () => {
    drawInbox({ defaultOpen: true }, { inbox: mixed() })
    await opened()
    await userEvent.click(the('.inbox-more'))
    await until(() => the('.inbox-menu'))
    expect(await faults()).toEqual([])
    await userEvent.keyboard('s{ArrowRight}')
    expect(await faults()).toEqual([])
    await userEvent.keyboard('{End}{Enter}')
    await userEvent.click(the('.inbox-own-time [type=submit]'))
    expect(await faults()).toEqual([])
  })

  it.each(['light', 'dark'])('finds nothing on toasts, %s', async (scheme) => {
    document.documentElement.style.colorScheme = scheme
    const { server, inbox } = serve([{ title: 'One' }, { title: 'Two' }])
    drawInbox({ arrivals: 'toast' }, { inbox })
    await until(() => expect(inbox.connection.get().kind).toBe('live'))
    server.deliver('ann', { title: 'Three', message: 'Just now' })
    await until(() => the('.inbox-toast'))
    expect(await faults()).toEqual([])
    await userEvent.click(the('.inbox-bell'))
    await opened()
    the('.inbox-item').focus()
    await userEvent.keyboard('e')
    await until(() => the('.inbox-toast[data-kind="done"]'))
    server.feed('ann').refuse = () => 'No'
    await userEvent.keyboard('e')
    await until(() => the('.inbox-toast[data-kind="refused"]'))
    expect(await faults()).toEqual([])
  })
})
