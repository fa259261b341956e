// @vitest-environment node
import { renderToString } from 'react-dom/server'
import { describe, expect, it, vi } from 'vitest'
import { InboxProvider } from '../provider/InboxProvider.js'
import { Inbox, type InboxProps } from './Inbox.js'

const draw = (props: InboxProps = {}): string =>
  renderToString(
    <InboxProvider baseUrl="http://inbox.test" apiKey="key" userId="ann">
      <Inbox {...props} />
    </InboxProvider>,
  )

describe('on the server', () => {
  it('draws the bell alone, without count or time, and asks nobody', () => {
    const fetching = vi.spyOn(globalThis, 'fetch')
    const html = draw()
    expect(html.match(/<button/g)).toHaveLength(1)
    expect(html).toContain('aria-label="Notifications"')
    expect(html).not.toMatch(/inbox-badge|<dialog|<time/)
    expect(fetching).not.toHaveBeenCalled()
  })

  it('writes no style attributes and no data URLs, so a strict CSP has nothing against it', () => {
    expect(draw({ defaultOpen: true })).not.toMatch(/style=|data:/)
  })

  it('draws the same open, and nothing but the root as a page', () => {
    expect(draw({ defaultOpen: true })).not.toContain('<dialog')
    expect(draw({ layout: 'page' })).toMatch(/^<div[^>]*><\/div>$/)
  })
})
