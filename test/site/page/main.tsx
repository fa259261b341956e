import { Inbox, type InboxProps, InboxProvider } from '@inboxkit/react'
import { PreferenceCenter, type PreferenceCenterProps } from '@inboxkit/react/preferences'
import type { ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { openStage } from './scene.js'

/** `show`: the inbox, or the preference center. `props`: its, as JSON. `host`: what is around it. */
const query = new URLSearchParams(location.search)
const given: unknown = JSON.parse(query.get('props') ?? '{}')
const isCenter = query.get('show') === 'preferences'
const props = isCenter ? {} : (given as InboxProps)
const host = query.get('host') ?? 'plain'

globalThis.stage = openStage()

const bellOf = (user: 'ann' | 'bob', given: InboxProps = props): ReactElement => (
  <InboxProvider client={stage.inboxes[user]}>
    <Inbox navigate={() => {}} {...given} />
  </InboxProvider>
)

const center = (): ReactElement => (
  <InboxProvider client={stage.inboxes.ann}>
    <PreferenceCenter {...(given as PreferenceCenterProps)} />
  </InboxProvider>
)

/** An app with a header; the preference center, and the inbox with `layout="page"`, are its content. */
function App(): ReactElement {
  const isPage = props.layout === 'page'
  return (
    <>
      <header className="host-header">
        <span className="host-name">Harbour</span>
        {host === 'two' && bellOf('bob', {})}
        {!isPage && !isCenter && bellOf('ann')}
      </header>
      <main className="host-main">
        {isPage && bellOf('ann')}
        {isCenter && center()}
        {host === 'sticky' && <div className="host-tall">Above everything</div>}
      </main>
    </>
  )
}

/** Into a shadow root, with the stylesheet in it, as a web component would. */
function shadowOf(element: Element): ShadowRoot {
  const shadow = element.attachShadow({ mode: 'open' })
  for (const sheet of document.querySelectorAll('link[rel=stylesheet]')) shadow.append(sheet.cloneNode())
  return shadow
}

const place = document.createElement('div')
place.className = 'host'
place.dataset['host'] = host
document.body.append(place)
if (host === 'iframe') {
  const frame = document.createElement('iframe')
  frame.className = 'host-frame'
  frame.title = 'Inbox'
  query.delete('host')
  frame.src = `/?${query}`
  place.append(frame)
} else {
  createRoot(host === 'shadow' ? shadowOf(place) : place).render(<App />)
}
