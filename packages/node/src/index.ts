export type {
  AddedTopicUsers,
  AppChanges,
  AppSettings,
  Attachment,
  Block,
  BulkUsersAnswer,
  CancelAnswer,
  Category,
  CategoryChanges,
  CategoryDetails,
  ChannelId,
  Counts,
  DelayStep,
  EmailTemplate,
  FeedPage,
  FieldProblem,
  InAppTemplate,
  LocaleChannels,
  NewCategory,
  NewTopic,
  NewTopicUser,
  NewUser,
  Notification,
  NotificationId,
  Page,
  Preference,
  PreferenceChanges,
  ProblemCode,
  Profile,
  PushTemplate,
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
  Step,
  Subscription,
  Template,
  TemplateChannels,
  TemplateDefinition,
  TextTemplate,
  Topic,
  TopicUser,
  User,
  UserActivity,
  WebhookTemplate,
  Workflow,
  WorkflowDefinition,
} from '@inboxkit/protocol'
export { Problem } from '@inboxkit/protocol'
export type { App } from './app.js'
export type { Categories } from './categories.js'
export type { Inbox, InboxQuery } from './inbox.js'
export { Inboxkit } from './inboxkit.js'
export type { Listing, PageQuery } from './listing.js'
export type { InboxkitOptions, ReadOptions, WriteOptions } from './options.js'
export type { Activity, Requests } from './requests.js'
export type { SendInput } from './send.js'
export type { Templates } from './templates.js'
export type { Topics } from './topics.js'
export type { UserTokenOptions } from './user-tokens.js'
export type { Users } from './users.js'
export type { CancelInput, TriggerInput, Workflows } from './workflows.js'
