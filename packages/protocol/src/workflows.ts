import type { ChannelId } from './channels.js'
import type { InAppTemplate } from './templates.js'

interface StepBase {
  /** Unique in its workflow. */
  id?: string
}

/** Delivers a template: `slug` (its latest version at that moment), `slug@version`, or the texts themselves. */
export type SendStep = StepBase & { type: 'send'; template: string | InAppTemplate } & (
    | { channel: ChannelId }
    | { channels: readonly ChannelId[] }
  )

/**
 * Waits: `for` seconds or a span such as `2d3h` or `90s`, or `until` an ISO 8601 instant; each may be a template that
 * comes to one, such as `{{data.hours}}h`. At most a year.
 */
export type DelayStep = StepBase & { type: 'delay' } & ({ for: number | string } | { until: string })

export type Step = SendStep | DelayStep

/** Body of `PUT /v3/workflows/{identifier}`: a named list of 1 to 100 steps. */
export interface WorkflowDefinition {
  identifier: string
  name: string
  /** Identifier of a category, for triggers that name none. */
  category?: string | null
  /** JSON Schema that the `data` of every trigger has to satisfy. */
  payload?: Record<string, unknown> | null
  steps: readonly Step[]
}

/** One version of a workflow: the latest, unless another was asked for. */
export interface Workflow extends WorkflowDefinition {
  version: number
  createdAt: string
  updatedAt: string
}

/** Body of `PATCH /v3/workflows/{identifier}/cancel-run`. Without `cancelFor`, for everybody. */
export interface CancelRequest {
  cancellationKey: string
  cancelFor?: { recipients: readonly string[] }
}

export interface CancelAnswer {
  message: string
  /** Runs that will not go on. */
  cancelled: number
  /** There are so many that some are still being counted. */
  pending: boolean
}
