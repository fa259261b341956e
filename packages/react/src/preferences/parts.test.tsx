import { problem } from '@inboxkit/protocol'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { render } from '@testing-library/react'
import { type ReactElement, type ReactNode, version } from 'react'
import { beforeAll, describe, expect, it } from 'vitest'
import * as Preferences from '../preferences.js'
import { expectComplaint } from '../testing/complaint.js'
import { describePart } from '../testing/describe-part.js'
import { fakeInbox } from '../testing/fake-inbox.js'
import { aCategory, aPage, fakeSource } from '../testing/fake-preferences.js'
import { PreferencesContext, type PreferencesValue } from './context.js'
import { moreChunk } from './more-chunk.js'

const muted = aCategory('News', {
  channels: [{ channel: 'email', enabled: false, isChosen: true }],
})
const device = {
  id: 'a',
  deviceType: 'browser',
  browserType: 'chrome',
  hasWebPush: true,
  createdAt: '2026-11-01T12:00:00Z',
  lastSeenAt: '2026-11-20T12:00:00Z',
}
const digest = {
  workflow: 'a',
  name: 'A',
  categoryId: 1,
  choices: ['0s', '1d'],
  choice: '0s',
  isChosen: false,
}
const page = aPage({
  digests: [digest],
  quietHours: { enabled: true, timeZone: null, schedule: {} },
})

beforeAll(() => moreChunk.load())

/** What has been read. */
const within =
  (given: Partial<PreferencesValue> = {}) =>
  (part: ReactNode): ReactElement => {
    const inbox = fakeInbox()
    const client = new QueryClient({ defaultOptions: { queries: { enabled: false } } })
    client.setQueryData(['inboxkit', inbox.baseUrl, inbox.userId, 'devices'], [device])
    const value: PreferencesValue = {
      page,
      status: 'ready',
      problem: null,
      reload: () => {},
      change: () => Promise.resolve(),
      inbox,
      webPush: undefined,
      labels: {},
      locale: 'en',
      texts: {},
      ...given,
    }
    return (
      <QueryClientProvider client={client}>
        <PreferencesContext.Provider value={value}>{part}</PreferencesContext.Provider>
      </QueryClientProvider>
    )
  }

describePart('Preferences.Root', {
  part: <Preferences.Root source={fakeSource()} density="compact" />,
  within: (part) => part,
  tag: 'div',
  className: 'inbox-root',
  data: { layout: 'page', theme: 'auto', density: 'compact', preset: 'plain' },
})
describePart('Preferences.Title', {
  part: <Preferences.Title />,
  within: within(),
  tag: 'h2',
  className: 'inbox-title',
})
describePart('Preferences.Categories', {
  part: <Preferences.Categories />,
  within: within(),
  tag: 'div',
  className: 'inbox-categories',
})
describePart('Preferences.Category', {
  part: <Preferences.Category category={muted} />,
  within: within(),
  tag: 'div',
  className: 'inbox-preference',
  data: { muted: '', category: 'news' },
})
describePart('Preferences.Switch', {
  part: <Preferences.Switch channel="email" />,
  within: (part) => within()(<Preferences.Category>{part}</Preferences.Category>),
  tag: 'button',
  className: 'inbox-switch',
  data: { checked: '', channel: 'email' },
})
describePart('Preferences.Digests', {
  part: <Preferences.Digests />,
  within: within(),
  tag: 'div',
  className: 'inbox-section',
})
describePart('Preferences.QuietHours', {
  part: <Preferences.QuietHours />,
  within: within(),
  tag: 'div',
  className: 'inbox-section',
  data: { enabled: '' },
})
describePart('Preferences.Devices', {
  part: <Preferences.Devices />,
  within: within(),
  tag: 'div',
  className: 'inbox-section',
})
describePart('Preferences.Failed', {
  part: <Preferences.Failed />,
  within: within({ page: undefined, status: 'failed', problem: problem('offline') }),
  tag: 'div',
  className: 'inbox-failed',
  data: { code: 'offline' },
})

describe('parts put together by the host', () => {
  it('have its own lines, with its own switches', () => {
    const { container } = render(
      within()(
        <Preferences.Categories>
          {(category) => (
            <Preferences.Category key={category.category.id} category={category}>
              <b>{category.category.name}</b>
              <Preferences.Switch channel="email" />
            </Preferences.Category>
          )}
        </Preferences.Categories>,
      ),
    )
    const lines = [...container.querySelectorAll('[data-category]')]
    expect(lines.map(({ textContent }) => textContent)).toEqual(['Orders', 'Security', 'Comments'])
    expect(lines.map((line) => line.querySelectorAll('[role=switch]').length)).toEqual([1, 1, 1])
  })

  it('have a hook that shows the same', () => {
    const Names = () => {
      const { page: shown, status } = Preferences.usePreferences()
      return <p>{`${status}: ${shown?.categories.map(({ category }) => category.name).join()}`}</p>
    }
    const { container } = render(within()(<Names />))
    expect(container).toHaveTextContent('ready: Orders,Security,Comments')
  })
})

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
    expect(message(<Preferences.QuietHours />)).toBe(
      'Preferences.QuietHours belongs inside <Preferences.Root>.',
    )
  })

  it('says that a category is missing', () => {
    expect(message(within()(<Preferences.Switch channel="sms" />))).toBe(
      'Preferences.Switch belongs inside <Preferences.Category>.',
    )
  })

  it('says that a provider is missing', () => {
    expect(message(<Preferences.PreferenceCenter />)).toBe(
      'inboxkit: preferences need an <InboxProvider> above, or a `source`.',
    )
  })
})
