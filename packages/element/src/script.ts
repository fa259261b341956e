import './index.js'
import { setHomeOfScript } from './home.js'
import type { InboxKitValues } from './values.js'

// Only now is the script that is running known. The elements of the page ask for it as soon as it has run.
const script = document.currentScript
if (script instanceof HTMLScriptElement && script.src) setHomeOfScript(script.src)

export interface MountOptions extends InboxKitValues {
  defaultOpen?: boolean
}

export interface InboxkitScript {
  /** Puts an `<inbox-kit>` into an element of a plain page. Returns what takes it out again. */
  mount: (place: Element, options: MountOptions) => () => void
}

declare global {
  interface Window {
    inboxkit: InboxkitScript
  }
}

const mount: InboxkitScript['mount'] = (place, { defaultOpen, ...values }) => {
  const element = document.createElement('inbox-kit')
  Object.assign(element, { open: defaultOpen }, values)
  place.append(element)
  return () => element.remove()
}

/** `<div data-inboxkit data-api-key="…" data-user-id="…">` is another way to write `<inbox-kit>`. */
function mountMarked(): void {
  for (const place of document.querySelectorAll('[data-inboxkit]')) {
    const element = document.createElement('inbox-kit')
    for (const { name, value } of place.attributes)
      if (name.startsWith('data-')) element.setAttribute(name.slice(5), value)
    place.append(element)
  }
}

window.inboxkit = { mount }
if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', mountMarked)
else mountMarked()
