import type { DeliveryAttempt } from '@inboxkit/protocol'
import { withoutSecrets } from '../../channels/answers.js'
import { shorten } from '../../channels/shorten.js'
import { type File, type Message, type Provider, SendFailure } from '../../channels/types.js'
import { AttachmentFailure } from './attachments.js'
import type { DeliveryRow } from './queries.js'

/** What an attempt came to, and what is kept of it. */
export interface Attempted {
  kind: DeliveryAttempt['kind']
  /** Whether a file was missing, so that no other provider would do better. */
  isAttachments: boolean
  retryAfterMs: number | null
  kept: DeliveryAttempt
}

/** Whom an e-mail can be unsubscribed for. */
export interface Unsubscribing {
  appId: number
  userId: number
  categoryId: number | null
  tenantId: number | null
}

export interface Attempting {
  now: () => Date
  filesOf: (triggerId: number) => Promise<File[]>
  /** `null` = where this server is reached is not known. */
  unsubscribeUrl: (of: Unsubscribing) => string | null
}

const mostTextLength = 500
/** Providers keep to 15 s themselves; one that does not is not waited for. */
const mostSendMs = 20_000

/** Tries one delivery with one provider. Never throws: whatever happens is what it came to. */
export const attempt = async (
  row: DeliveryRow,
  provider: Provider,
  attempting: Attempting,
): Promise<Attempted> => {
  const at = attempting.now().toISOString()
  const since = performance.now()
  const done = (
    kind: Attempted['kind'],
    rest: Partial<DeliveryAttempt>,
    facts: Partial<Attempted> = {},
  ): Attempted => ({
    kind,
    isAttachments: false,
    retryAfterMs: null,
    ...facts,
    kept: { at, provider: provider.name, kind, ...rest, ms: Math.round(performance.now() - since) },
  })
  try {
    const message = await toMessage(row, attempting)
    const { providerId, answer } = await inTime(provider.send(message))
    return done('sent', { ...(providerId ? { providerId: keep(providerId) } : {}), ...answerOf(answer) })
  } catch (cause) {
    if (cause instanceof AttachmentFailure)
      return done(cause.isFinal ? 'refused' : 'retry', { text: keep(cause.message) }, { isAttachments: true })
    if (!(cause instanceof SendFailure)) return done('retry', { text: keep(String(cause)) })
    const { status, text } = cause.answer
    const said = text && !cause.message.includes(text) ? `${cause.message}: ${text}` : cause.message
    const { retryAfterMs } = cause
    return done(cause.kind, answerOf({ ...(status ? { status } : {}), text: said }), { retryAfterMs })
  }
}

const keep = (text: string): string => shorten(withoutSecrets(text), mostTextLength)

const answerOf = ({ status, text }: { status?: number; text?: string }): Partial<DeliveryAttempt> => ({
  ...(status === undefined ? {} : { status }),
  ...(text ? { text: keep(text) } : {}),
})

const toMessage = async (row: DeliveryRow, { filesOf, unsubscribeUrl }: Attempting): Promise<Message> => {
  const { content } = row
  if (!content) throw new Error('it has no content any more')
  const canUnsubscribe = row.channel === 'email' && row.user_id > 0 && !row.is_required
  return {
    id: `${row.request_id}-${row.id}`,
    channel: row.channel,
    to: row.address,
    content,
    files: row.has_files ? await filesOf(row.trigger_id) : [],
    options: row.options,
    unsubscribeUrl: canUnsubscribe
      ? unsubscribeUrl({
          appId: row.app_id,
          userId: row.user_id,
          categoryId: row.category_id,
          tenantId: row.tenant_id,
        })
      : null,
    about: {
      requestId: row.request_id,
      workflow: row.workflow,
      category: row.category,
      recipient: row.recipient ?? '',
      tenant: row.tenant,
    },
  }
}

const inTime = async <T>(work: Promise<T>): Promise<T> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new SendFailure('retry', 'No answer in time')), mostSendMs).unref()
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
