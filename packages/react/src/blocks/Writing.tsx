'use client'

import { longestAnswer } from '@inboxkit/protocol'
import { type KeyboardEvent, type ReactElement, type RefObject, useRef } from 'react'
import { useItemContext } from '../item/context.js'
import { useBlocksText } from '../text/use-blocks-text.js'
import type { FormProps } from './Field.js'
import { useDraft } from './use-draft.js'

/** Keys that move the text cursor, and would move on in the list. */
const moves = /^(?:Arrow|Page|Home|End)/

/** One line, sent by Enter, or several, sent by Ctrl or Cmd and Enter. */
export function Writing({ block, kind, primary, labelId, onAnswer }: FormProps): ReactElement {
  const { tabIndex } = useItemContext('Inbox.Blocks')
  const text = useBlocksText('Inbox.Blocks')
  const [value, setValue] = useDraft(block.id)
  const input = useRef<HTMLInputElement & HTMLTextAreaElement>(null)
  const isLine = kind === 'input'

  const send = () => {
    if (value.trim()) onAnswer(value.trim())
    else input.current?.focus()
  }
  const onKeyDown = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey, nativeEvent } = event
    if (moves.test(key)) event.stopPropagation()
    if (key !== 'Enter' || nativeEvent.isComposing || !(isLine || ctrlKey || metaKey)) return
    event.preventDefault()
    send()
  }
  const common = {
    ref: input as RefObject<never>,
    id: `${labelId}-field`,
    className: 'inbox-input',
    'aria-labelledby': labelId,
    placeholder: block.placeholder,
    maxLength: block.maxLength ?? longestAnswer,
    autoComplete: 'off',
    enterKeyHint: isLine ? 'send' : 'enter',
    dir: value ? 'auto' : undefined,
    tabIndex,
    value,
    onChange: ({ target }: { target: { value: string } }) => setValue(target.value),
    onKeyDown,
  } as const
  return (
    <>
      {isLine ? <input type="text" {...common} /> : <textarea {...common} rows={3} />}
      <button
        type="button"
        className="inbox-button"
        data-primary={primary ? '' : undefined}
        tabIndex={tabIndex}
        onClick={send}
      >
        {text('send')}
      </button>
    </>
  )
}
