'use client'

import type { Block } from '@inboxkit/protocol'
import { forwardRef, type ReactElement } from 'react'
import { safeHref } from '../links/safe-href.js'
import { useOpenNotification } from '../links/use-open-notification.js'
import { type Part, type PartProps, usePart } from '../part/use-part.js'
import { useItemContext } from './context.js'

export type BlocksProps = PartProps<'div'>

const isImage = (block: Block): boolean => block.type === 'image' && safeHref(block.src) !== undefined
const isButton = (block: Block): boolean => block.type === 'button' && safeHref(block.link) !== undefined

/** Pictures and link buttons of the notification. One button is filled: the one marked primary, else the first. */
export const Blocks: Part<HTMLDivElement, BlocksProps> = forwardRef(function Blocks(
  { render, ...props },
  ref,
) {
  const { notification } = useItemContext('Inbox.Blocks')
  const images = notification.blocks.filter(isImage)
  const buttons = notification.blocks.filter(isButton)
  const primary = buttons.find(({ variant }) => variant === 'primary') ?? buttons[0]
  const part = usePart('div', {
    render,
    ref,
    own: {
      className: 'inbox-blocks',
      children: (
        <>
          {images.map(({ id, src, text }) => (
            <img key={id} className="inbox-image" src={src} alt={text ?? ''} loading="lazy" />
          ))}
          {buttons.length > 0 && (
            <div className="inbox-buttons">
              {buttons.map((block) => (
                <BlockButton key={block.id} block={block} primary={block === primary} />
              ))}
            </div>
          )}
        </>
      ),
    },
    props,
  })
  return images.length + buttons.length > 0 ? part : null
})

function BlockButton({ block, primary }: { block: Block; primary: boolean }): ReactElement {
  const { notification, tabIndex } = useItemContext('Inbox.Blocks')
  const open = useOpenNotification('Inbox.Blocks')
  return (
    <a
      className="inbox-button"
      data-primary={primary ? '' : undefined}
      href={block.link}
      {...(block.externalLink && { target: '_blank', rel: 'noreferrer' })}
      tabIndex={tabIndex}
      onClick={(event) => open(event, notification, block.link)}
    >
      {block.text}
    </a>
  )
}
