'use client'

import type { PreferencePage } from '@inboxkit/protocol'
import { forwardRef, type ReactNode } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { usePreferencesText } from '../text/use-preferences-text.js'
import { Category } from './Category.js'
import { usePreferencesAround } from './context.js'
import { mostColumns } from './line-context.js'

export interface CategoriesProps extends Omit<PartProps<'div'>, 'children'> {
  /** Draws one category; default: a `Category`. */
  children?: ((category: PreferencePage['categories'][number]) => ReactNode) | undefined
}

const part = 'Preferences.Categories'

/**
 * Category by channel: a line for everything, then one for each category. In a container below 480 px, or with more than
 * five channels, each line has its labelled switches below its name.
 */
export const Categories: Part<HTMLDivElement, CategoriesProps> = forwardRef(function Categories(
  { render, children = drawCategory, ...props },
  ref,
) {
  const { page } = usePreferencesAround(part)
  const text = usePreferencesText(part)
  const columns = page?.channels ?? []
  const drawn = usePart('div', {
    render,
    ref,
    own: {
      className: 'inbox-categories',
      children: (
        <>
          {columns.length <= mostColumns && (
            <div className="inbox-day inbox-heads inbox-columns" aria-hidden="true">
              {columns.map(({ channel }) => (
                <span key={channel} className="inbox-column">
                  {text(channel)}
                </span>
              ))}
            </div>
          )}
          <Category />
          {page?.categories.map(children)}
        </>
      ),
    },
    props,
  })
  return page ? drawn : null
})

const drawCategory = (category: PreferencePage['categories'][number]): ReactNode => (
  <Category key={category.category.id} category={category} />
)
