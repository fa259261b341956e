export type {
  AddedTopicUsers,
  Answer,
  AppChanges,
  AppSettings,
  Attachment,
  BatchStep,
  Block,
  BranchStep,
  BulkUsersAnswer,
  CancelAnswer,
  Category,
  CategoryChanges,
  CategoryDetails,
  ChannelAddresses,
  ChannelId,
  ChannelPreference,
  ChannelPreferenceChanges,
  Counts,
  DelayStep,
  Delivery,
  DeliveryAttempt,
  DeliveryDetails,
  DeliveryState,
  EmailTemplate,
  EventAnswer,
  FeedPage,
  FetchStep,
  FieldProblem,
  InAppTemplate,
  LinkedAttachment,
  LocaleChannels,
  Logic,
  NewCategory,
  NewEvent,
  NewTopic,
  NewTopicUser,
  NewUser,
  Notification,
  NotificationId,
  OnlyIf,
  Page,
  PayloadOf,
  Preference,
  PreferenceChanges,
  PreviewPerson,
  PreviewVariables,
  ProblemCode,
  Profile,
  PushTemplate,
  QuietDay,
  QuietHours,
  QuietSchedule,
  QuietSpan,
  Recipient,
  RemovedTopicUsers,
  RequestAnswer,
  RequestCounts,
  RequestOutcome,
  RequestRecipient,
  RequestState,
  RequestSummary,
  Said,
  SendAnswer,
  SendContent,
  SendData,
  SendNotification,
  SendOverride,
  SendStep,
  SendTemplate,
  SendTo,
  SendWorkflow,
  SmartStep,
  StatusEventBody,
  StatusEventType,
  Step,
  Subscription,
  Template,
  TemplateChannels,
  TemplateDefinition,
  TemplatePreview,
  TemplatePreviewInput,
  Tenant,
  TenantDefinition,
  TenantPreferences,
  TextTemplate,
  ThrottleStep,
  Topic,
  TopicUser,
  UpdateStep,
  User,
  UserActivity,
  WaitForStep,
  WebhookEvent,
  WebhookTemplate,
  Workflow,
  WorkflowDefinition,
} from '@inboxkit/protocol'
export { Problem } from '@inboxkit/protocol'
export type { App } from './app.js'
export type { AttachmentOptions } from './attachments.js'
export type { BulkTriggerAnswer, BulkTriggers, FailedRecord } from './bulk-trigger.js'
export type { Categories } from './categories.js'
export { defineWorkflow, type JsonSchema, type PayloadSchema, type WorkflowInput } from './define-workflow.js'
export type { Deliveries, DeliveryQuery } from './deliveries.js'
export type { AnyHole, Hole, Holes, TemplateValues } from './holes.js'
export type { Inbox, InboxQuery } from './inbox.js'
export { Inboxkit } from './inboxkit.js'
export type { Listing, PageQuery } from './listing.js'
export type { InboxkitOptions, ReadOptions, WriteOptions } from './options.js'
export type { Activity, Requests } from './requests.js'
export type { SendInput } from './send.js'
export type { Templates } from './templates.js'
export type { Tenants } from './tenants.js'
export type { Topics } from './topics.js'
export type { TriggerInput, TriggerRecord } from './trigger.js'
export type { UserTokenOptions } from './user-tokens.js'
export type { OutsideChannel, Users } from './users.js'
export type { WebhookEventQuery, WebhookEvents } from './webhook-events.js'
export { WorkflowTrigger } from './workflow-trigger.js'
export type { CancelInput, Workflows } from './workflows.js'
