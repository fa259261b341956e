import type {
  Attachment,
  LinkedAttachment,
  Recipient,
  SendData,
  SendRequest,
  WorkflowDefinition,
} from '@inboxkit/protocol'
import type { SendInput } from './send.js'

interface TriggerBase extends Pick<SendInput, 'category' | 'override' | 'actor' | 'tenant' | 'sendAt'> {
  /** At most 1,000: identifiers, or objects whose other keys are merged into the user's profile first. */
  recipients?: readonly Recipient[] | undefined
  /** Identifiers of topics. */
  topics?: readonly string[] | undefined
  /** Every user of the app. */
  everyone?: true | undefined
  /** Chosen by you, for `cancel`. */
  cancellationKey?: string | undefined
}

type Attached = { attachments?: readonly (Attachment | LinkedAttachment)[] }

/** What a workflow's payload asks for; anything, where it asks for nothing. */
type DataOf<Data> = unknown extends Data
  ? { data?: SendData | undefined }
  : Partial<Data> extends Data
    ? { data?: (Data & Attached) | undefined }
    : { data: Data & Attached }

/** Whom a workflow is started for, and with what. At least one of `recipients`, `topics` and `everyone`. */
export type TriggerInput<Data = unknown> = TriggerBase & DataOf<NoInfer<Data>>

/** One trigger, with the workflow that it starts. */
export type TriggerRecord<Data = unknown> = TriggerInput<Data> & {
  /** Its identifier, or its definition, which types `data`. */
  workflow: string | WorkflowDefinition<Data>
  /** 1 to 255 visible ASCII characters: triggers with the same key take effect once within 24 hours. */
  idempotencyKey?: string | undefined
}

export const identifierOf = ({ workflow }: Pick<TriggerRecord, 'workflow'>): string =>
  typeof workflow === 'string' ? workflow : workflow.identifier

/** As `POST /v3/notifications` takes it. */
export const bodyOf = (record: TriggerRecord<never> | TriggerRecord): Partial<SendRequest> => {
  const {
    recipients,
    topics,
    everyone,
    cancellationKey,
    workflow: _workflow,
    idempotencyKey: _key,
    ...rest
  } = record as TriggerRecord
  return {
    notification: { workflow: { identifier: identifierOf(record), cancellationKey } },
    sendTo: { recipients, topics, everyone },
    ...rest,
  } as Partial<SendRequest>
}
