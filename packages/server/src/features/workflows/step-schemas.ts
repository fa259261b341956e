import { type ChannelId, channelIds, type Logic, type Step } from '@inboxkit/protocol'
import { z } from 'zod'
import { checkLogic } from '../../logic/logic.js'
import { channelTexts } from '../templates/schemas.js'
import { parseTemplateName } from '../templates/service.js'
import { fetchStep } from './fetch-schema.js'
import { hasHoles, saying, span, spanRule, stepId } from './field-schemas.js'
import { parseChoice, parseLength, parseMoment, parseSpan } from './span.js'

const channel = z.enum(channelIds)

/** Each at most once. */
const channels = z
  .array(channel)
  .min(1)
  .refine((list) => new Set(list).size === list.length, 'must name each channel once')

const templateName = z
  .string()
  .max(300)
  .refine((text) => parseTemplateName(text) !== null, 'must be the slug of a template, or slug@version')

const logic = z
  .union([z.boolean(), z.record(z.string(), z.unknown())])
  .superRefine(saying(checkLogic))
  .describe('JSON Logic (jsonlogic.com) over `data recipient actor tenant batch steps`')
  .meta({ id: 'Logic' }) as unknown as z.ZodType<Logic>

const states = ['unseen', 'seen', 'unread', 'read'] as const

const onlyIf = z.union([
  z.strictObject({ step: z.string().describe('Id of an earlier step'), is: z.enum(states) }),
  z.strictObject({ when: logic }),
])

const send = z
  .strictObject({
    type: z.literal('send'),
    id: stepId,
    channel: channel.optional(),
    channels: channels.optional(),
    template: z
      .union([templateName, z.record(z.string(), z.unknown())])
      .describe(
        'A slug, `slug@version`, or the texts themselves, as a template has them for the one channel',
      ),
    onlyIf: onlyIf.optional().describe('Left out unless this holds when its turn comes'),
    provider: z.string().min(1).max(255).optional().describe('The only one that is to carry it'),
  })
  .superRefine(({ channel: one, channels: several, template }, context) => {
    if ((one === undefined) === (several === undefined))
      context.addIssue('must have either channel or channels')
    else if (typeof template !== 'string')
      checkOwnTexts(one === undefined ? (several ?? []) : [one], template, context)
  })

/** Texts of a step's own are held against what its channel takes. */
const checkOwnTexts = (
  [only, ...others]: readonly ChannelId[],
  texts: object,
  context: z.core.$RefinementCtx,
): void => {
  if (only === undefined) return
  if (others.length > 0) {
    context.addIssue({
      code: 'custom',
      path: ['template'],
      message: 'must name a template: texts of a step’s own are for one channel',
    })
    return
  }
  const checked = channelTexts[only].safeParse(texts)
  for (const issue of checked.error?.issues ?? [])
    context.issues.push({ ...issue, input: texts, path: ['template', ...issue.path] } as z.core.$ZodRawIssue)
}

const moment = z
  .string()
  .max(1000)
  .refine((text) => hasHoles(text) || parseMoment(text) !== null, 'must be an ISO 8601 date and time')

const delay = z
  .strictObject({
    type: z.literal('delay'),
    id: stepId,
    for: span
      .optional()
      .describe('From the end of the step before; a template such as `{{data.hours}}h` is filled in'),
    until: moment.optional().describe('At most a year ahead; what is past is no delay'),
  })
  .refine((step) => (step.for === undefined) !== (step.until === undefined), {
    message: 'must have either for or until',
  })

const key = z.string().max(1000).describe('A template: what has the same key belongs together')

const mostChoices = 6

const choices = z
  .array(
    z
      .string()
      .max(50)
      .refine(
        (text) => parseChoice(text) !== null,
        'must be a span such as 1h or 7d, up to 366 days, or 0s for at once',
      ),
  )
  .min(2)
  .max(mostChoices)
  .refine((list) => {
    const lengths = list.map(parseChoice)
    if (lengths.includes(null)) return true
    return lengths.every((length, at) => at === 0 || Number(length) > Number(lengths[at - 1]))
  }, 'must have different spans, the shortest first')

const length = z
  .union([z.number(), z.string().max(1000)], spanRule)
  .refine((value) => parseLength(value) !== null || (typeof value === 'string' && hasHoles(value)), spanRule)

