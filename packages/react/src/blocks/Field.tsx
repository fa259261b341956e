'use client'

import type { Block } from '@inboxkit/protocol'
import { type ReactElement, useId } from 'react'
import { inOrder } from '../text/Isolated.js'
import { useBlocksText } from '../text/use-blocks-text.js'
import { Form } from './forms.js'
import type { Kind } from './kinds.js'

export interface FieldProps {
  block: Block
  kind: Kind
  /** Whether its button is the filled one of the row. */
  primary: boolean
}

/** Something to write or to rate, under its label. */
export function Field(props: FieldProps): ReactElement {
  const { block } = props
  const text = useBlocksText('Inbox.Blocks')
  const labelId = useId()
  const words = block.text?.trim()
  const label = (
    <span id={labelId} className={words ? 'inbox-text' : 'inbox-hidden'}>
      {inOrder(words || block.placeholder || text('answer'))}
    </span>
  )
  return <Form {...props} label={label} labelId={labelId} />
}
