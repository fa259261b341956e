export type { AppInfo, ConnectAnswer, ConnectRequest } from './connect.js'
export type {
  Beacon,
  Change,
  ChangesAnswer,
  Counts,
  FeedChanges,
  FeedHead,
  FeedPage,
  Filter,
  Marks,
} from './feed.js'
export type { Block, Category, Flags, Notification, NotificationId } from './notification.js'
export {
  type AllOperation,
  type AllVerb,
  type BatchAnswer,
  type BatchRequest,
  type ItemOperation,
  type ItemVerb,
  maxOperations,
  type Operation,
  type OperationResult,
  type Outcome,
} from './operations.js'
export {
  type FieldProblem,
  Problem,
  type ProblemBody,
  type ProblemCode,
  type ProblemFacts,
  problem,
  problems,
} from './problems.js'
export { beaconIntervalMs, type Handshake, maxChanges, type RealtimeEvents } from './realtime.js'
export type { Recipient, SendAnswer, SendRequest } from './send.js'
