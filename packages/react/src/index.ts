export type { Connection, Feed, FeedView, Inbox as InboxClient } from '@inboxkit/core'
export { useConnection } from './hooks/use-connection.js'
export { useCounts, useUnseenCount } from './hooks/use-counts.js'
export { useFeed } from './hooks/use-feed.js'
export { useItem } from './hooks/use-item.js'
export { Inbox, type InboxProps } from './inbox/Inbox.js'
export { useInbox } from './provider/context.js'
export { InboxProvider, type InboxProviderProps } from './provider/InboxProvider.js'
export {
  type FeedSnapshot,
  feedQueryOptions,
  preferencesQueryOptions,
  type QueryOptions,
} from './queries/query-options.js'
export { createRenderer, type RenderedProps, type RenderedWorkflow } from './renderer/create-renderer.js'
export type { Density, Layout, Renderer, Theme } from './root/context.js'
export type { LabelKey, Labels } from './text/english.js'
export type { Message } from './text/say.js'