const batch = z
  .strictObject({
    type: z.literal('batch'),
    id: stepId,
    for: length.describe('How long it collects, from the first send that comes'),
    key: key.optional(),
    max: z.int().min(1).max(1000).optional().describe('Closes early when it has so many'),
    window: z.enum(['fixed', 'sliding']).optional().describe('`sliding`: each send that comes prolongs it'),
    maxWait: span
      .optional()
      .describe('Of a sliding batch, from the first send; 10 times `for` when left out'),
    choices: choices
      .optional()
      .describe('How long it may collect as its user chooses; `for`, one of them, where nothing was chosen'),
  })
  .superRefine(({ for: length, window, choices }, context) => {
    for (const [field, message] of sayChoices(length, window, choices))
      context.addIssue({ code: 'custom', path: [field], message })
  })
  .superRefine(({ for: length, window, maxWait }, context) => {
    if (maxWait === undefined) return
    const said = sayMaxWait(window, parseSpan(length), parseSpan(maxWait))
    if (said) context.addIssue({ code: 'custom', path: ['maxWait'], message: said })
  })

const sayChoices = (
  length: number | string,
  window: string | undefined,
  choices: readonly string[] | undefined,
): [field: string, message: string][] => {
  if (!choices) return parseLength(length) === 0 ? [['for', spanRule]] : []
  const isOne = choices.length === 0 || choices.some((text) => parseChoice(text) === parseLength(length))
  return [
    ...(isOne ? [] : [['for', `must be one of choices: ${choices.join(', ')}`] as [string, string]]),
    ...(window === 'sliding'
      ? [['window', 'must be fixed or left out: choices say how long it collects'] as [string, string]]
      : []),
  ]
}

const sayMaxWait = (
  window: string | undefined,
  length: number | null,
  most: number | null,
): string | null => {
  if (window !== 'sliding') return 'must be left out: only a batch with the window sliding has one'
  return length !== null && most !== null && most <= length ? 'must be longer than for' : null
}

const throttle = z.strictObject({
  type: z.literal('throttle'),
  id: stepId,
  limit: z.int().min(1).max(1_000_000),
  per: span,
  key: key.optional(),
})

const branch = z.strictObject({
  type: z.literal('branch'),
  id: stepId,
  when: logic,
  then: z.lazy(() => z.array(step).min(1)),
  else: z.lazy(() => z.array(step)).optional(),
})

const waitFor = z.strictObject({
  type: z.literal('waitFor'),
  id: stepId,
  event: z.string().min(1).max(255).describe('As `POST /v3/events` names it'),
  timeout: span,
  match: logic
    .optional()
    .describe('A rule that sees `event` too: `{ "==": [{ "var": "event.data.x" }, 1] }`'),
})

const smart = z.strictObject({
  type: z.literal('smart'),
  id: stepId,
  template: templateName,
  channels: channels.describe('In the order in which they are tried'),
  success: z
    .enum(['delivered', 'seen', 'interaction'])
    .optional()
    .describe('What is enough; `seen` when left out'),
  timeToLive: span.describe('Over which the channels are spread'),
  mandatoryChannels: channels.optional().describe('Used at once, whatever comes of the others'),
})

const update = z
  .strictObject({
    type: z.literal('update'),
    id: stepId,
    step: z.string().describe('Id of the earlier step whose in-app item changes'),
    title: z.string().min(1).max(5_000).optional(),
    state: z.string().min(1).max(255).optional(),
    archive: z.boolean().optional().describe('Whether it goes into the archive of its user'),
  })
  .refine(
    ({ title, state, archive }) => title !== undefined || state !== undefined || archive === true,
    'must have title, state or archive',
  )

const kinds = [send, delay, batch, throttle, branch, waitFor, fetchStep, smart, update] as const

const names = kinds.map((kind) => kind.shape.type.value).join(', ')

/** One step by itself; what it has to do with the others is looked at in `step-tree.ts`. */
export const step: z.ZodType<Step> = z
  .discriminatedUnion('type', kinds, {
    error: ({ code }) => (code === 'invalid_union' ? `must be one of ${names}` : undefined),
  })
  .meta({ id: 'Step' }) as unknown as z.ZodType<Step>
