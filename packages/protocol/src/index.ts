export {
  answeredBlock,
  answerKindOf,
  bestRating,
  keptAnswer,
  longestAnswer,
  stateByAnswer,
  whyNotAnswer,
} from './answers.js'
export type { AppChanges, AppSettings, AppWebhook, AppWebhookChange } from './app.js'
export type { CategoryChanges, CategoryDetails, NewCategory } from './categories.js'
export { type ChannelId, channelIds } from './channels.js'
export { clientProblem } from './client-problems.js'
export type { AppInfo, ConnectAnswer, ConnectRequest } from './connect.js'
export type {
  ChannelAddresses,
  Delivery,
  DeliveryAttempt,
  DeliveryDetails,
  DeliveryState,
  StatusEventBody,
  StatusEventType,
  WebhookEvent,
} from './deliveries.js'
export type { Device, WebPushSubscription } from './devices.js'
export type { EventAnswer, NewEvent } from './events.js'
export {
  type Beacon,
  type Change,
  type ChangesAnswer,
  type Counts,
  type FeedChanges,
  type FeedHead,
  type FeedPage,
  type Filter,
  type Marks,
  maxFilters,
  mostFiltered,
} from './feed.js'
export type {
  Answer,
  Block,
  Category,
  Flags,
  Notification,
  NotificationId,
  NotificationReason,
} from './notification.js'
export {
  type AllOperation,
  type AllVerb,
  type BatchAnswer,
  type BatchRequest,
  type ItemOperation,
  type ItemVerb,
  maxOperations,
  maxPinned,
  type Operation,
  type OperationResult,
  type Outcome,
  type UndoOperation,
} from './operations.js'
export type { Page, Said } from './paging.js'
export type {
  ChannelPreference,
  ChannelPreferenceChanges,
  PageChannel,
  PageDigest,
  Preference,
  PreferenceChanges,
  PreferencePage,
  PreferencePageChanges,
  QuietDay,
  QuietHours,
  QuietSchedule,
  QuietSpan,
  Unsubscription,
} from './preferences.js'
export {
  bodyOf,
  type FieldProblem,
  Problem,
  type ProblemBody,
  type ProblemFacts,
  type ProblemKind,
} from './problem.js'
export { type ProblemCode, problem, problems } from './problems.js'
export {
  beaconIntervalMs,
  type Handshake,
  maxChanges,
  type RealtimeEvents,
  type SettingsEvent,
} from './realtime.js'
export type {
  RequestAnswer,
  RequestCounts,
  RequestOutcome,
  RequestRecipient,
  RequestRun,
  RequestState,
  RequestSummary,
  RunEntry,
  UserActivity,
} from './requests.js'
export type {
  Attachment,
  LinkedAttachment,
  Recipient,
  SendAnswer,
  SendContent,
  SendData,
  SendNotification,
  SendOverride,
  SendRequest,
  SendTemplate,
  SendTo,
  SendWorkflow,
} from './send.js'
export type {
  ChannelTemplate,
  EmailTemplate,
  InAppTemplate,
  LocaleChannels,
  PreviewPerson,
  PreviewVariables,
  PushTemplate,
  Template,
  TemplateChannels,
  TemplateDefinition,
  TemplatePreview,
  TemplatePreviewInput,
  TextTemplate,
  WebhookTemplate,
} from './templates.js'
export type { Tenant, TenantDefinition, TenantPreferences } from './tenants.js'
export type {
  AddedTopicUsers,
  NewTopic,
  NewTopicUser,
  RemovedTopicUsers,
  Subscription,
  Topic,
  TopicUser,
} from './topics.js'
export type { BulkUsersAnswer, NewUser, Profile, User } from './users.js'
export type {
  BatchStep,
  BranchStep,
  CancelAnswer,
  CancelRequest,
  DelayStep,
  FetchStep,
  Logic,
  OnlyIf,
  PayloadOf,
  SendStep,
  SmartStep,
  Step,
  ThrottleStep,
  UpdateStep,
  WaitForStep,
  Workflow,
  WorkflowDefinition,
} from './workflows.js'
