import type { Step, Workflow, WorkflowDefinition } from '@inboxkit/protocol'
import { z } from 'zod'
import { instant } from '../../wire/values.js'
import { inAppTemplate } from '../templates/schemas.js'
import { parseTemplateName } from '../templates/service.js'
import { identifier } from '../users/identifier.js'
import { parseMoment, parseSpan } from './span.js'

const hasHoles = (text: string): boolean => text.includes('{{')

const stepId = z.string().min(1).max(255).optional().describe('Unique in its workflow')

const templateName = z
  .string()
  .max(300)
  .refine((text) => parseTemplateName(text) !== null, 'must be the slug of a template, or slug@version')

/** Other channels are delivered by no workflow yet, and are refused rather than left out. */
const channel = z.enum(['inApp'])

const send = z
  .strictObject({
    type: z.literal('send'),
    id: stepId,
    channel: channel.optional(),
    channels: z.array(channel).min(1).max(10).optional(),
    template: z
      .union([templateName, inAppTemplate])
      .describe('A slug, `slug@version`, or the texts themselves'),
  })
  .refine(({ channel: one, channels }) => (one === undefined) !== (channels === undefined), {
    message: 'must have either channel or channels',
  })

const span = z
  .union([z.number(), z.string().max(1000)])
  .refine(
    (value) => parseSpan(value) !== null || (typeof value === 'string' && hasHoles(value)),
    'must be seconds, or a span such as 2d3h or 90s, from 1 second to 366 days',
  )

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

const step = z
  .discriminatedUnion('type', [send, delay], {
    error: ({ code }) => (code === 'invalid_union' ? 'must be one of send, delay' : undefined),
  })
  .meta({ id: 'Step' }) as unknown as z.ZodType<Step>

const mostSteps = 100

const steps = z
  .array(step)
  .min(1)
  .max(mostSteps)
  .superRefine((list, context) => {
    const places = new Map<string, number>()
    for (const [at, { id }] of list.entries()) {
      if (id === undefined) continue
      const first = places.get(id)
      if (first === undefined) places.set(id, at)
      else
        context.addIssue({ code: 'custom', path: [at, 'id'], message: `must not be that of steps[${first}]` })
    }
  })

const payload = z
  .record(z.string(), z.unknown())
  .describe('JSON Schema, draft 2020-12, of the `data` of every send')

const definition = {
  name: z.string().min(1).max(255),
  category: identifier.nullish().describe('Identifier of a category, for sends that name none'),
  payload: payload.nullish(),
  steps,
}

/** What the path calls it may be said again. */
export type WorkflowBody = Omit<WorkflowDefinition, 'identifier'> & { identifier?: string }

export const workflowBody: z.ZodType<WorkflowBody> = z.strictObject({
  identifier: identifier.optional().describe('The same as in the path'),
  ...definition,
}) as z.ZodType<WorkflowBody>

export const workflowShape: z.ZodType<Workflow> = z
  .object({
    identifier: z.string(),
    ...definition,
    version: z.int().positive(),
    createdAt: instant,
    updatedAt: instant,
  })
  .meta({ id: 'Workflow' }) as z.ZodType<Workflow>
