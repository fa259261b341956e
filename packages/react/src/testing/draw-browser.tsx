import type { Inbox as InboxClient } from '@inboxkit/core'
import { render } from '@testing-library/react'
import type { CSSProperties, ReactElement, ReactNode } from 'react'
import { vi } from 'vitest'
import { Inbox, type InboxProps } from '../inbox/Inbox.js'
import { manyNotifications } from './builders.js'
import { withInbox } from './draw.js'
import { type FakeInbox, fakeInbox } from './fake-inbox.js'

interface Stage<Client> {
  inbox?: Client
  /** Style of the element around the inbox. */
  host?: CSSProperties
  /** What else is on the page, after the inbox. */
  after?: ReactNode
  container?: HTMLElement
}

/** A page with the inbox in its upper end corner, and a button after it. */
export function drawInbox<Client extends InboxClient = FakeInbox>(
  props: InboxProps = {},
  stage: Stage<Client> = {},
): Client {
  const { inbox = fakeInbox(manyNotifications(3)) as InboxClient as Client, host, after, container } = stage
  const page: ReactElement = (
    <div style={{ minHeight: 560, fontFamily: 'Liberation Sans' }}>
      <div style={{ display: 'flex', justifyContent: 'flex-end', padding: 8, ...host }}>
        <Inbox {...props} />
      </div>
      <button type="button">Elsewhere</button>
      {after}
    </div>
  )
  render(withInbox(page, inbox), container ? { container } : {})
  return inbox
}

/** The first element with this class, also inside `root`; throws when there is none. */
export function the(selector: string, root: ParentNode = document): HTMLElement {
  const found = root.querySelector<HTMLElement>(selector)
  if (!found) throw new Error(`Nothing on the page is ${selector}`)
  return found
}

/** The element with the focus, looked for inside shadow roots too. */
export function focused(): Element | null {
  let at = document.activeElement
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement
  return at
}

/** Waits until the check passes: long enough for a machine that is busy with other things. */
export const until = <T,>(check: () => T | Promise<T>): Promise<T> => vi.waitFor(check, { timeout: 15_000 })
