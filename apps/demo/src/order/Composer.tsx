import { type FormEvent, type KeyboardEvent, useId, useState } from 'react'
import { acts, useAct } from '../api/queries'
import type { Order } from '../api/types'
import { Button } from '../parts/Button'
import { Notice } from '../parts/Notice'
import './Composer.css'

/** Says something about an order. What could not be sent stays in the field. */
export function Composer({ order }: { order: Order }) {
  const [text, setText] = useState('')
  const act = useAct()
  const id = useId()
  const isEmpty = text.trim() === ''

  const say = () => {
    if (isEmpty) return
    setText('')
    act.mutate({ id: order.id, act: acts.comment(text.trim()) }, { onError: () => setText(text) })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    say()
  }
  const submitByKey = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.metaKey || event.ctrlKey)) say()
  }
  return (
    <form className="composer" onSubmit={submit}>
      {act.error && <Notice text={`That was not saved. ${act.error.message}`} onDismiss={act.reset} />}
      <label className="hidden" htmlFor={id}>
        Comment
      </label>
      <textarea
        id={id}
        className="input"
        rows={2}
        dir="auto"
        placeholder="Leave a comment, @name to tell somebody"
        value={text}
        onChange={({ target }) => setText(target.value)}
        onKeyDown={submitByKey}
      />
      <Button type="submit" look="primary" aria-disabled={isEmpty}>
        Comment
      </Button>
    </form>
  )
}
