'use client'

import type { WebPushOptions } from '@inboxkit/core'
import type { Problem } from '@inboxkit/protocol'
import { type ReactElement, type ReactNode, useContext, useEffect, useMemo } from 'react'
import { useLatest } from '../hooks/use-latest.js'
import { InboxContext } from '../provider/context.js'
import type { Language } from '../root/use-language.js'
import type { Labels } from '../text/english.js'
import { PreferencesContext, type PreferencesValue } from './context.js'
import { type PreferencesOptions, usePage } from './use-preferences.js'

interface ProvidedProps extends PreferencesOptions, Language {
  webPush: WebPushOptions | undefined
  labels: Partial<Labels>
  onProblem: ((problem: Problem) => void) | undefined
  children: ReactNode
}

/** Gives the parts below what they show. */
export function Provided(props: ProvidedProps): ReactElement {
  const { tenant, source, webPush, labels, locale, texts, onProblem, children } = props
  const above = useContext(InboxContext)
  const inbox = source ? null : above
  const { page, status, problem, reload, change } = usePage({ tenant, source }, true)
  const tell = useLatest(onProblem)
  useEffect(() => {
    if (problem) tell.current?.(problem)
  }, [problem, tell])
  const value = useMemo<PreferencesValue>(
    () => ({
      ...{ page, status, problem, reload, inbox, webPush, labels, locale, texts },
      change: (changes) =>
        change(changes).catch((reason: Problem) => {
          tell.current?.(reason)
          throw reason
        }),
    }),
    [page, status, problem, reload, change, inbox, webPush, labels, locale, texts, tell],
  )
  return <PreferencesContext.Provider value={value}>{children}</PreferencesContext.Provider>
}
