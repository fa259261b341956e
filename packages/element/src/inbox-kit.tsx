import { Badge, Bell, InboxPanel, LazyToasts, Root } from 'inboxkit:parts'
import type { Counts } from '@inboxkit/protocol'
import { useCounts } from '@inboxkit/react'
import { useEffect, useRef } from 'react'
import type { View } from './draw.js'
import { tell } from './events.js'
import { withIdentity } from './identity.js'
import { describeElement, KitElement } from './kit-element.js'
import { themeAround } from './theme-around.js'
import type { InboxKitValues } from './values.js'

const Base: abstract new () => KitElement<InboxKitValues> & InboxKitValues = KitElement

/** `<inbox-kit>`: a bell with its count, and behind it the live list of one user's notifications. */
export class InboxKit extends Base {
  /** What the bell counts from, as far as it is known. */
  counts: Counts | null = null

  protected override view(): View {
    const { values } = this
    const { baseUrl, apiKey, userId, userToken, client, ...looks } = values
    return withIdentity(
      this,
      values,
      // As `<Inbox/>`, with everything here already.
      <Root
        {...looks}
        open={values.open ?? false}
        theme={themeAround(this, values.theme)}
        onOpen={(notification, event) => {
          values.onOpen?.(notification, event as unknown as MouseEvent)
          if (!tell(this, 'inbox-open', notification, true)) event.preventDefault()
        }}
        onOpenChange={(open) => {
          values.onOpenChange?.(open)
          if (tell(this, 'inbox-open-change', { open }, true)) this.open = open
        }}
        onTabChange={(tab) => {
          values.onTabChange?.(tab)
          tell(this, 'inbox-tab-change', { tab })
        }}
        onProblem={(problem) => {
          values.onProblem?.(problem)
          tell(this, 'inbox-problem', problem)
        }}
      >
        {values.layout !== 'page' && (
          <Bell>
            <Badge />
          </Bell>
        )}
        <InboxPanel />
        <LazyToasts />
        <Counting onCount={(counts) => this.#count(counts)} />
      </Root>,
    )
  }

  #count(counts: Counts | null): void {
    this.counts = counts
    if (counts) tell(this, 'inbox-count', counts)
  }

  /** The bell, or where there is none the list. */
  protected override focusTarget(): HTMLElement | null | undefined {
    return this.shadowRoot?.querySelector<HTMLElement>('.inbox-bell, .inbox-panel')
  }
}

/** Tells how much there is to read. */
function Counting({ onCount }: { onCount: (counts: Counts | null) => void }): null {
  const counts = useCounts()
  const latest = useRef(onCount)
  useEffect(() => latest.current(counts), [counts])
  return null
}

describeElement<InboxKitValues>(
  InboxKit,
  [
    'baseUrl',
    'apiKey',
    'userId',
    'userToken',
    'layout',
    'open',
    'badge',
    'theme',
    'density',
    'preset',
    'locale',
    'tabs',
    'tab',
    'defaultTab',
    'pageUrl',
    'shortcuts',
    'settings',
    'arrivals',
  ],
  [
    'client',
    'labels',
    'webPush',
    'navigate',
    'onOpen',
    'onOpenChange',
    'onTabChange',
    'onProblem',
    'onSignIn',
  ],
)
