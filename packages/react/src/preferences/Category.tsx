'use client'

import type { PreferencePage } from '@inboxkit/protocol'
import { forwardRef } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { usePreferencesText } from '../text/use-preferences-text.js'
import { usePreferencesAround } from './context.js'
import { DefaultLine } from './DefaultLine.js'
import { LineContext, type LineValue } from './line-context.js'
import { useChange } from './use-change.js'

export interface CategoryProps extends PartProps<'div'> {
  /** One of the page's categories; without it the line is about all of them: what holds where nothing else is chosen. */
  category?: PreferencePage['categories'][number] | undefined
}

const part = 'Preferences.Category'

/** One line of the matrix: a category's name and explanation, a switch for each channel, and why one was refused. */
export const Category: Part<HTMLDivElement, CategoryProps> = forwardRef(function Category(
  { render, category: line, children, ...props },
  ref,
) {
  const { page } = usePreferencesAround(part)
  const text = usePreferencesText(part)
  const [fault, change] = useChange(part)
  const name = line ? line.category.name : text('everything')
  const isRequired = line?.isRequired ?? false
  const channels = (line ?? page)?.channels ?? []
  const value: LineValue = {
    name,
    isRequired,
    channels,
    turn: (channel, enabled) => {
      const channels = [{ channel, enabled }]
      change(line ? { preference: [{ categoryId: line.category.id, channels }] } : { channels })
    },
  }
  const isMuted = isMutedLine(line)
  const unmute = () => {
    // Without a channel that is on for everything else, forgetting what was chosen would change nothing.
    const enabled = page?.channels.some((one) => one.enabled) ? null : true
    if (line)
      change({
        preference: [
          { categoryId: line.category.id, channels: channels.map(({ channel }) => ({ channel, enabled })) },
        ],
      })
  }
  return usePart('div', {
    render,
    ref,
    state: { required: isRequired, muted: isMuted, category: line?.category.identifier },
    own: { role: 'group', 'aria-label': name, className: 'inbox-preference' },
    props: {
      ...props,
      children: (
        <LineContext.Provider value={value}>
          {children ?? <DefaultLine line={line} unmute={isMuted ? unmute : undefined} />}
          {fault}
        </LineContext.Provider>
      ),
    },
  })
})

/** Whether its user turned off all of it. */
const isMutedLine = (line: CategoryProps['category']): boolean =>
  line !== undefined &&
  line.channels.some(({ isChosen }) => isChosen) &&
  line.channels.every(({ enabled }) => !enabled)
