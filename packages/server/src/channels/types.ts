import type { ChannelId } from '@inboxkit/protocol'

/** Every channel but the inbox: those that need somebody else to carry the message. */
export type OutsideChannel = Exclude<ChannelId, 'inApp'>

/** What a message says, rendered. Which fields there are depends on its channel (protocol, `TemplateChannels`). */
export interface ContentOf {
  email: { subject: string; html: string | null; text: string | null }
  webPush: { title: string; body: string; url: string | null; icon: string | null }
  mobilePush: { title: string; body: string; url: string | null; icon: string | null }
  sms: { text: string }
  whatsapp: { text: string }
  slack: { text: string }
  chat: { text: string }
  discord: { text: string }
  webhook: { body: string }
}
export type Content = ContentOf[OutsideChannel]

/** Where one message goes. */
export interface AddressOf {
  email: { email: string }
  sms: { phoneNumber: string }
  whatsapp: { phoneNumber: string }
  /** A PushSubscription as the browser gave it. */
  webPush: { endpoint: string; keys: { p256dh: string; auth: string } }
  mobilePush: { token: string; provider: 'fcm' | 'apns'; bundleId?: string }
  slack: ({ email: string } | { userId: string } | { channelId: string } | { webhookUrl: string }) & {
    accessToken?: string
  }
  /** Microsoft Teams. */
  chat:
    | { webhookUrl: string }
    | ({ tenantId: string; serviceUrl: string } & ({ conversationId: string } | { userId: string }))
  discord: { webhookUrl: string }
  webhook: { url: string }
}
export type Address = AddressOf[OutsideChannel]

/** A file that goes along with an e-mail. */
export interface File {
  name: string
  contentType: string
  content: Buffer
}

/** One message to one address. */
export interface Message<Channel extends OutsideChannel = OutsideChannel> {
  /** The same for every attempt: receivers that know idempotency keys are given it. */
  id: string
  channel: Channel
  /** `null` = wherever the provider posts by itself, such as a webhook that its configuration names. */
  to: AddressOf[Channel] | null
  content: ContentOf[Channel]
  files: readonly File[]
  /** What the sender says to this channel beside its content: `cc`, `bcc`, `replyTo`, `from` of an e-mail. */
  options: Readonly<Record<string, unknown>>
  /** For e-mail: where one click turns its category off. `null` = nobody can opt out of it. */
  unsubscribeUrl: string | null
  /** What it is about, for webhooks and the console. */
  about: {
    requestId: string
    workflow: string | null
    category: string | null
    recipient: string
    tenant: string | null
  }
}

/** How the provider answered, for whoever asks later what happened. At most 2,000 characters of text. */
export interface ProviderAnswer {
  status?: number
  text?: string
}

/** What an attempt came to. */
export type Sent = { kind: 'sent'; providerId: string | null; answer: ProviderAnswer }

/** Why an attempt failed, and what is to be done about it. */
export type FailureKind =
  /** Later it may go: time-outs, 429, 5xx. */
  | 'retry'
  /** It will never go this way: a wrong key, a message too long. The next provider may take it. */
  | 'refused'
  /** Nobody is there any more: the subscription, token or number is to be forgotten. */
  | 'gone'

export class SendFailure extends Error {
  readonly kind: FailureKind
  readonly answer: ProviderAnswer
  /** How long the provider asks to be left alone. */
  readonly retryAfterMs: number | null
  constructor(
    kind: FailureKind,
    message: string,
    {
      answer = {},
      retryAfterMs = null,
      cause,
    }: { answer?: ProviderAnswer; retryAfterMs?: number | null; cause?: unknown } = {},
  ) {
    super(message, { cause })
    this.name = 'SendFailure'
    this.kind = kind
    this.answer = answer
    this.retryAfterMs = retryAfterMs
  }
}

/** A service that carries one channel. */
export interface Provider<Channel extends OutsideChannel = OutsideChannel> {
  /** What its configuration calls it; unique in its channel. */
  name: string
  channel: Channel
  /** Whether it posts somewhere by itself, so that a recipient needs no address. */
  hasOwnAddress?: boolean
  /** Whether it can reach an address at all; absent = every address of its channel. */
  accepts?(to: AddressOf[Channel] | null): boolean
  /** One attempt, at most 15 s. @throws SendFailure */
  send(message: Message<Channel>): Promise<Sent>
  close?(): void | Promise<void>
}

/** The providers of each channel, in the order in which they are tried. `console` where none is configured. */
export type Providers = ReadonlyMap<OutsideChannel, readonly Provider[]>
