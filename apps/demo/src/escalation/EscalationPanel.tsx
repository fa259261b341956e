import { useQuery } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useConfig, useUser } from '../api/config'
import { escalationQuery, useEscalate } from '../api/queries'
import { Button } from '../parts/Button'
import { Choices } from '../parts/Choices'
import { Notice } from '../parts/Notice'
import { People } from '../parts/People'
import { SidePanel } from '../parts/SidePanel'
import { replaceRoute, useRoute } from '../route/route'
import { Asked } from './Asked'
import { Definition } from './Definition'
import { Story } from './Story'
import { tellStory } from './story'
import './EscalationPanel.css'

const usualWait = 15
const waits = [5, 15, 30].map((seconds) => ({ value: String(seconds), text: <bdi>{seconds} s</bdi> }))

/**
 * Starts a workflow that asks one user and gets louder while nobody answers, and shows how it goes on.
 */
export function EscalationPanel({ onClose }: { onClose: () => void }) {
  const { users, me } = useConfig()
  const { run: requestId, wait } = useRoute()
  const [to, setTo] = useState(me.identifier)
  const [seconds, setSeconds] = useState(wait ?? usualWait)
  const start = useEscalate()
  const { data: watched, error } = useQuery({
    ...escalationQuery(requestId ?? ''),
    enabled: requestId !== null,
  })
  const run = requestId === null ? undefined : watched?.request.runs.data[0]
  const user = useUser(run?.recipient ?? to)
  const asked = run?.timeline.find(({ notificationId }) => notificationId !== null)?.notificationId
  const isOn = requestId !== null
  const failure = start.error ?? (isOn ? error : null)

  const dismiss = () => {
    start.reset()
    if (error) replaceRoute({ run: null })
  }
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (!start.isPending)
      start.mutate(
        { to, seconds },
        { onSuccess: (answer) => replaceRoute({ run: answer.requestId, wait: seconds }) },
      )
  }
  return (
    <SidePanel lead="In the inbox, by e-mail, by SMS" title="Watch an escalation" onClose={onClose}>
      <p className="escalation-about">
        <bdi>
          Stock is low, and one person is asked what to do. While they do not answer, it gets louder. E-mail
          and SMS are only written to the server’s log.
        </bdi>
      </p>
      <form className="escalation" onSubmit={submit}>
        <People label="Ask" users={users} chosen={[to]} isSingle onChoose={([one = to]) => setTo(one)} />
        <div className="escalation-end">
          <Choices
            label="How long each wait takes"
            value={String(seconds)}
            choices={waits}
            onChoose={(value) => setSeconds(Number(value))}
          />
          <Button type="submit" look={isOn ? 'outlined' : 'primary'} aria-disabled={start.isPending}>
            {isOn ? 'Start again' : 'Start'}
          </Button>
        </div>
      </form>
      {failure && <Notice text={`That did not work. ${failure.message}`} onDismiss={dismiss} />}
      <Story
        key={requestId}
        beats={tellStory({
          watched: isOn ? watched : undefined,
          who: user.name.split(' ')[0] ?? user.name,
          // What was chosen since is for the next one.
          seconds: isOn ? (wait ?? usualWait) : seconds,
        })}
        isTold={isOn}
      />
      {asked != null && <Asked key={asked} user={user} id={asked} />}
      <Definition />
    </SidePanel>
  )
}
