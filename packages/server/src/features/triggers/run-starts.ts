import type { CategoryRow } from './categories.js'
import type { NewRuns } from './expansion.js'
import type { TriggerRow } from './queries.js'
import type { Reached } from './recipients.js'

/**
 * The runs of a trigger for users it reaches. Left to a run are the channels that the sender chose, and of them those
 * that the user did, unless the category is required.
 */
export const startsOf = (
  { id, content, workflow_version_id }: TriggerRow,
  users: readonly Reached[],
  category: CategoryRow | undefined,
  at: Date,
): NewRuns => {
  if (workflow_version_id === null) throw new Error(`The trigger ${id} starts no workflow`)
  const chosen = content.override?.channels ?? null
  const channelsOf = ({ channels }: Reached): readonly string[] | null => {
    if (!channels || category?.is_required) return chosen
    return chosen ? chosen.filter((channel) => channels.includes(channel)) : channels
  }
  return {
    triggerId: id,
    workflowVersionId: workflow_version_id,
    users: users.map((one) => ({ userId: one.userId, channels: channelsOf(one) })),
    at,
  }
}
