'use client'

import type { Block } from '@inboxkit/protocol'
import { type ReactElement, useId } from 'react'
import { useChunk } from '../inbox/use-chunk.js'
import { inOrder } from '../text/Isolated.js'
import { useText } from '../text/use-text.js'
import { forms } from './forms-chunk.js'
import type { Kind } from './kinds.js'

export interface FieldProps {
  block: Block
  kind: Kind
  /** Whether its button is the filled one of the row. */
  primary: boolean
}

/** Something to write or to rate, under its label. Has its height before the code of its form is here. */
export function Field(props: FieldProps): ReactElement {
  const { block, kind } = props
  const text = useText('Inbox.Blocks')
  const Form = useChunk('Inbox.Blocks', forms, true)?.Form
  const labelId = useId()
  const words = block.text?.trim()
  const label = (
    <span id={labelId} className={words ? 'inbox-text' : 'inbox-hidden'}>
      {inOrder(words || block.placeholder || text('answer'))}
    </span>
  )
  if (Form) return <Form {...props} label={label} labelId={labelId} />
  return (
    <div className="inbox-field">
      {label}
      <div className="inbox-field-row" data-kind={kind} />
    </div>
  )
}
