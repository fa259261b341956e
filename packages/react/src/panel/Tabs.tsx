'use client'

import { forwardRef, type KeyboardEvent, useLayoutEffect, useRef } from 'react'
import { useRefs } from '../part/refs.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useText } from '../text/use-text.js'
import { usePanel } from './context.js'

export type TabsProps = PartProps<'div'>

/** Pixels at either end of the row where tabs fade out. */
const fade = 24

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

/** Scrolls the row sideways until all of the tab shows, and nothing around it. */
function show(tabs: HTMLElement, tab: Element): void {
  const box = tabs.getBoundingClientRect()
  const { left, right } = tab.getBoundingClientRect()
  if (left < box.left + fade) tabs.scrollLeft += left - box.left - fade
  else if (right > box.right - fade) tabs.scrollLeft += right - box.right + fade
}

/** The row of tabs. Arrow keys move between them and show what they name; those that do not fit scroll sideways. */
export const Tabs: Part<HTMLDivElement, TabsProps> = forwardRef(function Tabs({ render, ...props }, ref) {
  const { tab } = usePanel('Inbox.Tabs')
  const text = useText('Inbox.Tabs')
  const tabs = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    const current = tabs.current?.querySelector('[aria-selected=true]')
    if (tabs.current && current) show(tabs.current, current)
  }, [tab])
  return usePart('div', {
    render,
    ref: useRefs(ref, tabs),
    own: { role: 'tablist', 'aria-label': text('tabs'), className: 'inbox-tabs', onKeyDown },
    props,
  })
})
