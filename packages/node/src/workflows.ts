import type {
  CancelAnswer,
  CancelRequest,
  Said,
  SendAnswer,
  Workflow,
  WorkflowDefinition,
} from '@inboxkit/protocol'
import { type BulkTriggerAnswer, type BulkTriggers, triggerAll } from './bulk-trigger.js'
import type { Http } from './http.js'
import { type Listing, listing, type PageQuery } from './listing.js'
import type { ReadOptions, WriteOptions } from './options.js'
import type { Path } from './path.js'
import { bodyOf, type TriggerInput } from './trigger.js'
import { WorkflowTrigger } from './workflow-trigger.js'

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
   * Publishes a workflow, such as one of `defineWorkflow`. What differs from the latest version becomes a new one; the same again changes nothing.
   * @throws Problem `invalid_request` that names step and field, as in `steps[2].template`
   */
  publish(definition: WorkflowDefinition, options?: WriteOptions): Promise<Workflow> {
    // What `get` answers may be published again.
    const { version: _version, createdAt: _created, updatedAt: _updated, ...body } = definition as Workflow
    return this.#http.put(at(definition.identifier), body, options)
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
   * @param workflow its identifier, or its definition, which types `data`
   * @throws Problem `workflow_not_found`; `invalid_request` when `data` is not what the workflow's payload asks for
   */
  trigger<Data = unknown>(
    workflow: string | WorkflowDefinition<Data>,
    input: TriggerInput<Data>,
    options?: WriteOptions,
  ): Promise<SendAnswer>
  /** The same with everything in one object, which files can be attached to. */
  trigger(trigger: WorkflowTrigger, options?: WriteOptions): Promise<SendAnswer>
  trigger(
    what: string | WorkflowDefinition | WorkflowTrigger,
    given?: TriggerInput | WriteOptions,
    options?: WriteOptions,
  ): Promise<SendAnswer> {
    if (!(what instanceof WorkflowTrigger))
      return this.#http.post(
        ['notifications'],
        bodyOf({ ...(given as TriggerInput), workflow: what }),
        options,
      )
    const { record } = what
    const chosen = { idempotencyKey: record.idempotencyKey, ...given } as WriteOptions
    return this.#http.post(['notifications'], bodyOf(record), chosen)
  }

  /**
   * Starts many workflows, each for its own recipients and as a request of its own, at most 8 at a time. Resolves also
   * when some are refused, and says which and why. Records that the server would refuse are found without asking it.
   * @param records as many as you like, each a `WorkflowTrigger` or what makes one
   */
  bulkTrigger<Data extends readonly unknown[]>(
    records: BulkTriggers<Data>,
    options?: ReadOptions,
  ): Promise<BulkTriggerAnswer> {
    return triggerAll(this.#http, records, options)
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
