import { channelIds, type Recipient } from '@inboxkit/protocol'
import { z } from 'zod'
import { identifier } from '../users/identifier.js'
import { inlineUser } from '../users/profile.js'
import { answerFields, longestPlaceholder } from './answer-fields.js'
import { link } from './link.js'

/** Body of `POST /v3/notifications` (contract, section 4.1). How many recipients there may be is said elsewhere. */

const mostTopics = 100
const mostBlocks = 50
const mostAttachments = 20

const block = z
  .object({
    id: z.string().min(1).max(255).describe('Names it in an answer'),
    type: z
      .string()
      .min(1)
      .max(64)
      .describe(
        '`text`, `image`, `button`, `input`, `textarea`, `rating` or `rating-star`; others are for renderers of your own',
      ),
    variant: z
      .string()
      .max(64)
      .optional()
      .describe('`primary`, `secondary` or `default`: the primary button is filled, else the first'),
    text: z
      .string()
      .max(20_000)
      .optional()
      .describe('What it says: of a field its label, of a picture what it shows'),
    link: link.optional().describe('Where a button leads: it is then no answer'),
    externalLink: z.boolean().optional().describe('Whether that opens in a tab of its own'),
    src: link.optional().describe('Address of the picture'),
    placeholder: z.string().max(longestPlaceholder).optional().describe('Shown where nothing is written yet'),
    ...answerFields,
  })
  .describe('A typed piece of rich content, such as a button')

const words = {
  title: z.string().min(1).max(1000).describe('As it is: only templates have holes'),
  message: z.string().max(20_000).nullish(),
  icon: link.nullish().describe('Address of a picture'),
  url: link.nullish().describe('Where a click leads: http, https, mailto, tel, or relative'),
  blocks: z.array(block).max(mostBlocks).nullish(),
}

const attachment = z.object({
  name: z.string().min(1).max(255),
  contentType: z.string().min(1).max(255),
  content: z.base64().describe('In base64'),
  attachmentKey: z.string().max(255).optional(),
})

const linkedAttachment = z.object({
  name: z.string().min(1).max(255),
  url: z
    .url({ protocol: /^https?$/, error: 'must be an http or https address' })
    .max(2048)
    .describe('Fetched when the e-mail is sent'),
  ignoreIfError: z.boolean().default(false).describe('Whether the e-mail goes without it if that fails'),
})

const data = z
  .looseObject({
    attachments: z
      .array(z.union([attachment, linkedAttachment]))
      .max(mostAttachments)
      .optional(),
  })
  .describe('Your own values: they arrive with the item, and templates see them. Attachments do not arrive')

const useWorkflow = 'use a workflow, whose steps can wait'

/** What older clients say of one channel beside its content. What it takes a workflow for is refused, not ignored. */
const channelSettings = {
  triggerConfig: z
    .looseObject({
      trigger: z
        .string()
        .refine((trigger) => trigger !== 'delayed', `must be always: ${useWorkflow}`)
        .optional(),
    })
    .optional(),
  batchingConfig: z
    .looseObject({
      batchingEnabled: z
        .boolean()
        .refine((isEnabled) => !isEnabled, `must be false: ${useWorkflow}`)
        .optional(),
    })
    .optional(),
}
const inAppContent = z.looseObject({
  ...channelSettings,
  content: z.object(words).partial().optional().describe('Replaces the texts in the inbox'),
})
const otherContent = z.looseObject({
  ...channelSettings,
  content: z.record(z.string(), z.unknown()).optional(),
})
const [, ...otherChannels] = channelIds
const perChannel = <Schema extends z.ZodType>(
  schema: Schema,
): Record<(typeof otherChannels)[number], z.ZodOptional<Schema>> =>
  Object.fromEntries(otherChannels.map((channel) => [channel, schema.optional()])) as Record<
    (typeof otherChannels)[number],
    z.ZodOptional<Schema>
  >

