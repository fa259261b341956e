import { randomUUID } from 'node:crypto'
import { problem, type Recipient } from '@inboxkit/protocol'
import type { Acceptance } from './accept.js'
import type { Actor, Content, Words } from './contents.js'
import type { SendBody } from './send-body.js'

export const mostRecipients = 1000
const longestWaitMs = 366 * 86_400_000
const longestLifeMs = 10 * 366 * 86_400_000

/**
 * A send as it is put on disk. Whether there is what it names is found out there.
 * @throws Problem `invalid_request`, `too_many_recipients`
 */
export const toAcceptance = (body: SendBody, appId: number, at: Date): Omit<Acceptance, 'idempotency'> => {
  const { notification, sendTo } = body
  const { templateId, templateIdentifier, workflow } = notification
  const startAt = startOf(body.sendAt, at)
  checkExpiry(notification.expiresAt, startAt && startAt > at ? startAt : at)
  return {
    appId,
    requestId: randomUUID(),
    content: contentOf(body),
    recipients: recipientsOf(body),
    acceptedAt: at,
    startAt,
    isForEveryone: sendTo?.everyone ?? false,
    cancellationKey: workflow?.cancellationKey ?? null,
    names: {
      template: templateId ?? templateIdentifier ?? null,
      workflow: workflow?.identifier ?? null,
      topics: [...new Set(sendTo?.topics)],
    },
  }
}

const contentOf = (body: SendBody): Content => {
  const { notification, data, category, override, actor, tenant } = body
  const { templateId, templateIdentifier, content } = notification
  const isTemplate = templateId !== undefined || templateIdentifier !== undefined
  const replaced = wordsOf(content?.inApp?.content ?? {})
  return {
    title: null,
    message: null,
    icon: null,
    url: null,
    blocks: null,
    ...wordsOf(notification),
    ...(isTemplate ? { inApp: replaced } : replaced),
    category: notification.category ?? category ?? null,
    ...dataOf({ ...data, ...notification.data }, data !== undefined || notification.data !== undefined),
    ...(override ? { override } : {}),
    ...(actor === undefined ? {} : { actor: actorOf(actor) }),
    ...(tenant === undefined ? {} : { tenant }),
    ...(notification.tags === undefined ? {} : { tags: notification.tags }),
    ...(notification.expiresAt === undefined
      ? {}
      : { expiresAt: new Date(notification.expiresAt).toISOString() }),
  } as Content
}

const actorOf = (actor: Recipient): Actor => {
  if (typeof actor === 'string') return { identifier: actor, properties: {} }
  const { identifier, ...profile } = actor
  return { identifier, properties: profile, inline: profile }
}

/** What is said of an item, without what is left to others. */
const wordsOf = ({ title, message, icon, url, blocks }: Partial<SendBody['notification']>): Partial<Words> =>
  Object.fromEntries(
    Object.entries({ title, message, icon, url, blocks }).filter(([, said]) => said !== undefined),
  )

type Data = NonNullable<SendBody['data']>

/** Attachments are for e-mail; they do not arrive with the item. */
const dataOf = ({ attachments, ...data }: Data, isGiven: boolean): Pick<Content, 'data' | 'attachments'> => {
  const isEmpty = !isGiven || (attachments !== undefined && Object.keys(data).length === 0)
  return { data: isEmpty ? null : data, ...(attachments ? { attachments: attachments } : {}) } as Pick<
    Content,
    'data' | 'attachments'
  >
}

const recipientsOf = ({ sendTo, recipients }: SendBody): Recipient[] => {
  const field = sendTo ? 'sendTo.recipients' : 'recipients'
  if (!sendTo && !recipients)
    throw problem('invalid_request', { fields: [{ field: 'sendTo', message: 'must be an object' }] })
  const given = (sendTo ? sendTo.recipients : recipients) ?? []
  if (given.length > mostRecipients)
    throw problem('too_many_recipients', {
      fields: [{ field, message: `must have at most ${mostRecipients} entries` }],
    })
  return given
}

const startOf = (sendAt: string | undefined, at: Date): Date | null => {
  if (sendAt === undefined) return null
  const startAt = new Date(sendAt)
  if (startAt.getTime() - at.getTime() > longestWaitMs)
    throw problem('invalid_request', {
      fields: [{ field: 'sendAt', message: 'must be at most a year ahead' }],
    })
  // Nobody means a time before there were computers, and PostgreSQL cannot hold the oldest that can be written.
  return startAt.getTime() < 0 ? at : startAt
}

const checkExpiry = (expiresAt: string | undefined, startAt: Date): void => {
  if (expiresAt === undefined) return
  const aheadMs = Date.parse(expiresAt) - startAt.getTime()
  if (aheadMs <= 0 || aheadMs > longestLifeMs)
    throw problem('invalid_request', {
      fields: [
        {
          field: 'notification.expiresAt',
          message: 'must be later than now and sendAt, by at most ten years',
        },
      ],
    })
}
