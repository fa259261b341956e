import type {
  CancelAnswer,
  CancelRequest,
  Recipient,
  Said,
  SendAnswer,
  Workflow,
  WorkflowDefinition,
} from '@inboxkit/protocol'
import type { Http } from './http.js'
import { type Listing, listing, type PageQuery } from './listing.js'
import type { ReadOptions, WriteOptions } from './options.js'
import type { Path } from './path.js'
import type { SendInput } from './send.js'

/** Whom a workflow is started for, and with what. At least one of `recipients`, `topics` and `everyone`. */
export interface TriggerInput extends Pick<SendInput, 'category' | 'data' | 'override' | 'sendAt'> {
  /** At most 1,000: identifiers, or objects whose other keys are merged into the user's profile first. */
  recipients?: readonly Recipient[] | undefined
  /** Identifiers of topics. */
  topics?: readonly string[] | undefined
  /** Every user of the app. */
  everyone?: true | undefined
  /** Chosen by you, for `cancel`. */
  cancellationKey?: string | undefined
}

/** Which runs `cancel` ends. */
export interface CancelInput {
  /** The one that the trigger was given. */
  cancellationKey: string
  /** Identifiers; by default everybody. */
  recipients?: readonly string[] | undefined
}

/** Named lists of steps, kept on the server in versions. A run ends on the version that it started with. */
export class Workflows {
  readonly #http: Http

  constructor(http: Http) {
    this.#http = http
  }

  /**
   * Publishes a workflow. What differs from the latest version becomes a new one; the same again changes nothing.
   * @throws Problem `invalid_request` that names step and field, as in `steps[2].template`
   */
  publish(definition: WorkflowDefinition, options?: WriteOptions): Promise<Workflow> {
    return this.#http.put(at(definition.identifier), definition, options)
  }

  /** The latest version. @throws Problem `workflow_not_found` */
  get(identifier: string, options?: ReadOptions): Promise<Workflow> {
    return this.#http.get(at(identifier), {}, options)
  }

  /** All workflows in their latest versions, a page at a time. */
  list({ limit, cursor }: PageQuery = {}, options?: ReadOptions): Listing<Workflow> {
    return listing(cursor, (from) => this.#http.get(['workflows'], { limit, cursor: from }, options))
  }

  /** All versions of one workflow, newest first, a page at a time. @throws Problem `workflow_not_found` */
  listVersions(
    identifier: string,
    { limit, cursor }: PageQuery = {},
    options?: ReadOptions,
  ): Listing<Workflow> {
    const path = [...at(identifier), 'versions']
    return listing(cursor, (from) => this.#http.get(path, { limit, cursor: from }, options))
  }

  /** No new triggers; runs that are under way end as they would. @throws Problem `workflow_not_found` */
  remove(identifier: string, options?: WriteOptions): Promise<Said> {
    return this.#http.delete(at(identifier), options)
  }

  /**
   * Starts the workflow: one run for each recipient. Resolves when the trigger is on disk.
   * @throws Problem `workflow_not_found`; `invalid_request` when `data` is not what the workflow's payload asks for
   */
  trigger(identifier: string, input: TriggerInput, options?: WriteOptions): Promise<SendAnswer> {
    const { recipients, topics, everyone, cancellationKey, ...rest } = input
    const body = {
      notification: { workflow: { identifier, cancellationKey } },
      sendTo: { recipients, topics, everyone },
      ...rest,
    }
    return this.#http.post(['notifications'], body, options)
  }

  /**
   * Ends the runs that still wait: for their `sendAt`, in a delay, or to be worked on. What was delivered stays.
   * @throws Problem `workflow_not_found`; `run_not_found` when no trigger came with this key
   */
  cancel(
    identifier: string,
    { cancellationKey, recipients }: CancelInput,
    options?: WriteOptions,
  ): Promise<CancelAnswer> {
    const body: CancelRequest = {
      cancellationKey,
      ...(recipients ? { cancelFor: { recipients: [...recipients] } } : {}),
    }
    return this.#http.patch([...at(identifier), 'cancel-run'], body, options)
  }
}

const at = (identifier: string): Path => ['workflows', { identifier }]
