'use client'

import { answerKindOf, type Block } from '@inboxkit/protocol'
import type { ReactElement } from 'react'
import { CheckIcon } from '../icons/icons.js'
import { useItemContext } from '../item/context.js'
import { useOpenNotification } from '../links/use-open-notification.js'
import { inOrder } from '../text/Isolated.js'
import { answerTo, type Placed } from './kinds.js'
import { useAnswer } from './use-answer.js'

interface RowProps {
  blocks: readonly Placed[]
  /** The one that is filled. */
  primary: Block | undefined
}

/** Buttons side by side: links, and answers. Once there is an answer, the others are not among them. */
export const ButtonRow = ({ blocks, primary }: RowProps): ReactElement => (
  <div className="inbox-buttons">
    {blocks.map(({ block, key }) => (
      <BlockButton key={key} block={block} filled={block === primary} />
    ))}
  </div>
)

/** A button that answers stays the same element when it is pressed, so that the focus stays where it was. */
function BlockButton({ block, filled }: { block: Block; filled: boolean }): ReactElement {
  const { notification, tabIndex } = useItemContext('Inbox.Blocks')
  const open = useOpenNotification('Inbox.Blocks')
  const answer = useAnswer('Inbox.Blocks')
  const { link, externalLink, text = '' } = block
  const isChosen = answerTo(block, notification) !== undefined
  const common = {
    className: 'inbox-button',
    'data-primary': filled ? '' : undefined,
    tabIndex,
  }
  const caption = <span className="inbox-caption">{inOrder(text)}</span>
  if (!answerKindOf(block))
    return (
      <a
        {...common}
        href={link}
        {...(externalLink && { target: '_blank', rel: 'noreferrer' })}
        onClick={(event) => open(event, notification, link)}
      >
        {caption}
      </a>
    )
  const chosen = isChosen && { 'data-chosen': '', 'aria-pressed': true, 'aria-disabled': true }
  return (
    <button {...common} {...chosen} type="button" onClick={() => void (isChosen || answer(block, null))}>
      {isChosen && <CheckIcon />}
      {caption}
    </button>
  )
}
