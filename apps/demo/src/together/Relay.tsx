import { type FormEvent, useId, useState } from 'react'
import { useConfig } from '../api/config'
import { useSend } from '../api/queries'
import type { Sending, User } from '../api/types'
import { Button, IconButton } from '../parts/Button'
import { Notice } from '../parts/Notice'
import { PersonSelect } from './PersonSelect'
import type { Side } from './Together'

interface RelayProps {
  left: User
  right: User
  onPut: (side: Side, identifier: string) => void
  /** Whether it goes from the right one to the left one. */
  isBack: boolean
  onTurn: () => void
}

const toSending = (from: User, to: User, text: string): Sending => ({
  notification: { title: `Note from ${from.name}`, message: text, icon: from.avatar, category: 'team' },
  sendTo: { recipients: [to.identifier] },
})

/** One line that is written from one user to the other. */
export function Relay({ left, right, onPut, isBack, onTurn }: RelayProps) {
  const { users } = useConfig()
  const [text, setText] = useState('Lunch at noon?')
  const send = useSend()
  const id = useId()
  const [from, to] = isBack ? [right, left] : [left, right]
  const isReady = text.trim() !== '' && !send.isPending

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) send.mutate(toSending(from, to, text.trim()), { onSuccess: () => setText('') })
  }
  return (
    <form className="relay" onSubmit={submit}>
      <div className="relay-pair">
        <PersonSelect
          label="First inbox"
          users={users}
          user={left}
          onChoose={(identifier) => onPut('left', identifier)}
        />
        <span className="relay-turn" data-back={isBack}>
          <IconButton icon="arrow" label={`From ${from.name} to ${to.name}. Turn around`} onClick={onTurn} />
        </span>
        <PersonSelect
          label="Second inbox"
          users={users}
          user={right}
          onChoose={(identifier) => onPut('right', identifier)}
        />
      </div>
      <div className="relay-line">
        <label className="hidden" htmlFor={id}>
          Message from {from.name} to {to.name}
        </label>
        <input
          id={id}
          className="input"
          dir="auto"
          autoComplete="off"
          maxLength={200}
          placeholder={`Write to ${firstName(to)}`}
          value={text}
          onChange={({ target }) => setText(target.value)}
        />
        <Button type="submit" look="primary" icon="send" aria-disabled={!isReady}>
          Send
        </Button>
      </div>
      {send.error && <Notice text={`That was not sent. ${send.error.message}`} onDismiss={send.reset} />}
      <p className="hidden" aria-live="polite">
        {send.isSuccess && `Sent to ${send.variables.sendTo.recipients[0]}`}
      </p>
    </form>
  )
}

const firstName = ({ name }: User): string | undefined => name.split(' ')[0]
