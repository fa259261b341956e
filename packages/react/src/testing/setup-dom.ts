import '@testing-library/jest-dom/vitest'
import { cleanup, configure } from '@testing-library/react'
import { afterEach } from 'vitest'

// Long enough for a machine that is busy with other things.
configure({ asyncUtilTimeout: 15_000 })
afterEach(cleanup)

class Watcher {
  observe(): void {}
  unobserve(): void {}
  disconnect(): void {}
}

const isBrowserLike = typeof window !== 'undefined'

// What jsdom leaves out, as far as parts need it to be drawn. How it behaves is tested in Chromium.
if (isBrowserLike) {
  Object.assign(window, {
    ResizeObserver: Watcher,
    IntersectionObserver: Watcher,
    matchMedia: (query: string) => ({
      matches: false,
      media: query,
      addEventListener: () => {},
      removeEventListener: () => {},
    }),
  })
  const open = function (this: HTMLElement) {
    this.setAttribute('open', '')
    this.style.display = 'block'
  }
  const close = function (this: HTMLElement) {
    this.removeAttribute('open')
    this.style.display = 'none'
  }
  Object.assign(HTMLElement.prototype, { showPopover: open, hidePopover: close })
  Object.assign(HTMLDialogElement.prototype, { showModal: open, close })

  // Files share one document.
  if (!document.querySelector('style')) {
    const sheet = document.createElement('style')
    sheet.textContent = '.inbox-root { --ibx-surface: white }'
    document.head.append(sheet)
  }
}
