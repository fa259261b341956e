'use client'

import type { WebPushOptions } from '@inboxkit/core'
import type { Problem } from '@inboxkit/protocol'
import { forwardRef, useRef } from 'react'
import { useRefs } from '../part/refs.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import type { Density, Preset, Theme } from '../root/context.js'
import { useLanguage } from '../root/use-language.js'
import type { Labels } from '../text/english.js'
import { Provided } from './Provided.js'
import type { PreferencesOptions } from './use-preferences.js'

export interface RootProps extends PartProps<'div'>, PreferencesOptions {
  /** `page`: a column scrolled by the page (default). `panel`: as high as what is around, and scrolled by itself. */
  layout?: 'page' | 'panel' | undefined
  /** Where the service worker is that shows what is pushed; without it there is no switch for this browser. */
  webPush?: WebPushOptions | undefined
  /** `auto` (default) follows the inherited `color-scheme`, or `.dark` / `[data-theme=dark]` above. */
  theme?: Theme | undefined
  density?: Density | undefined
  /** A look made of variables: `plain` (default), `soft` or `dense`. */
  preset?: Preset | undefined
  labels?: Partial<Labels> | undefined
  /** A language code such as `de` or `pt_BR`; default: the page's, then the browser's. */
  locale?: string | undefined
  /** Something could not be read, or was refused. It is shown, too. */
  onProblem?: ((problem: Problem) => void) | undefined
}

const noLabels: Partial<Labels> = {}

/** Holds the parts of one preference center together. Reads when mounted. */
export const Root: Part<HTMLDivElement, RootProps> = forwardRef(function Root(props, ref) {
  const { tenant, source, webPush, labels = noLabels, locale: code, onProblem, ...afterData } = props
  const { layout = 'page', theme = 'auto', preset = 'plain', ...afterLook } = afterData
  const { density = preset === 'dense' ? 'compact' : 'comfortable', render, children, ...host } = afterLook
  const root = useRef<HTMLElement>(null)
  const { locale, texts, dir } = useLanguage(code, root)
  return usePart('div', {
    render,
    ref: useRefs(ref, root),
    state: { layout, theme, density, preset },
    own: { className: 'inbox-root', lang: code && locale, dir },
    props: {
      ...host,
      children: texts && (
        <Provided {...{ tenant, source, webPush, labels, onProblem, locale, texts }}>{children}</Provided>
      ),
    },
  })
})
