'use client'

import { forwardRef } from 'react'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { inOrder } from '../text/Isolated.js'
import { useItemContext } from './context.js'

export type CategoryProps = PartProps<'span'>

/** What it is about. Not there where the notification has no category. */
export const Category: Part<HTMLSpanElement, CategoryProps> = forwardRef(function Category(
  { render, ...props },
  ref,
) {
  const { category } = useItemContext('Inbox.Category').notification
  const part = usePart('span', {
    render,
    ref,
    state: { category: category?.identifier },
    own: { className: 'inbox-category', children: inOrder(category?.name ?? '') },
    props,
  })
  return category ? part : null
})
