'use client'

import { forwardRef, type MouseEvent } from 'react'
import { PageIcon } from '../icons/icons.js'
import { ownPath, safeHref } from '../links/safe-href.js'
import { isPlain } from '../links/use-open-notification.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useRoot } from '../root/context.js'
import { useText } from '../text/use-text.js'
import { usePanel } from './context.js'

export type PageLinkProps = PartProps<'a'>

/** Leads to the page of the whole inbox, the root's `pageUrl`. Not there without one, and not on that page. */
export const PageLink: Part<HTMLAnchorElement, PageLinkProps> = forwardRef(function PageLink(
  { render, ...props },
  ref,
) {
  const { layout, pageUrl, handlers } = useRoot('Inbox.PageLink')
  const { leave } = usePanel('Inbox.PageLink')
  const text = useText('Inbox.PageLink')
  const href = safeHref(pageUrl)
  const part = usePart('a', {
    render,
    ref,
    own: {
      className: 'inbox-icon-button',
      href,
      title: text('openPage'),
      'aria-label': text('openPage'),
      onClick: (event: MouseEvent) => {
        if (!href || !isPlain(event)) return
        const { navigate } = handlers.current
        const path = ownPath(href)
        if (path !== undefined && navigate) {
          event.preventDefault()
          navigate(path)
        }
        leave()
      },
      children: <PageIcon />,
    },
    props,
  })
  return href && layout !== 'page' ? part : null
})
