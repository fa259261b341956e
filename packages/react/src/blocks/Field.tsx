'use client'

import type { Block } from '@inboxkit/protocol'
import { type ReactElement, useId, useLayoutEffect, useRef } from 'react'
import { useChunk } from '../inbox/use-chunk.js'
import { useItemContext } from '../item/context.js'
import { inOrder } from '../text/Isolated.js'
import { useText } from '../text/use-text.js'
import { Answered } from './Answered.js'
import { forms } from './forms-chunk.js'
import { answerTo, type Kind } from './kinds.js'
import { useAnswer } from './use-answer.js'

interface FieldProps {
  block: Block
  kind: Kind
  /** Whether its button is the filled one of the row. */
  primary: boolean
}

/**
 * Something to write or to rate, under its label. Has its height before the code of its form is here. The focus stays
 * in it when an answer takes the form's place, and goes back into the form when that was refused.
 */
export function Field({ block, kind, primary }: FieldProps): ReactElement {
  const { notification } = useItemContext('Inbox.Blocks')
  const text = useText('Inbox.Blocks')
  const answer = useAnswer('Inbox.Blocks')
  const labelId = useId()
  const field = useRef<HTMLFieldSetElement>(null)
  const answered = answerTo(block, notification)
  const isDone = answered !== undefined
  const Form = useChunk('Inbox.Blocks', forms, !isDone)?.Form

  useLayoutEffect(() => {
    if (!isDone && field.current?.matches(':focus'))
      field.current.querySelector<HTMLElement>('input, textarea, [aria-checked="true"]')?.focus()
  }, [isDone])

  return (
    <fieldset ref={field} className="inbox-field" aria-labelledby={labelId} tabIndex={-1}>
      <span id={labelId} className={block.text?.trim() ? 'inbox-text' : 'inbox-hidden'}>
        {inOrder(block.text?.trim() || block.placeholder || text('answer'))}
      </span>
      <div className="inbox-field-row" data-kind={kind}>
        {answered ? (
          <Answered block={block} value={answered.value} />
        ) : (
          Form && (
            <Form
              block={block}
              kind={kind}
              primary={primary}
              labelId={labelId}
              onAnswer={(value) => {
                field.current?.focus()
                answer(block, value)
              }}
            />
          )
        )}
      </div>
      <output className="inbox-hidden">{isDone && text('sent')}</output>
    </fieldset>
  )
}
