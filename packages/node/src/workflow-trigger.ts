import type { Attachment, LinkedAttachment } from '@inboxkit/protocol'
import { type AttachmentOptions, attachmentOf } from './attachments.js'
import type { TriggerRecord } from './trigger.js'

/**
 * A trigger that files are attached to before it is sent, by `workflows.trigger` or `workflows.bulkTrigger`:
 * `await new WorkflowTrigger({ workflow: 'invoice', recipients: ['ann'] }).addAttachment('invoice.pdf')`.
 */
export class WorkflowTrigger<Data = unknown> {
  /** What files could not be read, and were left out because they may be. */
  readonly warnings: string[] = []
  readonly #given: TriggerRecord
  readonly #attachments: (Attachment | LinkedAttachment)[] = []

  constructor(record: TriggerRecord<Data>) {
    this.#given = record
  }

  /** What will be sent. */
  get record(): TriggerRecord {
    if (this.#attachments.length === 0) return this.#given
    const { data = {} } = this.#given
    const attachments = [...(data.attachments ?? []), ...this.#attachments]
    return { ...this.#given, data: { ...data, attachments } }
  }

  /**
   * Attaches a file to the workflow's e-mails: one of this machine, read now, or an http or https address, which the
   * server fetches when it sends. With everything else a trigger has at most 819,200 bytes, and base64 makes a third
   * more of a file.
   * @throws Problem `invalid_request` for a file that cannot be read
   */
  async addAttachment(place: string | URL, options: AttachmentOptions = {}): Promise<this> {
    const attachment = await attachmentOf(place, options)
    if (attachment) this.#attachments.push(attachment)
    else this.warnings.push(`${place} was left out: it cannot be read`)
    return this
  }
}
