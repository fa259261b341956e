'use client'

import type { WebPushOptions } from '@inboxkit/core'
import type { Problem } from '@inboxkit/protocol'
import { forwardRef, useEffect, useId, useLayoutEffect, useMemo, useRef, useState } from 'react'
import { useLatest } from '../hooks/use-latest.js'
import { isReact18 } from '../part/react-18.js'
import { useRefs } from '../part/refs.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useInbox } from '../provider/context.js'
import type { Labels } from '../text/english.js'
import { addToast, createToasts } from '../toast/toast-store.js'
import {
  type Density,
  type Handlers,
  type InboxTab,
  type Layout,
  OpenContext,
  type Preset,
  type Renderer,
  RootContext,
  type RootValue,
  type Theme,
} from './context.js'
import { useLanguage } from './use-language.js'
import { useOpenState } from './use-open-state.js'

export interface RootProps extends PartProps<'div'>, Handlers {
  /** `popover` at the bell (default), `side` sheet at the end edge, or `page`: a column in the page, without a bell. */
  layout?: Layout | undefined
  open?: boolean | undefined
  defaultOpen?: boolean | undefined
  onOpenChange?: ((open: boolean) => void) | undefined
  /** What the bell counts: what was never shown (default) or what was not read. */
  badge?: 'unseen' | 'unread' | undefined
  /** `auto` (default) follows the inherited `color-scheme`, or `.dark` / `[data-theme=dark]` above. */
  theme?: Theme | undefined
  /** Default: `comfortable`; `compact` in the preset `dense`. */
  density?: Density | undefined
  /** A look made of variables: `plain` (default), `soft` or `dense`. */
  preset?: Preset | undefined
  /** Default: all, unread, snoozed, archived. One tab alone is not drawn. */
  tabs?: readonly InboxTab[] | undefined
  /** Name of the tab that is shown; with `onTabChange` you decide. */
  tab?: string | undefined
  /** Name of the tab that an opened panel begins with; default: the first. */
  defaultTab?: string | undefined
  /** Made by `createRenderer`: how the notifications of a workflow are drawn. Keep the array the same. */
  renderers?: readonly Renderer[] | undefined
  /** Single keys that act on the current notification, such as `e` to archive it; on by default. */
  shortcuts?: boolean | undefined
  /** `toast`: what arrives while the panel is closed is shown in a corner of the page; default: `none`. */
  arrivals?: 'toast' | 'none' | undefined
  /** Address of your page with `<Inbox layout="page"/>`: the panel links to it. */
  pageUrl?: string | undefined
  /** Whether the panel has a button for its settings (default); a function opens yours instead. Keep it the same. */
  settings?: boolean | (() => void) | undefined
  /** Where the service worker is that shows what is pushed: then the settings have a switch for this browser. */
  webPush?: WebPushOptions | undefined
  labels?: Partial<Labels> | undefined
  /**
   * A language code such as `de` or `pt_BR`; default: the page's, then the browser's. There are texts for en, de, fr,
   * es, ar and ja; others read English, with their own figures and times.
   */
  locale?: string | undefined
}

const noLabels: Partial<Labels> = {}
const noRenderers: readonly Renderer[] = []
const usualTabs: readonly InboxTab[] = ['all', 'unread', 'snoozed', 'archived']

/** The request is out before the browser draws; not in React 18, which complains of layout effects on a server. */
const useEarlyEffect = isReact18 ? useEffect : useLayoutEffect

/** Holds the parts of one inbox together. Connects when mounted. */
export const Root: Part<HTMLDivElement, RootProps> = forwardRef(function Root(props, ref) {
  const {
    layout = 'popover',
    open,
    defaultOpen = false,
    onOpenChange,
    badge = 'unseen',
    theme = 'auto',
    preset = 'plain',
    density = preset === 'dense' ? 'compact' : 'comfortable',
    tabs = usualTabs,
    tab,
    defaultTab,
    onTabChange,
    renderers = noRenderers,
    shortcuts = true,
    arrivals = 'none',
    pageUrl,
    settings = true,
    webPush,
    labels = noLabels,
    locale: code,
    navigate,
    onOpen,
    onProblem,
    onSignIn,
    render,
    children,
    ...host
  } = props
  const inbox = useInbox()
  const handlers = useLatest({ navigate, onOpen, onProblem, onTabChange, onSignIn })
  const panelId = useId()
  const root = useRef<HTMLElement>(null)
  const { locale, texts, dir } = useLanguage(code, root)
  const bell = useRef<HTMLElement>(null)
  const [toasts] = useState(createToasts)
  const canSignIn = onSignIn !== undefined
  const opening = useOpenState(open, defaultOpen, onOpenChange)

  // The first page comes with the connect, and stays at hand while the panel is closed.
  useEarlyEffect(() => inbox.feed().subscribe(() => {}), [inbox])

  const value = useMemo<RootValue>(() => {
    const report = (problem: Problem) => {
      addToast(toasts, { kind: 'refused', problem })
      handlers.current.onProblem?.(problem)
    }
    return {
      layout,
      badge,
      tabs,
      tab,
      defaultTab,
      canSignIn,
      renderers,
      shortcuts,
      arrivals,
      settings,
      webPush,
      pageUrl,
      labels,
      locale,
      texts,
      inbox,
      handlers,
      root,
      bell,
      panelId,
      toasts,
      report,
    }
  }, [
    inbox,
    layout,
    badge,
    tabs,
    tab,
    defaultTab,
    canSignIn,
    renderers,
    shortcuts,
    arrivals,
    settings,
    webPush,
    pageUrl,
    labels,
    locale,
    texts,
    handlers,
    panelId,
    toasts,
  ])
  const { report } = value
  // Of an act that an earlier page left, nobody else hears why it was taken back.
  useEffect(() => inbox.onUndone(({ reason }) => report(reason)), [inbox, report])

  return usePart('div', {
    render,
    ref: useRefs(ref, root),
    state: { layout, theme, density, preset },
    own: { className: 'inbox-root', lang: code && locale, dir },
    props: {
      ...host,
      children: (
        <RootContext.Provider value={value}>
          <OpenContext.Provider value={opening}>{children}</OpenContext.Provider>
        </RootContext.Provider>
      ),
    },
  })
})
