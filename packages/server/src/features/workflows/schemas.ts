import type { Step, Workflow, WorkflowDefinition } from '@inboxkit/protocol'
import { z } from 'zod'
import { instant } from '../../wire/values.js'
import { identifier } from '../users/identifier.js'
import { stepFaults } from './check-steps.js'
import { step } from './step-schemas.js'

const mostSteps = 100

/** The steps of a definition, whole. */
export const steps: z.ZodType<readonly Step[]> = z
  .array(step)
  .min(1)
  .max(mostSteps)
  .superRefine((list, context) => {
    for (const { path, message } of stepFaults(list))
      context.addIssue({ code: 'custom', path: [...path], message })
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
