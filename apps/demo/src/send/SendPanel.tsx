import { type FormEvent, useState } from 'react'
import { useConfig } from '../api/config'
import { useSend } from '../api/queries'
import { Button } from '../parts/Button'
import { Notice } from '../parts/Notice'
import { People } from '../parts/People'
import { SidePanel } from '../parts/SidePanel'
import { Accepted } from './Accepted'
import { type Draft, firstDraft, toSending } from './draft'
import { Field } from './Field'
import { Request } from './Request'
import './SendPanel.css'

/** Sends what a back end would send, and shows the request that does it. */
export function SendPanel({ onClose }: { onClose: () => void }) {
  const { users, me } = useConfig()
  const [draft, setDraft] = useState<Draft>(() => firstDraft(me))
  const send = useSend()
  const sending = toSending(draft)
  const put = (part: Partial<Draft>) => setDraft({ ...draft, ...part })
  const isReady = draft.recipients.length > 0 && draft.title.trim() !== ''

  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isReady && !send.isPending) send.mutate(sending)
  }
  return (
    <SidePanel lead="As your back end would" title="Send a notification" onClose={onClose}>
      <form className="send" onSubmit={submit}>
        <People
          label="To"
          users={users}
          chosen={draft.recipients}
          onChoose={(recipients) => put({ recipients })}
        />
        <Field label="Title" value={draft.title} onType={(title) => put({ title })} />
        <Field
          label="Message"
          isOptional
          rows={2}
          value={draft.message}
          onType={(message) => put({ message })}
        />
        <div className="send-pair">
          <Field label="Link" isOptional isCode value={draft.url} onType={(url) => put({ url })} />
          <Field
            label="Category"
            isOptional
            value={draft.category}
            onType={(category) => put({ category })}
          />
        </div>
        {send.error && <Notice text={`That was not sent. ${send.error.message}`} onDismiss={send.reset} />}
        <div className="send-end">
          <p aria-live="polite">
            {send.data && <Accepted key={send.submittedAt} requestId={send.data.requestId} />}
          </p>
          <Button type="submit" look="primary" icon="send" aria-disabled={!isReady || send.isPending}>
            Send
          </Button>
        </div>
      </form>
      <Request sending={sending} />
    </SidePanel>
  )
}
