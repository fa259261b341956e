'use client'

import type { Block } from '@inboxkit/protocol'
import type { ReactElement } from 'react'
import { CheckIcon } from '../icons/icons.js'
import { inOrder } from '../text/Isolated.js'
import { useBlocksText } from '../text/use-blocks-text.js'
import { mostOf } from './kinds.js'
import { StarIcon } from './StarIcon.js'

/** What was written or how it was rated, where the form was. */
export function Answered({ block, value }: { block: Block; value: string | number | null }): ReactElement {
  const text = useBlocksText('Inbox.Blocks')
  return (
    <>
      <CheckIcon />
      {typeof value === 'number' ? (
        <span className="inbox-stars">
          <span className="inbox-hidden">{text('stars', { count: value })}</span>
          {Array.from({ length: mostOf(block) }, (_, at) => (
            <span key={at} className="inbox-star" data-on={at < value ? '' : undefined}>
              <StarIcon />
            </span>
          ))}
        </span>
      ) : (
        <span className="inbox-text">{inOrder(value ?? text('sent'))}</span>
      )}
    </>
  )
}
