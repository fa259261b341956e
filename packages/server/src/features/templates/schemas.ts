import type {
  Block,
  LocaleChannels,
  Template,
  TemplateChannels,
  TemplateDefinition,
} from '@inboxkit/protocol'
import { z } from 'zod'
import { instant, wireId } from '../../wire/values.js'
import { answerFields } from '../triggers/answer-fields.js'
import { link } from '../triggers/link.js'

const text = (most: number) => z.string().max(most)
const given = (most: number) => text(most).min(1)

const block = z.strictObject({
  id: given(255),
  type: given(64),
  variant: given(64).optional(),
  text: text(5_000).optional(),
  link: link.optional(),
  externalLink: z.boolean().optional(),
  src: link.optional(),
  placeholder: text(5_000).optional(),
  ...answerFields,
}) as z.ZodType<Block>

/** An in-app item whose texts are templates. Links are checked as they stand, and again when they are rendered. */
export const inAppTemplate = z.strictObject({
  title: given(5_000),
  message: text(50_000).nullish(),
  url: link.nullish(),
  icon: link.nullish(),
  blocks: z.array(block).max(50).nullish(),
})

const push = z.strictObject({
  title: given(5_000),
  body: given(50_000),
  url: link.nullish(),
  icon: link.nullish(),
})

const email = z.strictObject({
  subject: given(5_000),
  html: text(400_000).nullish(),
  text: text(200_000).nullish(),
})

const oneText = z.strictObject({ text: given(50_000) })

/** The texts of each channel, whole. */
export const channelTexts = {
  inApp: inAppTemplate,
  email: email.refine(({ html, text: plain }) => html || plain, 'must have html or text'),
  webPush: push,
  mobilePush: push,
  sms: oneText,
  whatsapp: oneText,
  slack: oneText,
  chat: oneText,
  discord: oneText,
  webhook: z.strictObject({ body: given(200_000) }),
}

const hasOne = (channels: object): boolean => Object.keys(channels).length > 0
const needsOne = `must have at least one of ${Object.keys(channelTexts).join(', ')}`

const channels = z
  .strictObject(channelTexts)
  .partial()
  .refine(hasOne, needsOne)
  .meta({ id: 'TemplateChannels' }) as z.ZodType<TemplateChannels>

const localeChannels = z
  .strictObject({
    ...channelTexts,
    inApp: inAppTemplate.partial(),
    email: email.partial(),
    webPush: push.partial(),
    mobilePush: push.partial(),
  })
  .partial()
  .refine(hasOne, needsOne)
  .meta({ id: 'LocaleChannels' }) as z.ZodType<LocaleChannels>

const isLanguage = (name: string): boolean =>
  name.length <= 35 && /^[a-z]{2,8}([-_][a-z0-9]{1,8})*$/i.test(name)
const mostLanguages = 100

const locales = z.record(z.string(), localeChannels).superRefine((byLanguage, context) => {
  const names = Object.keys(byLanguage)
  if (names.length > mostLanguages) context.addIssue(`must have at most ${mostLanguages} languages`)
  for (const name of names)
    if (!isLanguage(name)) context.addIssue(`must have languages such as de or pt-BR, not ${name}`)
})

/** What a template is called, so that `slug@2` can name one of its versions. */
export const slug = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[\p{L}\p{N}._-]*$/u, 'must have letters, digits, ".", "_" and "-" only')

export const templateBody: z.ZodType<TemplateDefinition> = (
  z.strictObject({ name: given(255), channels, locales: locales.nullish() }) as z.ZodType<TemplateDefinition>
).superRefine(({ channels: all, locales: byLanguage }, context) => {
  for (const [name, own] of Object.entries(byLanguage ?? {}))
    for (const channel of Object.keys(own))
      if (!(channel in all))
        context.addIssue({
          code: 'custom',
          path: ['locales', name, channel],
          message: 'must be a channel that channels has too',
        })
})

export const templateShape: z.ZodType<Template> = z
  .object({
    id: wireId,
    slug: z.string(),
    name: z.string(),
    version: z.int().positive(),
    channels,
    locales: z.record(z.string(), localeChannels).nullable(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Template' })
