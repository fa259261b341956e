import type { ChannelId } from './channels.js'
import type { ChannelTemplate, InAppTemplate } from './templates.js'

/** JSON Logic (jsonlogic.com) over `data recipient actor tenant batch steps`. */
export type Logic = boolean | { readonly [operator: string]: unknown }

/** The state of the in-app item that an earlier step sent; or any rule. */
export type OnlyIf = { step: string; is: 'unseen' | 'seen' | 'unread' | 'read' } | { when: Logic }

interface StepBase {
  /** Unique in its workflow, branches included. */
  id?: string
}

/**
 * Delivers a template: `slug` (its latest version at that moment), `slug@version`, or the texts themselves, which are
 * for one channel. `provider` names the only one that is to carry it.
 */
export type SendStep = StepBase & {
  type: 'send'
  template: string | InAppTemplate | ChannelTemplate
  onlyIf?: OnlyIf
  provider?: string
} & ({ channel: ChannelId } | { channels: readonly ChannelId[] })

/**
 * Waits: `for` seconds or a span such as `2d3h` or `90s`, or `until` an ISO 8601 instant; each may be a template that
 * comes to one, such as `{{data.hours}}h`. At most a year.
 */
export type DelayStep = StepBase & { type: 'delay' } & ({ for: number | string } | { until: string })

/**
 * Collects the sends of one user: the first to come opens a batch and goes on when it closes, with the data of all of
 * them as `batch.items` and their number as `batch.total`; the others end there. `key` is a template (default: none);
 * `max` closes it early. A `sliding` one closes `for` after the last to come, at the latest `maxWait` after the first
 * (default: 10 times `for`). With `choices` users say themselves how long it collects, on their preference page: 2 to 6
 * spans such as `1h`, the shortest first, `0s` for each at once. `for` is one of them: what those have who have not
 * chosen. One step of a workflow has choices, and its window is fixed.
 */
export type BatchStep = StepBase & {
  type: 'batch'
  for: number | string
  key?: string
  max?: number
  window?: 'fixed' | 'sliding'
  maxWait?: number | string
  choices?: readonly string[]
}

/** Ends the run of whoever was let through `limit` times in the span `per` that began with the first. */
export type ThrottleStep = StepBase & { type: 'throttle'; limit: number; per: number | string; key?: string }

export type BranchStep = StepBase & {
  type: 'branch'
  when: Logic
  then: readonly Step[]
  else?: readonly Step[]
}

/**
 * Waits for `POST /v3/events` with this name, of the run's user or of nobody in particular, also one that came since
 * the send was accepted, or for the time-out. `match` is a rule that sees `event.data` too, and of an earlier send
 * `steps.<id>.notification`. Afterwards `steps.<id>` is `{ happened, data }`.
 */
export type WaitForStep = StepBase & {
  type: 'waitFor'
  event: string
  timeout: number | string
  match?: Logic
}

/** Calls an address; `steps.<saveAs>` is `{ status, body }` afterwards. `url`, `headers` and `body` are templates. */
export type FetchStep = StepBase & {
  type: 'fetch'
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  url: string
  headers?: Readonly<Record<string, string>>
  body?: string
  saveAs: string
}

/**
 * One channel after the other until there is success, spread evenly over the time to live. Mandatory channels are
 * used at once, whatever comes of the others. `success` (default `seen`): `delivered` = a provider or the inbox took
 * it; `seen` = the in-app item was seen; `interaction` = it was opened.
 */
export type SmartStep = StepBase & {
  type: 'smart'
  template: string
  channels: readonly ChannelId[]
  success?: 'delivered' | 'seen' | 'interaction'
  timeToLive: number | string
  mandatoryChannels?: readonly ChannelId[]
}

/**
 * Changes the in-app item of an earlier step: `title` is a template, `state` is what the item's blocks last posted.
 * With `archive` it goes into its user's archive.
 */
export type UpdateStep = StepBase & {
  type: 'update'
  step: string
  title?: string
  state?: string
  archive?: boolean
}

export type Step =
  | SendStep
  | DelayStep
  | BatchStep
  | ThrottleStep
  | BranchStep
  | WaitForStep
  | FetchStep
  | SmartStep
  | UpdateStep

/**
 * Body of `PUT /v3/workflows/{identifier}`: a named list of 1 to 100 steps, branches included. `Data` is what its
 * triggers carry, and so what its items in the inbox have as `data`: for the compiler only.
 */
export interface WorkflowDefinition<Data = unknown> {
  identifier: string
  name: string
  /** Identifier of a category, for triggers that name none. */
  category?: string | null
  /** JSON Schema that the `data` of every trigger has to satisfy. */
  payload?: Record<string, unknown> | null
  steps: readonly Step[]
  /** Never there at run time. */
  readonly '~data'?: Data
}

/** The `data` that a workflow's triggers and items carry: `PayloadOf<typeof orderShipped>`. */
export type PayloadOf<Definition extends WorkflowDefinition> =
  Definition extends WorkflowDefinition<infer Data> ? Data : never

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
