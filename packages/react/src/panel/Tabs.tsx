'use client'

import { forwardRef, type KeyboardEvent } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useText } from '../text/use-text.js'
import { usePanel } from './context.js'

export type TabsProps = PartProps<'div'>

/** Where each key leads among `count` tabs, starting from `at`; right and left change places in right-to-left. */
const nextTab = (key: string, at: number, count: number, rtl: boolean): number | undefined => {
  const step = rtl ? -1 : 1
  if (key === 'ArrowRight') return (at + step + count) % count
  if (key === 'ArrowLeft') return (at - step + count) % count
  if (key === 'Home') return 0
  if (key === 'End') return count - 1
  return undefined
}

const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
  const tabs = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')]
  const rtl = getComputedStyle(event.currentTarget).direction === 'rtl'
  const next = nextTab(event.key, tabs.indexOf(event.target as HTMLElement), tabs.length, rtl)
  if (next === undefined) return
  event.preventDefault()
  tabs[next]?.focus()
  tabs[next]?.click()
}

/** The row of tabs. Arrow keys move between them and show what they name. */
export const Tabs: Part<HTMLDivElement, TabsProps> = forwardRef(function Tabs({ render, ...props }, ref) {
  usePanel('Inbox.Tabs')
  const text = useText('Inbox.Tabs')
  return usePart('div', {
    render,
    ref,
    own: { role: 'tablist', 'aria-label': text('tabs'), className: 'inbox-tabs', onKeyDown },
    props,
  })
})