const instant = z.iso.datetime({ offset: true })
const isInstant = (text: string): boolean => instant.safeParse(text).success
const instantText = z
  .string()
  .refine(isInstant, 'must be an ISO 8601 date and time with its offset, such as 2030-01-02T03:04:05Z')
  .meta({ format: 'date-time' })

const notification = z
  .object({
    ...words,
    title: words.title.optional(),
    templateId: z.int().positive().optional().describe('Instead of a title: a template, by its number'),
    templateIdentifier: z.string().min(1).max(300).optional().describe('`slug`, or `slug@version`'),
    workflow: z
      .object({
        identifier,
        cancellationKey: z.string().min(1).max(255).optional().describe('What its runs can be cancelled by'),
      })
      .optional()
      .describe('Instead of a title: what to run for each recipient'),
    category: identifier.optional().describe('Goes before the `category` beside'),
    data: data.optional(),
    tags: z
      .array(z.string().min(1).max(64))
      .min(1)
      .max(10)
      .refine((tags) => new Set(tags).size === tags.length, 'must be different from one another')
      .optional()
      .describe('To filter the inbox by'),
    expiresAt: instantText
      .optional()
      .describe('When it leaves the inbox by itself: later than now, and than `sendAt`'),
    content: z
      .strictObject({ inApp: inAppContent.optional(), ...perChannel(otherContent) })
      .optional()
      .describe('What single channels are to say instead'),
  })
  .superRefine((given, context) => {
    const refuse = (field: string, message: string): void =>
      context.addIssue({ code: 'custom', path: [field], message })
    const sources = (['title', 'templateId', 'templateIdentifier', 'workflow'] as const).filter(
      (source) => given[source] !== undefined,
    )
    const [first, second] = sources
    if (second !== undefined) return refuse(second, `must not be given together with ${first}`)
    if (first === undefined && given.content?.inApp?.content?.title === undefined)
      return refuse('title', 'must be a string, unless there is a templateId, templateIdentifier or workflow')
    if (first === undefined || first === 'title') return
    for (const field of ['message', 'icon', 'url', 'blocks'] as const)
      if (given[field] != null) refuse(field, `must not be given together with ${first}`)
    if (first === 'workflow' && given.content !== undefined)
      refuse('content', 'must not be given together with workflow: its steps say what each channel gets')
  })

const recipient = z.union([identifier, inlineUser]) as unknown as z.ZodType<Recipient>
const recipients = z.array(recipient).min(1)

const object = z.record(z.string(), z.unknown())
const override = z
  .looseObject({
    channels: z.array(z.enum(channelIds)).optional().describe('Limits delivery to these'),
    channel: z.strictObject({ inApp: object.optional(), ...perChannel(object) }).optional(),
  })
  .describe('Other keys are for the providers they name')

export const sendBody = z.object({
  notification,
  sendTo: z
    .object({
      recipients: recipients
        .optional()
        .describe(
          'At most 1,000: identifiers of users, or users to be created or updated first. Whoever is unknown is left out, which the request tells',
        ),
      topics: z.array(identifier).min(1).max(mostTopics).optional().describe('Identifiers of topics'),
      everyone: z.boolean().optional().describe('All users of the app'),
    })
    .refine(
      ({ recipients: named, topics, everyone }) => named || topics || everyone,
      'must name recipients or topics, or everyone',
    )
    .optional(),
  recipients: recipients.optional().describe('The older place of `sendTo.recipients`'),
  category: identifier
    .optional()
    .describe('Identifier of what it is about, made when there is none; preferences hang on it'),
  data: data.optional(),
  override: override.optional(),
  actor: recipient
    .optional()
    .describe('Who caused it: templates see `actor`. A user, or one to be created or updated first'),
  tenant: identifier
    .optional()
    .describe(
      'Identifier of the tenant in whose name it is sent, made when there is none; defaults hang on it',
    ),
  sendAt: instantText.optional().describe('At most a year ahead; what is past is sent now'),
})
export type SendBody = z.output<typeof sendBody>

export const sendAnswer = z.object({ requestId: z.uuid() })
