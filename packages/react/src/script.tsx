import { createRoot } from 'react-dom/client'
import { Inbox, type InboxProps } from './inbox/Inbox.js'
import { InboxProvider } from './provider/InboxProvider.js'

/** The stylesheet as text; the bundle's build puts it in. */
declare const inboxkitStyles: string

export interface MountOptions extends InboxProps {
  /** Default: where the script came from. */
  baseUrl?: string
  apiKey: string
  userId: string
  userToken?: string | (() => Promise<string> | string)
}

export interface InboxkitScript {
  /** Puts the inbox into an element of a plain page. Returns what takes it out again. */
  mount: (element: Element, options: MountOptions) => () => void
}

declare global {
  interface Window {
    inboxkit: InboxkitScript
  }
}

// Only now is the script that is running known.
const script = document.currentScript
const ownOrigin =
  script instanceof HTMLScriptElement && script.src ? new URL(script.src).origin : location.origin

const styled = new WeakSet<Node>()
/** A constructed stylesheet: a strict CSP allows it, and a shadow root gets its own. */
function addStyles(element: Element): void {
  const root = element.getRootNode() as Document | ShadowRoot
  if (styled.has(root)) return
  styled.add(root)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(inboxkitStyles)
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet]
}

const mount: InboxkitScript['mount'] = (element, options) => {
  const { baseUrl = ownOrigin, apiKey, userId, userToken, ...props } = options
  addStyles(element)
  const root = createRoot(element)
  root.render(
    <InboxProvider baseUrl={baseUrl} apiKey={apiKey} userId={userId} userToken={userToken}>
      <Inbox {...props} />
    </InboxProvider>,
  )
  return () => root.unmount()
}

/** `<div data-inboxkit data-api-key="…" data-user-id="…">` needs no script of the page's own. */
function mountMarked(): void {
  for (const element of document.querySelectorAll<HTMLElement>('[data-inboxkit]')) {
    const { baseUrl, apiKey, userId, userToken, layout, theme, density, locale } = element.dataset
    if (!apiKey || !userId) {
      console.error('inboxkit: an element with data-inboxkit needs data-api-key and data-user-id too.')
      continue
    }
    const looks = { layout, theme, density, locale } as Pick<
      MountOptions,
      'layout' | 'theme' | 'density' | 'locale'
    >
    mount(element, { apiKey, userId, ...looks, ...(baseUrl && { baseUrl }), ...(userToken && { userToken }) })
  }
}

window.inboxkit = { mount }
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', mountMarked)
else mountMarked()
