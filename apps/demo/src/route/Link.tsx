import type { ComponentProps, MouseEvent } from 'react'
import { hrefOf, navigate, type Route } from './route'

export type LinkProps = Omit<ComponentProps<'a'>, 'href'> & { to: Partial<Route> }

/** A real link that a plain click follows without loading the page. */
export function Link({ to, onClick, children, ...props }: LinkProps) {
  const href = hrefOf(to)
  const follow = (event: MouseEvent<HTMLAnchorElement>) => {
    onClick?.(event)
    const isPlain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey
    if (event.defaultPrevented || !isPlain || props.target === '_blank') return
    event.preventDefault()
    navigate(href)
  }
  return (
    <a {...props} href={href} onClick={follow}>
      {children}
    </a>
  )
}
