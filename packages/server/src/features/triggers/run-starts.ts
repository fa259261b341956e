import type { CategoryRow } from './categories.js'
import type { RecipientRest } from './contents.js'
import type { NewRuns } from './expansion.js'
import type { TriggerRow } from './queries.js'
import type { Reached } from './recipients.js'

/** Whether a trigger starts runs: of a workflow, or of steps that it brings along. */
export const isForRuns = ({
  workflow_version_id,
  content,
}: Pick<TriggerRow, 'workflow_version_id' | 'content'>): boolean =>
  workflow_version_id !== null || content.steps !== undefined

/** What the runs of a trigger have in common. */
export interface StartTerms {
  category: CategoryRow | undefined
  tenantId: number | null
  at: Date
}

/**
 * The runs of a trigger for users it reaches. Left to a run are the channels that the sender chose, for all and for this
 * recipient, and of them those that the user did, unless the category is required.
 */
export const startsOf = (
  { id, content, workflow_version_id }: TriggerRow,
  users: readonly (Reached & { identifier?: string })[],
  { category, tenantId, at }: StartTerms,
): NewRuns => {
  const channelsOf = ({ channels, userId, identifier }: Reached & { identifier?: string }) =>
    allOf(
      content.override?.channels,
      restOf(content, userId, identifier)?.channels,
      category?.is_required ? null : channels,
    )
  return {
    triggerId: id,
    workflowVersionId: workflow_version_id,
    tenantId,
    users: users.map((one) => ({ userId: one.userId, channels: channelsOf(one) })),
    at,
  }
}

const restOf = (
  { perRecipient, transients }: TriggerRow['content'],
  userId: number,
  identifier: string | undefined,
): RecipientRest | undefined => {
  if (userId < 0) return transients?.[-userId - 1]
  return identifier === undefined ? undefined : perRecipient?.[identifier]
}

/** Those that all of the lists have; `null` when nobody said anything. */
const allOf = (...lists: (readonly string[] | null | undefined)[]): readonly string[] | null =>
  lists.reduce<readonly string[] | null>((left, list) => {
    if (!list) return left
    return left ? left.filter((channel) => list.includes(channel)) : list
  }, null)
