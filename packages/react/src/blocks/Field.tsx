'use client'

import type { Block } from '@inboxkit/protocol'
import { type ReactElement, useId, useLayoutEffect, useRef } from 'react'
import { useItemContext } from '../item/context.js'
import { useRoot } from '../root/context.js'
import { inOrder } from '../text/Isolated.js'
import { useBlocksText } from '../text/use-blocks-text.js'
import { Answered } from './Answered.js'
import { draftKey, draftsOf } from './drafts.js'
import { answerTo, type Kind } from './kinds.js'
import { Rating } from './Rating.js'
import { useAnswer } from './use-answer.js'
import { Writing } from './Writing.js'

export interface FieldProps {
  block: Block
  kind: Kind
  /** Whether its button is the filled one of the row. */
  primary: boolean
}

/** What a field is filled in with. */
export interface FormProps extends FieldProps {
  labelId: string
  onAnswer: (value: string | number) => void
}

/**
 * Something to write or to rate, under its label. The focus stays in it when an answer takes the form's place, and goes back into the
 * form when that was refused.
 */
export function Field(props: FieldProps): ReactElement {
  const { block, kind } = props
  const { notification } = useItemContext('Inbox.Blocks')
  const { inbox } = useRoot('Inbox.Blocks')
  const text = useBlocksText('Inbox.Blocks')
  const answer = useAnswer('Inbox.Blocks')
  const labelId = useId()
  const field = useRef<HTMLFieldSetElement>(null)
  const answered = answerTo(block, notification)
  const isDone = answered !== undefined

  useLayoutEffect(() => {
    if (!isDone && field.current?.matches(':focus'))
      field.current.querySelector<HTMLElement>('input, textarea, [aria-checked="true"]')?.focus()
  }, [isDone])

  const onAnswer = (value: string | number) => {
    field.current?.focus()
    answer(block, value).then(
      () => draftsOf(inbox).delete(draftKey(notification.id, block.id)),
      () => {},
    )
  }
  const words = block.text?.trim()
  const Fields = kind === 'rating' ? Rating : Writing
  return (
    <fieldset ref={field} className="inbox-field" aria-labelledby={labelId} tabIndex={-1}>
      <label id={labelId} htmlFor={`${labelId}-field`} className={words ? 'inbox-text' : 'inbox-hidden'}>
        {inOrder(words || block.placeholder || text('answer'))}
      </label>
      <div className="inbox-field-row" data-kind={answered ? undefined : kind}>
        {answered ? (
          <Answered block={block} value={answered.value} />
        ) : (
          <Fields {...props} labelId={labelId} onAnswer={onAnswer} />
        )}
      </div>
      <output className="inbox-hidden">{isDone && text('sent')}</output>
    </fieldset>
  )
}
