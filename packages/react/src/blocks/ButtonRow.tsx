'use client'

import type { Block } from '@inboxkit/protocol'
import type { ReactElement } from 'react'
import { CheckIcon } from '../icons/icons.js'
import { useItemContext } from '../item/context.js'
import { useOpenNotification } from '../links/use-open-notification.js'
import { inOrder } from '../text/Isolated.js'
import { answerTo, isAnswerable, type Placed } from './kinds.js'
import { useAnswer } from './use-answer.js'

interface RowProps {
  blocks: readonly Placed[]
  /** The one that is filled. */
  primary: Block | undefined
}

/** Buttons side by side: links, and answers. Once there is an answer, the others are not among them. */
export function ButtonRow({ blocks, primary }: RowProps): ReactElement {
  const { notification } = useItemContext('Inbox.Blocks')
  return (
    <div className="inbox-buttons">
      {blocks.map(({ block, key }) => {
        const filled = block === primary ? '' : undefined
        if (!isAnswerable(block)) return <LinkButton key={key} block={block} filled={filled} />
        const isChosen = answerTo(block, notification) !== undefined
        return <AnswerButton key={key} block={block} filled={filled} isChosen={isChosen} />
      })}
    </div>
  )
}

interface ButtonProps {
  block: Block
  filled: '' | undefined
}

const Caption = ({ block }: { block: Block }): ReactElement => (
  <span className="inbox-caption">{inOrder(block.text ?? '')}</span>
)

function LinkButton({ block, filled }: ButtonProps): ReactElement {
  const { notification, tabIndex } = useItemContext('Inbox.Blocks')
  const open = useOpenNotification('Inbox.Blocks')
  return (
    <a
      className="inbox-button"
      data-primary={filled}
      href={block.link}
      {...(block.externalLink && { target: '_blank', rel: 'noreferrer' })}
      tabIndex={tabIndex}
      onClick={(event) => open(event, notification, block.link)}
    >
      <Caption block={block} />
    </a>
  )
}

/** Stays the same element when it is pressed, so that the focus stays where it was. */
function AnswerButton({ block, filled, isChosen }: ButtonProps & { isChosen: boolean }): ReactElement {
  const { tabIndex } = useItemContext('Inbox.Blocks')
  const answer = useAnswer('Inbox.Blocks')
  return (
    <button
      type="button"
      className="inbox-button"
      data-primary={filled}
      data-chosen={isChosen ? '' : undefined}
      {...(isChosen && { 'aria-pressed': true, 'aria-disabled': true })}
      tabIndex={tabIndex}
      onClick={() => isChosen || answer(block, null)}
    >
      {isChosen && <CheckIcon />}
      <Caption block={block} />
    </button>
  )
}
