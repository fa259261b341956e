'use client'

import { type ReactElement, useLayoutEffect, useRef } from 'react'
import { useItemContext } from '../item/context.js'
import { useRoot } from '../root/context.js'
import { useBlocksText } from '../text/use-blocks-text.js'
import { Answered } from './Answered.js'
import { draftKey, draftsOf } from './drafts.js'
import type { FieldProps } from './Field.js'
import { answerTo } from './kinds.js'
import { Rating } from './Rating.js'
import { useAnswer } from './use-answer.js'
import { Writing } from './Writing.js'

interface FilledProps extends FieldProps {
  label: ReactElement
  labelId: string
}

/** What a field is filled in with. */
export interface FormProps extends FieldProps {
  labelId: string
  onAnswer: (value: string | number) => void
}

/**
 * A field that can be filled in. The focus stays in it when an answer takes the form's place, and goes back into the
 * form when that was refused.
 */
export function Form({ label, ...props }: FilledProps): ReactElement {
  const { block, kind, labelId } = props
  const { notification } = useItemContext('Inbox.Blocks')
  const { inbox } = useRoot('Inbox.Blocks')
  const text = useBlocksText('Inbox.Blocks')
  const answer = useAnswer('Inbox.Blocks')
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
  const Fields = kind === 'rating' ? Rating : Writing
  return (
    <fieldset ref={field} className="inbox-field" aria-labelledby={labelId} tabIndex={-1}>
      {label}
      <div className="inbox-field-row" data-kind={answered ? undefined : kind}>
        {answered ? (
          <Answered block={block} value={answered.value} />
        ) : (
          <Fields {...props} onAnswer={onAnswer} />
        )}
      </div>
      <output className="inbox-hidden">{isDone && text('sent')}</output>
    </fieldset>
  )
}
