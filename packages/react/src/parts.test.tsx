import { problem } from '@inboxkit/protocol'
import { render } from '@testing-library/react'
import { type ReactElement, type ReactNode, useState, version } from 'react'
import { describe, expect, it } from 'vitest'
import { usePanel } from './panel/context.js'
import * as Inbox from './parts.js'
import { aNotification, manyNotifications } from './testing/builders.js'
import { expectComplaint } from './testing/complaint.js'
import { describePart } from './testing/describe-part.js'
import { withInbox, withItem, withPanel, withRoot } from './testing/draw.js'
import { type FakeInbox, fakeInbox } from './testing/fake-inbox.js'

const some = () => fakeInbox([aNotification({ id: 1 }), aNotification({ id: 2 })])
const failing = () => {
  const inbox = fakeInbox()
  inbox.setLoading(problem('offline'))
  return inbox
}
const inPanel = (inbox?: () => FakeInbox) => (part: ReactNode) => withPanel(part, inbox?.())
const inItem = (part: ReactNode) =>
  withItem(part, aNotification({ url: '/orders/1', category: { id: 1, identifier: 'a', name: 'Orders' } }))
/** A panel in which one is ticked, and the sheet of keys is shown. */
function Selecting({ children }: { children: ReactNode }): ReactElement {
  const { selection, help } = usePanel('a test')
  useState(() => {
    selection.set(new Set([1]))
    help.set(true)
  })
  return <>{children}</>
}
const image = [{ id: 'a', type: 'image', src: 'https://example.com/a.png' }]
const inRichItem = (part: ReactNode) => withItem(part, aNotification({ blocks: image }))
const inArchivedItem = (part: ReactNode) =>
  withItem(part, aNotification({ archivedAt: '2026-11-20T12:00:00Z' }))
const inPinnedItem = (part: ReactNode) => withItem(part, aNotification({ pinnedAt: '2026-11-20T12:00:00Z' }))
const inOpenRoot = (part: ReactNode) => withRoot(part, some(), { open: true })

describePart('Inbox.Root', {
  part: <Inbox.Root />,
  within: (part) => withInbox(part),
  tag: 'div',
  className: 'inbox-root',
  data: { layout: 'popover', theme: 'auto', density: 'comfortable' },
})
describePart('Inbox.Bell', {
  part: <Inbox.Bell />,
  within: (part) => withRoot(part, some(), { defaultOpen: true }),
  tag: 'button',
  className: 'inbox-bell',
  data: { open: '' },
})
describePart('Inbox.Badge', {
  part: <Inbox.Badge />,
  within: (part) => withRoot(part, some()),
  tag: 'span',
  className: 'inbox-badge',
  data: { count: '2' },
})
describePart('Inbox.Popover', {
  part: <Inbox.Popover />,
  within: inOpenRoot,
  tag: 'dialog',
  className: 'inbox-panel',
  data: { look: 'popover' },
})
describePart('Inbox.Panel', {
  part: <Inbox.Panel />,
  within: (part) => withRoot(part),
  tag: 'section',
  className: 'inbox-panel',
  data: { look: 'page' },
})
describePart('Inbox.Header', {
  part: <Inbox.Header />,
  within: inPanel(),
  tag: 'div',
  className: 'inbox-header',
})
describePart('Inbox.Title', {
  part: <Inbox.Title />,
  within: inPanel(),
  tag: 'h2',
  className: 'inbox-title',
})
describePart('Inbox.MarkAllRead', {
  part: <Inbox.MarkAllRead />,
  within: inPanel(),
  tag: 'button',
  className: 'inbox-icon-button',
  data: { disabled: '' },
})
describePart('Inbox.Filters', {
  part: <Inbox.Filters />,
  within: inPanel(() =>
    fakeInbox(
      ['orders', 'billing'].map((identifier, id) =>
        aNotification({ category: { id, identifier, name: identifier } }),
      ),
    ),
  ),
  tag: 'button',
  className: 'inbox-icon-button',
})
describePart('Inbox.Settings', {
  part: <Inbox.Settings />,
  within: inPanel(),
  tag: 'button',
  className: 'inbox-icon-button',
})
describePart('Inbox.PageLink', {
  part: <Inbox.PageLink />,
  within: (part) => withPanel(part, some(), { pageUrl: '/inbox' }),
  tag: 'a',
  className: 'inbox-icon-button',
})
describePart('Inbox.BulkBar', {
  part: <Inbox.BulkBar />,
  within: (part) => withPanel(<Selecting>{part}</Selecting>, some()),
  tag: 'div',
  className: 'inbox-bulk-bar',
  data: { count: '1' },
})
describePart('Inbox.Help', {
  part: <Inbox.Help />,
  within: (part) => withPanel(<Selecting>{part}</Selecting>, some()),
  tag: 'dialog',
  className: 'inbox-help',
})
describePart('Inbox.Select', {
  part: <Inbox.Select />,
  within: (part) => withItem(part, aNotification({ id: 1 })),
  tag: 'input',
  className: 'inbox-select',
})
describePart('Inbox.Close', {
  part: <Inbox.Close />,
  within: inPanel(),
  tag: 'button',
  className: 'inbox-close',
})
describePart('Inbox.Tabs', {
  part: <Inbox.Tabs />,
  within: inPanel(),
  tag: 'div',
  className: 'inbox-tabs',
})
describePart('Inbox.Tab', {
  part: <Inbox.Tab value="all" />,
  within: inPanel(),
  tag: 'button',
  className: 'inbox-tab',
  data: { current: '', value: 'all' },
})
describePart('Inbox.Notice', {
  part: <Inbox.Notice />,
  within: inPanel(() => {
    const inbox = some()
    inbox.setConnection({ kind: 'refused', reason: problem('token_expired') })
    return inbox
  }),
  tag: 'div',
  className: 'inbox-notice',
  data: { kind: 'signedOut' },
})
describePart('Inbox.Toasts', {
  part: <Inbox.Toasts />,
  within: (part) => withRoot(part, some()),
  tag: 'div',
  className: 'inbox-toasts',
})
describePart('Inbox.Pill', {
  part: <Inbox.Pill />,
  within: inPanel(() => {
    const inbox = some()
    inbox.feed().hold(true)
    inbox.arrive(aNotification())
    return inbox
  }),
  tag: 'button',
  className: 'inbox-pill',
})
describePart('Inbox.Body', {
  part: <Inbox.Body />,
  within: inPanel(),
  tag: 'div',
  className: 'inbox-body',
})
describePart('Inbox.List', {
  part: <Inbox.List>{() => null}</Inbox.List>,
  within: inPanel(some),
  tag: 'div',
  className: 'inbox-list',
})
describePart('Inbox.LoadMore', {
  part: <Inbox.LoadMore />,
  within: inPanel(() => fakeInbox(manyNotifications(30))),
  tag: 'div',
  className: 'inbox-load-more',
})
describePart('Inbox.Empty', {
  part: <Inbox.Empty />,
  within: inPanel(),
  tag: 'div',
  className: 'inbox-empty',
})
describePart('Inbox.Failed', {
  part: <Inbox.Failed />,
  within: inPanel(failing),
  tag: 'div',
  className: 'inbox-failed',
  data: { code: 'offline' },
})

