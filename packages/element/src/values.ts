import type { Inbox, WebPushOptions } from '@inboxkit/core'
import type { Filter, Notification, Problem } from '@inboxkit/protocol'

/** A sentence, or one per plural category of the language. `{count}`, `{reason}` and `{name}` are holes. */
export type ElementMessage = string | ({ other: string } & Partial<Record<Intl.LDMLPluralRule, string>>)

/** A tab that has a name and a filter by itself, or your own. */
export type ElementTab =
  | 'all'
  | 'unread'
  | 'read'
  | 'archived'
  | 'snoozed'
  | { value: string; label: string; filter: Filter }

/** Whose inbox it is. Nothing is shown until there are `apiKey` and `userId`. */
export interface ElementIdentity {
  /** Where the inboxkit server is, without `/v3`. Default: where `inboxkit.js` came from, else the page's origin. */
  baseUrl?: string | undefined
  apiKey?: string | undefined
  userId?: string | undefined
  /** Needed in secure mode. A function is asked again when a token was refused. */
  userToken?: string | (() => Promise<string> | string) | undefined
  /** An inbox that you made with `createInbox` of `@inboxkit/core`, instead of all of these; closing it is yours. */
  client?: Inbox | undefined
}

/** What both elements can look like. */
export interface ElementLooks {
  /** `auto` (default) follows the inherited `color-scheme`, or `.dark` / `[data-theme=dark]` above. */
  theme?: 'light' | 'dark' | 'auto' | undefined
  density?: 'comfortable' | 'compact' | undefined
  /** A look made of variables: `plain` (default), `soft` or `dense`. */
  preset?: 'plain' | 'soft' | 'dense' | undefined
  /** A language code such as `de` or `pt_BR`; default: the page's, then the browser's. */
  locale?: string | undefined
  /** Texts of your own, by key. Only as a property. */
  labels?: Readonly<Record<string, ElementMessage>> | undefined
  /** Where the service worker is that shows what is pushed: then the settings have a switch for this browser. */
  webPush?: WebPushOptions | undefined
  /** A change was refused, or something could not be loaded; also the event `inbox-problem`. */
  onProblem?: ((problem: Problem) => void) | undefined
}

/** Properties of `<inbox-kit>`; those that are no functions or objects are attributes, too: `pageUrl` = `page-url`. */
export interface InboxKitValues extends ElementIdentity, ElementLooks {
  /** `popover` at the bell (default), `side` sheet at the end edge, or `page`: a column in the page, without a bell. */
  layout?: 'popover' | 'page' | 'side' | undefined
  /** Whether the panel is open. Its user opens and closes it, too, unless `inbox-open-change` is prevented. */
  open?: boolean | undefined
  /** What the bell counts: what was never shown (default) or what was not read. */
  badge?: 'unseen' | 'unread' | undefined
  /** As an attribute: names with commas between them. Default: all, unread, snoozed, archived. */
  tabs?: readonly ElementTab[] | undefined
  tab?: string | undefined
  defaultTab?: string | undefined
  /** Address of your page with the whole inbox: the panel links to it. */
  pageUrl?: string | undefined
  /** Single keys that act on the current notification; `shortcuts="false"` turns them off. */
  shortcuts?: boolean | undefined
  /** `settings="false"`: without the button for them; a function opens your own instead. */
  settings?: boolean | (() => void) | undefined
  /** `toast`: what arrives while the panel is closed is shown in a corner of the page; default: `none`. */
  arrivals?: 'toast' | 'none' | undefined
  /** Follows a plain click to your own origin without loading a page. */
  navigate?: ((href: string, notification?: Notification) => void) | undefined
  /** As the event `inbox-open`, with the click. */
  onOpen?: ((notification: Notification, event: MouseEvent) => void) | undefined
  onOpenChange?: ((open: boolean) => void) | undefined
  onTabChange?: ((tab: string) => void) | undefined
  /** With it, somebody whose token is refused sees a button "Sign in". */
  onSignIn?: (() => void) | undefined
}

/** Properties of `<inbox-kit-preferences>`. */
export interface InboxKitPreferencesValues extends ElementIdentity, ElementLooks {
  /** Out of the link in a message, instead of `apiKey` and `userId`. */
  token?: string | undefined
  /** Identifier of a customer of yours: the choices for its notifications. */
  tenant?: string | undefined
  /** `page`: a column scrolled by the page (default). `panel`: as high as what is around, and scrolled by itself. */
  layout?: 'page' | 'panel' | undefined
}
