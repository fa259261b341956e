import { CreateEngagespotClient } from './engagespot/client.js'
import type { EngagespotClientOptions } from './engagespot/types.js'

export { CreateEngagespotClient } from './engagespot/client.js'
export { EngagespotError } from './engagespot/error.js'
export type {
  EngagespotCancellation,
  EngagespotClientOptions,
  EngagespotResponse,
  EngagespotSendParams,
  EngagespotTopicUser,
  EngagespotUserProfile,
} from './engagespot/types.js'

/**
 * The client of @engagespot/node 1.7.0 on an inboxkit server: change the import and the address, and nothing else.
 * Differences are listed in the package's README.
 * @throws Error without key, secret or address
 */
export const EngagespotClient = (options: EngagespotClientOptions): CreateEngagespotClient =>
  new CreateEngagespotClient(options)
