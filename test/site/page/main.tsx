import { Inbox, type InboxProps, InboxProvider } from '@inboxkit/react'
import { PreferenceCenter, type PreferenceCenterProps } from '@inboxkit/react/preferences'
import { createElement, type ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { openStage } from './scene.js'

/** `show`: the inbox, or the preference center; `as` a component or an element. `props`: its, as JSON. `host`: what is around it. */
const query = new URLSearchParams(location.search)
const given: unknown = JSON.parse(query.get('props') ?? '{}')
const isCenter = query.get('show') === 'preferences'
const props = isCenter ? {} : (given as InboxProps)
const host = query.get('host') ?? 'plain'
const isElement = query.get('as') === 'element'

globalThis.stage = openStage()

/** The element, with everything as properties. */
const element = (tag: string, values: object): ReactElement =>
  createElement(tag, { ref: (made: HTMLElement | null) => void (made && Object.assign(made, values)) })

const bellOf = (user: 'ann' | 'bob', { defaultOpen, ...given }: InboxProps = props): ReactElement => {
  const client = stage.inboxes[user]
  const navigate = (): void => {}
  if (isElement) return element('inbox-kit', { client, navigate, open: defaultOpen, ...given })
  return (
    <InboxProvider client={client}>
      <Inbox {...{ defaultOpen, navigate, ...given }} />
    </InboxProvider>
  )
}

const center = (): ReactElement => {
  const client = stage.inboxes.ann
  if (isElement) return element('inbox-kit-preferences', { client, ...(given as object) })
  return (
    <InboxProvider client={client}>
      <PreferenceCenter {...(given as PreferenceCenterProps)} />
    </InboxProvider>
  )
}

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
