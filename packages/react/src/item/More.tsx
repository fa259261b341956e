'use client'

import { forwardRef } from 'react'
import { MoreIcon } from '../icons/menu-icons.js'
import { useMenuPart } from '../menu/use-menu-part.js'
import type { Part, PartProps } from '../part/use-part.js'
import { useLaterText } from '../text/use-later-text.js'

export type MoreProps = PartProps<'button'>

/** Opens a menu with all that can be done with the item. Touch screens show this one alone. */
export const More: Part<HTMLButtonElement, MoreProps> = forwardRef(function More(props, ref) {
  const name = useLaterText('Inbox.More')('more')
  return useMenuPart('Inbox.More', { name, icon: <MoreIcon /> }, { page: 'acts', props, ref })
})
