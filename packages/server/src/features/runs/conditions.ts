import type { OnlyIf } from '@inboxkit/protocol'
import { isTrue } from '../../logic/logic.js'
import type { Variables } from '../templates/in-app.js'
import type { Escalation, Program } from './program.js'
import type { SentState, SentStates } from './sent.js'

/** Whether something is so, and why, in words for whoever asks later. */
export interface Verdict {
  holds: boolean
  reason: string
}

/** `42 s`, `3 min`, `2 h`, `5 d`: one number is enough to understand. */
export const sayDuration = (ms: number): string => {
  const seconds = Math.max(0, Math.round(ms / 1000))
  if (seconds < 120) return `${seconds} s`
  if (seconds < 7_200) return `${Math.round(seconds / 60)} min`
  if (seconds < 172_800) return `${Math.round(seconds / 3_600)} h`
  return `${Math.round(seconds / 86_400)} d`
}

const sayWhen = (item: NonNullable<SentState['item']>, at: Date | null): string =>
  at ? `after ${sayDuration(at.getTime() - item.createdAt.getTime())}` : ''

/** Whether a step is to be performed, by the state of an earlier in-app item or by a rule. */
export const judge = (onlyIf: OnlyIf, program: Program, sent: SentStates, variables: Variables): Verdict => {
  if ('when' in onlyIf) return { holds: isTrue(onlyIf.when, variables), reason: 'its rule does not hold' }
  const place = program.places.get(onlyIf.step)
  const item = place === undefined ? null : (sent.get(place)?.item ?? null)
  const isRead = onlyIf.is === 'read' || onlyIf.is === 'unread'
  const at = item && (isRead ? item.readAt : item.seenAt)
  const isDone = at !== null
  const wanted = onlyIf.is === 'read' || onlyIf.is === 'seen'
  const verb = isRead ? 'read' : 'seen'
  if (isDone === wanted) return { holds: true, reason: '' }
  return {
    holds: false,
    reason: isDone && item ? `${verb} in the inbox ${sayWhen(item, at)}` : `not ${verb} in the inbox`,
  }
}

/** Whether one of the sends of an escalation was enough. */
export const judgeSuccess = ({ success, sends }: Escalation, sent: SentStates): Verdict => {
  for (const place of sends) {
    const { item = null, isDelivered = false } = sent.get(place) ?? {}
    if (success === 'delivered' && (item || isDelivered))
      return { holds: true, reason: item ? 'delivered to the inbox' : 'delivered by a provider' }
    if (success === 'seen' && item?.seenAt)
      return { holds: true, reason: `seen in the inbox ${sayWhen(item, item.seenAt)}` }
    if (success === 'interaction' && item && (item.readAt || item.state !== null))
      return { holds: true, reason: `opened in the inbox ${sayWhen(item, item.readAt)}`.trim() }
  }
  return { holds: false, reason: '' }
}