describePart('Inbox.Item', {
  part: <Inbox.Item notification={aNotification({ state: 'accepted' })} />,
  within: inPanel(),
  tag: 'article',
  className: 'inbox-item',
  data: { unread: '', unseen: '', state: 'accepted' },
})
describePart('Inbox.DefaultItem', {
  part: <Inbox.DefaultItem notification={aNotification({ pinnedAt: '2026-11-20T12:00:00Z' })} />,
  within: inPanel(),
  tag: 'article',
  className: 'inbox-item',
  data: { unread: '', unseen: '', pinned: '' },
})
describePart('Inbox.Avatar', {
  part: <Inbox.Avatar />,
  within: inItem,
  tag: 'span',
  className: 'inbox-avatar',
  data: { tint: '6' },
})
describePart('Inbox.Open', {
  part: <Inbox.Open />,
  within: inItem,
  tag: 'a',
  className: 'inbox-open',
  data: { unread: '', unseen: '' },
})
describePart('Inbox.Time', { part: <Inbox.Time />, within: inItem, tag: 'time', className: 'inbox-time' })
describePart('Inbox.Message', {
  part: <Inbox.Message />,
  within: inItem,
  tag: 'p',
  className: 'inbox-message',
})
describePart('Inbox.Category', {
  part: <Inbox.Category />,
  within: inItem,
  tag: 'span',
  className: 'inbox-category',
  data: { category: 'a' },
})
describePart('Inbox.Reason', {
  part: <Inbox.Reason />,
  within: inItem,
  tag: 'div',
  className: 'inbox-reason',
})
describePart('Inbox.Mute', { part: <Inbox.Mute />, within: inItem, tag: 'button', className: 'inbox-quiet' })
describePart('Inbox.Blocks', {
  part: <Inbox.Blocks />,
  within: inRichItem,
  tag: 'div',
  className: 'inbox-blocks',
})
describePart('Inbox.Actions', {
  part: <Inbox.Actions />,
  within: inItem,
  tag: 'div',
  className: 'inbox-actions',
})
describePart('Inbox.Archive', {
  part: <Inbox.Archive />,
  within: inArchivedItem,
  tag: 'button',
  className: 'inbox-icon-button',
  data: { archived: '' },
})
describePart('Inbox.Snooze', {
  part: <Inbox.Snooze />,
  within: inItem,
  tag: 'button',
  className: 'inbox-snooze',
})
describePart('Inbox.Pin', {
  part: <Inbox.Pin />,
  within: inPinnedItem,
  tag: 'button',
  className: 'inbox-icon-button',
  data: { pinned: '' },
})
describePart('Inbox.MarkRead', {
  part: <Inbox.MarkRead />,
  within: inItem,
  tag: 'button',
  className: 'inbox-icon-button',
  data: { unread: '' },
})
describePart('Inbox.Delete', {
  part: <Inbox.Delete />,
  within: inItem,
  tag: 'button',
  className: 'inbox-icon-button',
})
describePart('Inbox.More', { part: <Inbox.More />, within: inItem, tag: 'button', className: 'inbox-more' })

describe('a part outside its parent', () => {
  const message = (element: ReactElement): string => {
    try {
      render(element)
    } catch (error) {
      // React 18 says it too.
      if (version.startsWith('18')) expectComplaint('The above error occurred')
      return (error as Error).message
    }
    return 'nothing was thrown'
  }

  it('says that a root is missing', () => {
    expect(message(withInbox(<Inbox.Bell />))).toBe('Inbox.Bell belongs inside <Inbox.Root>.')
  })

  it('says that a panel is missing', () => {
    const words = 'Inbox.List belongs inside <Inbox.Popover> or <Inbox.Panel>.'
    expect(message(withRoot(<Inbox.List>{() => null}</Inbox.List>))).toBe(words)
  })

  it('says that an item is missing', () => {
    expect(message(withPanel(<Inbox.Open />))).toBe('Inbox.Open belongs inside <Inbox.Item>.')
  })

  it('says that a provider is missing', () => {
    const words = 'inboxkit: put <InboxProvider baseUrl apiKey userId> above this component.'
    expect(message(<Inbox.Root />)).toBe(words)
  })
})
